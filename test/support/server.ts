import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BW = join(import.meta.dirname, '../../src/server/cli/bw.ts')
const READY_MS_MAX = 300_000
const STOP_MS_MAX = 20_000
const POLL_MS = 100

export type ServerOptions = {
  /** With the demo company, or empty. Default: empty. */
  demo?: boolean
  /** An existing data directory, to start again on it; default a new one that goes away with `remove`. */
  dataDir?: string
  env?: Record<string, string>
}

export type TestServer = {
  url: string
  dataDir: string
  /** Everything it has printed so far. */
  output(): string
  /** Clean stop by signal; refuses when it does not end in time. */
  stop(): Promise<void>
  /** kill -9 of the server, of its PostgreSQL, or of both at once. The data directory stays. */
  kill(what: 'server' | 'postgres' | 'both'): Promise<void>
  /** Stops what still runs and deletes the data directory. */
  remove(): Promise<void>
}

export type CommandResult = { code: number; stdout: string; stderr: string }

/**
 * The real program (`bw start`) on a free port with its own data directory; returns when it says it is ready.
 */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'bellwether-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [BW, 'start'], {
    env: environment(dataDir, {
      BELLWETHER_PORT: String(port),
      BELLWETHER_DEMO: options.demo ? 'on' : 'off',
      ...options.env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const server: TestServer = {
    url,
    dataDir,
    output: () => output,
    stop: () => stop(child, () => output),
    kill: (what) => kill(child, dataDir, what),
    remove: async () => {
      if (isAlive(child)) await stop(child, () => output).catch(() => kill(child, dataDir, 'both'))
      killPostgres(dataDir)
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  try {
    await untilReady(url, child, () => output)
  } catch (error) {
    await kill(child, dataDir, 'both')
    if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
    throw error
  }
  return server
}

/** A worker (`bw work`) beside the server of a data directory; returns how to kill it. */
export function startExtraWorker(dataDir: string, env: Record<string, string> = {}): () => Promise<void> {
  const child = spawn(process.execPath, [BW, 'work'], { env: environment(dataDir, env), stdio: 'ignore' })
  return async () => {
    if (!isAlive(child)) return
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await ended
  }
}

/** Runs one `bw` command on a data directory, beside a running server or alone. */
export function bw(
  dataDir: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<CommandResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [BW, ...args], { env: environment(dataDir, env) })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', fail)
    child.once('close', (code) => done({ code: code ?? 1, stdout, stderr }))
  })
}

/** Process number of the PostgreSQL of a data directory, or null when none runs there. */
export function postmasterPid(dataDir: string): number | null {
  const file = join(dataDir, 'pg18', 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  return Number.isInteger(pid) && pid > 1 ? pid : null
}

function environment(dataDir: string, extra: Record<string, string>): NodeJS.ProcessEnv {
  const { DATABASE_URL: _external, NODE_ENV: _mode, ...inherited } = process.env
  return { ...inherited, BELLWETHER_DATA: dataDir, ...extra }
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += POLL_MS) {
    if (!isAlive(child)) throw new Error(`The server ended with ${child.exitCode}:\n${output()}`)
    const ready = await fetch(`${url}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    )
    if (ready) return
    await sleep(POLL_MS)
  }
  throw new Error(`The server is not ready after ${READY_MS_MAX / 1000} s:\n${output()}`)
}

async function stop(child: ChildProcess, output: () => string): Promise<void> {
  if (!isAlive(child)) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  const late = sleep(STOP_MS_MAX, 'late', { ref: false })
  if ((await Promise.race([ended, late])) === 'late') {
    throw new Error(`The server does not stop on SIGTERM:\n${output()}`)
  }
}

async function kill(
  child: ChildProcess,
  dataDir: string,
  what: 'server' | 'postgres' | 'both',
): Promise<void> {
  if (what !== 'postgres' && isAlive(child)) {
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await ended
  }
  if (what !== 'server') killPostgres(dataDir)
}

function killPostgres(dataDir: string): void {
  const pid = postmasterPid(dataDir)
  if (pid === null) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // Already gone: what remains is the file of an earlier kill.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? done(address.port) : fail(new Error('no port')),
      )
    })
  })
}
