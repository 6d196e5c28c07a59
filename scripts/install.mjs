import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './project.mjs'

/**
 * Installs the packages exactly as locked, if any is missing or of another version. Everything it says goes
 * to the error stream, so that the output of a command stays clean. `dev: false` is content without the
 * packages that only building and testing need, as in a container image.
 */
export async function ensureInstalled({ dev }) {
  const missing = missingPackages({ dev })
  if (missing.length === 0) return
  console.error(
    `Installing packages (${missing.length} missing or changed); the first time takes a minute or two …`,
  )
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const stdio = ['ignore', 2, 2]
  const code = npm?.endsWith('.js')
    ? await run(process.execPath, [npm, ...args], { stdio })
    : await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
        stdio,
        shell: process.platform === 'win32',
      })
  if (code !== 0) {
    console.error('The packages could not be installed. Is the npm registry reachable?')
    process.exit(code)
  }
}

/** Compares the lock file with npm's own record of what lies in node_modules. */
function missingPackages({ dev }) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const record = join(root, 'node_modules', '.package-lock.json')
  const present = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {}
  return Object.entries(wanted).flatMap(
    ([path, { version, integrity, optional, devOptional, dev: isDev, peer }]) => {
      if (path === '') return []
      const found = present[path]
      if (found) return found.version === version && found.integrity === integrity ? [] : [path]
      return optional || devOptional || peer || (isDev && !dev) ? [] : [path]
    },
  )
}
