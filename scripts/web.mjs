import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { environment, modernNode, root, run } from './project.mjs'

/** Whatever the built pages are made of. */
const SOURCES = [
  'src/web',
  'src/api',
  'src/text',
  'src/core',
  'index.html',
  'vite.config.ts',
  'scripts/light-routes.ts',
  'scripts/messages-only.ts',
  'package-lock.json',
]
const TARGET = join(root, 'dist', 'web')
const STAMP = join(TARGET, '.built-from')

export function webIsBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourceHash()
}

/** Builds the pages into dist/web unless they were built from exactly these sources. */
export async function ensureWeb() {
  if (webIsBuilt()) return
  await ensureInstalled({ dev: true })
  console.error('Building the pages …')
  rmSync(STAMP, { force: true })
  const hash = sourceHash()
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const code = await run(modernNode(), [vite, 'build', '--logLevel', 'warn'], {
    env: { ...environment(), NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  })
  if (code !== 0) {
    console.error('The pages could not be built.')
    process.exit(code)
  }
  writeFileSync(STAMP, hash)
}

function sourceHash() {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of filesOf(source))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

function filesOf(path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!/\.[a-z]+$/.test(path)) {
    return readdirSync(full, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) =>
        entry.isDirectory() || !entry.name.includes('.test.') ? childFiles(path, entry) : [],
      )
  }
  return [path]
}

function childFiles(path, entry) {
  const child = `${path}/${entry.name}`
  return entry.isDirectory() ? filesOf(child) : [child]
}
