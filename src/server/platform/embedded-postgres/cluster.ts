import { spawn, spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { giveTo, locale, type Place, spawnOptions } from './place.ts'

const LOG_BYTES_MAX = 10 * 1024 * 1024
const POLL_MS = 20
const SHUTDOWN_MS_MAX = 5 * 60_000

/** The superuser of the cluster: it migrates; the application logs in as a lesser role. */
export const SUPERUSER = 'bellwether'

export type Launched = { exited: Promise<void>; hasExited(): boolean; readLog(): string }

/** Creates the cluster unless it exists. A half-made one never looks finished: it gets its name last. */
export function createCluster(place: Place, binaries: Binaries, fast: boolean): void {
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return
  const unfinished = join(place.home, 'pg.init')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  giveTo(place.account, unfinished)
  const locales = [`--locale=${locale()}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const result = spawnSync(
    binaries.initdb,
    [
      '-D',
      unfinished,
      '-U',
      SUPERUSER,
      '-A',
      'trust',
      '-E',
      'UTF8',
      ...locales,
      ...(fast ? ['--no-sync'] : []),
    ],
    { ...spawnOptions(place.account), encoding: 'utf8' },
  )
  if (result.status !== 0) {
    throw new Error(`initdb failed: ${result.error?.message ?? `${result.stdout}${result.stderr}`.trim()}`)
  }
  renameSync(unfinished, place.cluster)
  syncDirectory(place.home)
}

/** Starts the server detached: it outlives a killed parent and is joined by the next one. */
export function launch(place: Place, binaries: Binaries, fast: boolean): Launched {
  rotateLog(place.logFile)
  const log = openSync(place.logFile, 'a', 0o600)
  const logStart = statSync(place.logFile).size
  const child = spawn(binaries.postgres, ['-D', place.cluster, ...settings(place, fast)], {
    ...spawnOptions(place.account),
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  let exited = false
  const end = new Promise<void>((done) => {
    const finish = () => {
      exited = true
      done()
    }
    child.once('exit', finish)
    child.once('error', finish)
  })
  return {
    exited: end,
    hasExited: () => exited,
    readLog: () => readFileSync(place.logFile).subarray(logStart).toString('utf8').trim(),
  }
}

/** Stops the running server (connections are closed, transactions rolled back) and waits until it is gone. */
export async function shutDown(place: Place, binaries: () => Binaries): Promise<void> {
  const pidFile = join(place.cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  if (process.platform === 'win32') {
    spawnSync(binaries().pgCtl, ['stop', '-m', 'fast', '-D', place.cluster], spawnOptions(null))
    return
  }
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`${pidFile} holds no process number`)
  process.kill(pid, 'SIGINT')
  for (let waitedMs = 0; existsSync(pidFile); waitedMs += POLL_MS) {
    if (waitedMs > SHUTDOWN_MS_MAX) throw new Error(`PostgreSQL (process ${pid}) does not stop`)
    await sleep(POLL_MS)
  }
}

function settings(place: Place, fast: boolean): string[] {
  const values: Record<string, string> = {
    port: String(place.port),
    log_timezone: 'UTC',
    // A base backup copies the write-ahead log at its end: the segments must still be there.
    wal_keep_size: '128MB',
    ...(process.platform === 'win32'
      ? { listen_addresses: '127.0.0.1' }
      : {
          listen_addresses: '',
          unix_socket_directories: `"${place.host.replaceAll('"', '""')}"`,
          unix_socket_permissions: '0700',
        }),
    ...(sharedMemoryIsTiny() ? { dynamic_shared_memory_type: 'mmap' } : {}),
    ...(fast
      ? {
          fsync: 'off',
          synchronous_commit: 'off',
          full_page_writes: 'off',
          max_wal_size: '2GB',
          max_connections: '200',
        }
      : memorySettings(totalmem(), process.constrainedMemory())),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/**
 * PostgreSQL comes with settings for a machine of twenty years ago: 128 MB of its own for what all sessions
 * read. An eighth of the memory, for Node and the cache of files need the rest. `limit` is what a container
 * may use, in bytes; 0 or more than there is where nothing limits it.
 */
export function memorySettings(total: number, limit: number): Record<string, string> {
  const megabytes = (limit > 0 ? Math.min(total, limit) : total) / 2 ** 20
  return {
    shared_buffers: `${Math.round(Math.min(1024, Math.max(128, megabytes / 8)))}MB`,
    effective_cache_size: `${Math.round(Math.max(512, megabytes / 2))}MB`,
    max_wal_size: '2GB',
    // Compiling a plan pays for questions of seconds; ours take milliseconds.
    jit: 'off',
  }
}

/**
 * Containers often have 64 MB of /dev/shm, in which a parallel hash join dies with "No space left on device".
 */
function sharedMemoryIsTiny(): boolean {
  if (process.platform !== 'linux' || !existsSync('/dev/shm')) return false
  const { bsize, blocks } = statfsSync('/dev/shm')
  return bsize * blocks < 256 * 1024 * 1024
}

function rotateLog(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_BYTES_MAX) renameSync(file, `${file}.1`)
}

/**
 * Without this a power cut could undo the rename, and the next start would take the cluster for half-made.
 */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(directory, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
