import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Instant } from '../../../core/calendar.ts'
import type { Connection } from '../db.ts'
import {
  type Backup,
  type BackupReason,
  backupName,
  listBackups,
  type Manifest,
  readBackup,
  type TableSums,
  writeManifest,
} from './manifest.ts'
import { backupKey, seal } from './sealed-file.ts'
import { productTables, tableSums } from './table-sums.ts'

/** What PostgreSQL makes anew when it starts, and what the backup itself adds at the end. */
const SKIPPED_INSIDE =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\/./
const SKIPPED =
  /(^|\/)(postmaster\.(pid|opts)|pg_internal\.init|pgsql_tmp[^/]*|current_logfiles|backup_label)$/
/** Beside the cluster: what is no data of ours or is made anew. */
const NOT_DATA = /^(pg\d+(\.log.*)?|pg\.init|sock|backups|lost\+found)$/
const LOCK_TRIES = 30

export type BackupSource = {
  admin: Connection
  /** The PostgreSQL data directory and the data directory around it. */
  clusterDir: string
  dataDir: string
  version: string
}

export type BackupOptions = {
  directory: string
  now: Instant
  reason: BackupReason
  passphrase: string | null
}

/**
 * A base backup of the running embedded PostgreSQL with uploads and secrets, by the server's own functions
 * (no pg_basebackup comes with the binaries): copying begins after pg_backup_start, and the write-ahead log
 * up to pg_backup_stop makes the copy consistent. Nobody waits meanwhile, except for the milliseconds in
 * which the end of the backup is pinned to a state whose checksums go into the manifest (C216).
 */
export async function takeBackup(source: BackupSource, options: BackupOptions): Promise<Backup> {
  const client = new Client({ ...source.admin, application_name: 'bellwether backup' })
  client.on('error', () => {})
  await client.connect()
  try {
    await becomeOnlyBackup(client)
    mkdirSync(options.directory, { recursive: true, mode: 0o700 })
    for (const left of listBackups(options.directory).unfinished) {
      rmSync(left, { recursive: true, force: true })
    }
    return await fillFolder(client, source, { ...options, folder: newFolder(options.directory, options.now) })
  } finally {
    await client.end().catch(() => {})
  }
}

/** Once nobody else is at it, what lies there unfinished is nobody's. The lock goes with the session. */
async function becomeOnlyBackup(client: Client): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('bellwether backup', 0)) as free`,
  )
  if (!rows[0]!.free) throw new Error('another backup is running; wait until it has ended')
}

async function fillFolder(client: Client, source: BackupSource, options: Running): Promise<Backup> {
  try {
    writeManifest(options.folder, await copyAll(client, source, options))
    return readBackup(options.folder)
  } catch (error) {
    rmSync(options.folder, { recursive: true, force: true })
    throw error
  }
}

/** Named after its second, or after the next that is free: two upgrades can fall into one. */
function newFolder(directory: string, now: Instant): string {
  const folder = join(directory, backupName(now))
  if (existsSync(folder)) return newFolder(directory, now + 1000)
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

type Running = BackupOptions & { folder: string }

async function copyAll(client: Client, source: BackupSource, options: Running): Promise<Manifest> {
  const salt = options.passphrase === null ? null : randomBytes(16)
  const key = salt && backupKey(options.passphrase!, salt)
  // The slot keeps the write-ahead log from being recycled while the copy runs, and goes with the session.
  await client.query(
    `select pg_create_physical_replication_slot('bellwether_backup_' || pg_backend_pid(), true, true)`,
  )
  const { rows: started } = await client.query<{ segment: string }>(
    `select pg_walfile_name(pg_backup_start('bellwether', true)) as segment`,
  )
  const tree = walk(source.clusterDir, (path) => !SKIPPED_INSIDE.test(path) && !SKIPPED.test(path))
  const files = await sealAll(source.clusterDir, tree.files, join(options.folder, 'cluster'), key)
  const { stop, sums } = await pinnedStop(client, source.admin)
  const segments = readdirSync(join(source.clusterDir, 'pg_wal')).filter(
    (name) => /^[0-9A-F]{24}$/.test(name) && name >= started[0]!.segment && name <= stop.segment,
  )
  if (!segments.includes(started[0]!.segment))
    throw new Error('the write-ahead log was recycled during the backup; run it again')
  const wal = segments.map((name) => `pg_wal/${name}`)
  files.push(...(await sealAll(source.clusterDir, wal, join(options.folder, 'cluster'), key)))
  writeFileSync(join(options.folder, 'backup_label'), stop.label, { mode: 0o600 })
  const around = walk(source.dataDir, (path) => !NOT_DATA.test(path.split('/')[0]!))
  const data = await sealAll(source.dataDir, around.files, join(options.folder, 'data'), key)
  const { rows: about } = await client.query<{ postgres: string; migration: string }>(
    `select current_setting('server_version') as postgres, max(name) as migration from schema_migration`,
  )
  return {
    format: 1,
    takenAt: options.now,
    reason: options.reason,
    version: source.version,
    ...about[0]!,
    salt: salt?.toString('hex') ?? null,
    directories: tree.directories,
    files: [
      ...files.map((file) => ({ ...file, path: `cluster/${file.path}` })),
      ...data.map((file) => ({ ...file, path: `data/${file.path}` })),
    ],
    tables: sums,
  }
}

/**
 * Ends the backup at a moment at which no table of ours is being written, and counts what the tables held at
 * exactly that moment: the lock is held only until the server has noted the end, the counting goes on in a
 * snapshot of it while everybody writes again.
 */
async function pinnedStop(
  client: Client,
  admin: Connection,
): Promise<{ stop: { label: string; segment: string }; sums: TableSums }> {
  const locker = new Client({ ...admin, application_name: 'bellwether backup' })
  const counter = new Client({ ...admin, application_name: 'bellwether backup' })
  await Promise.all([locker.connect(), counter.connect()])
  try {
    const tables = (await productTables(client)).map((name) => `public."${name}"`).join(', ')
    await lockAll(locker, tables)
    const { rows: snapshot } = await locker.query<{ id: string }>('select pg_export_snapshot() as id')
    await counter.query('begin isolation level repeatable read read only')
    await counter.query(`set transaction snapshot '${snapshot[0]!.id}'`)
    const { rows } = await client.query<{ label: string; segment: string }>(
      `select labelfile as label, pg_walfile_name(lsn) as segment from pg_backup_stop(false)`,
    )
    await locker.query('rollback')
    return { stop: rows[0]!, sums: await tableSums(counter) }
  } finally {
    await Promise.all([locker.end(), counter.end()].map((end) => end.catch(() => {})))
  }
}

/** Writers are waited for a moment only, then let through again: a backup must not stand in anybody's way. */
async function lockAll(client: Client, tables: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await client.query('begin isolation level repeatable read')
    await client.query(`set local lock_timeout = '1s'`)
    try {
      await client.query(`lock table ${tables} in share mode`)
      return
    } catch (error) {
      await client.query('rollback')
      if (tries === LOCK_TRIES)
        throw new Error('the tables were busy for too long; run the backup later', { cause: error })
      await sleep(200 * tries)
    }
  }
}

/** Relative paths of files and directories below a directory, for those that `wanted` lets in. */
function walk(root: string, wanted: (path: string) => boolean): { files: string[]; directories: string[] } {
  const files: string[] = []
  const directories: string[] = []
  const enter = (directory: string) => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const full = join(directory, entry.name)
      const path = relative(root, full).replaceAll('\\', '/')
      if (!wanted(path)) continue
      if (entry.isDirectory()) {
        directories.push(path)
        enter(full)
      } else if (entry.isFile()) files.push(path)
    }
  }
  enter(root)
  return { files, directories }
}

async function sealAll(root: string, paths: readonly string[], target: string, key: Buffer | null) {
  const sealed: Manifest['files'] = []
  const made = new Set<string>()
  for (const path of paths) {
    const from = join(root, path)
    const to = join(target, `${path}.zst`)
    if (!made.has(dirname(to)))
      made.add(mkdirSync(dirname(to), { recursive: true, mode: 0o700 }) ?? dirname(to))
    try {
      sealed.push({ path, ...(await seal(from, to, key)) })
    } catch (error) {
      // A table dropped while we copied is gone from the end state as well.
      if (statSync(from, { throwIfNoEntry: false })) throw error
      rmSync(to, { force: true })
    }
  }
  return sealed
}
