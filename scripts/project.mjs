// What the scripts share. Plain JavaScript: it runs on the Node of the machine (20.19 or later), which may be
// too old for everything else; the real work is handed to the Node that comes with the package.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Generated things that may be deleted at any time: compile cache, unpacked browser, test reports. */
export const cacheDir = join(root, 'node_modules', '.cache', 'bellwether')

/** The first Node that runs TypeScript without a flag. */
const NODE_MIN = [22, 18]

/** Path of a Node that runs the server's TypeScript: the installed one, else our own if it is new enough. */
export function modernNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const installed = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', `node${suffix}`)
  if (existsSync(installed)) return installed
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return process.execPath
  throw new Error(
    `No Node for ${platform}-${process.arch} comes with the package, and this one (${process.versions.node}) is too old: install Node 24.`,
  )
}

/** The environment for everything we start: our Node first, compiled code kept between starts. */
export function environment() {
  const path = [dirname(modernNode()), join(root, 'node_modules', '.bin'), process.env.PATH].join(
    process.platform === 'win32' ? ';' : ':',
  )
  return { ...process.env, PATH: path, NODE_COMPILE_CACHE: join(cacheDir, 'compile') }
}

/**
 * Runs a program to its end and gives its exit code; output goes where ours goes unless `stdio` says
 * otherwise.
 */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    child.once('error', fail)
    child.once('close', (code, signal) => done(code ?? (signal ? 128 : 1)))
  })
}

/** Runs a program to its end, quietly: gives its exit code and everything it printed. */
export function capture(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.once('error', fail)
    child.once('close', (code) => done({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }))
  })
}

/**
 * Runs the `bw` command on the modern Node in place of this process: same input, output and exit code, and
 * signals reach it. `cwd` is where the user stands, so that file names on the command line mean what they
 * say.
 */
export function becomeBw(args, cwd = root) {
  const child = spawn(modernNode(), [join(root, 'src', 'server', 'cli', 'bw.ts'), ...args], {
    cwd,
    stdio: 'inherit',
    env: environment(),
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to every process in front; passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  // Under `npm start` a shell stands between npm and us and dies of a signal without passing it on: when the
  // parent is gone, the stop was meant for us as well.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid
    setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref()
  }
  child.once('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code ?? 1)
  })
}
