import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { decideExpired, nextBackupAt } from '../core/backup/retention.ts'
import type { Instant } from '../core/calendar.ts'
import { tellAdmins } from './modules/notify/index.ts'
import { type Backup, type BackupReason, listBackups } from './platform/backup/manifest.ts'
import { readBackupStatus, writeBackupStatus } from './platform/backup/status.ts'
import { takeBackup } from './platform/backup/take-backup.ts'
import { type Verification, verifyBackup } from './platform/backup/verify-backup.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { write } from './platform/context.ts'
import { type Connection, DATABASE, type Db } from './platform/db.ts'
import type { Logger } from './platform/log.ts'
import { gauge } from './platform/metrics.ts'

const VERSION = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
).version

const RETRY_MS = 3_600_000

/** The running database; `clusterDir` is null where it is not ours to copy (DATABASE_URL). */
type Place = { admin: Connection; clusterDir: string | null }

/** Takes a backup, lets the old ones go and notes how it went; what fails is noted and thrown. */
export async function backUp(
  place: Place,
  config: Config,
  { now, reason }: { now: Instant; reason: BackupReason },
): Promise<Backup> {
  const { directory, passphrase } = config.backup
  if (place.clusterDir === null) {
    throw new Error(
      'this installation uses your own PostgreSQL (DATABASE_URL): back it up with pg_dump or your provider, and copy the data directory',
    )
  }
  try {
    const source = {
      admin: place.admin,
      clusterDir: place.clusterDir,
      dataDir: config.dataDir,
      version: VERSION,
    }
    const backup = await takeBackup(source, { directory, now, reason, passphrase })
    for (const expired of decideExpired(listBackups(directory).finished, now))
      rmSync(expired.folder, { recursive: true, force: true })
    writeBackupStatus(directory, { lastGoodAt: now, failure: null })
    gauge('bellwether_last_backup_seconds', {}, Math.round(now / 1000))
    return backup
  } catch (error) {
    writeBackupStatus(directory, { failure: { at: now, message: (error as Error).message } })
    throw error
  }
}

/** Restores the backup into a scratch directory and compares; the outcome is kept for the administrator. */
export async function verify(backup: Backup, config: Config, now: Instant): Promise<Verification> {
  const { directory, passphrase } = config.backup
  const found = await verifyBackup(backup, { scratchIn: config.dataDir, database: DATABASE, passphrase })
  const { ok, problems } = found
  writeBackupStatus(directory, { verified: { backup: backup.name, at: now, ok, problems } })
  return found
}

/**
 * A backup each night, proven by restoring it; a failure is tried again an hour later, and the administrators
 * of every organisation hear of it (C216 C217). `check` is called at each look of the worker and returns at
 * once.
 */
export function scheduleBackups(
  installation: Place & { db: Db },
  config: Config,
  { log, clock }: { log: Logger; clock: Clock },
): { check: () => void; stop: () => Promise<void> } {
  let running: Promise<void> | null = null
  let notBefore = 0
  const run = async () => {
    const now = clock.now()
    try {
      const backup = await backUp(installation, config, { now, reason: 'schedule' })
      const found = await verify(backup, config, clock.now())
      if (!found.ok) throw new Error(`${backup.name}: ${found.problems.slice(0, 3).join('; ')}`)
      log.info(
        { backup: backup.name, rows: found.rows, bytes: found.bytes },
        'backup taken and restored for proof',
      )
    } catch (error) {
      notBefore = now + RETRY_MS
      const message = (error as Error).message
      log.error({ err: message }, 'the backup failed')
      await tellEverywhere(installation.db, clock, message)
    }
  }
  return {
    check: () => {
      if (running || !config.backup.schedule || installation.clusterDir === null) return
      const now = clock.now()
      const status = readBackupStatus(config.backup.directory)
      if (now < notBefore || now < nextBackupAt(status.lastGoodAt, now)) return
      running = run().finally(() => {
        running = null
      })
    },
    stop: async () => {
      await running
    },
  }
}

/** Never rejects: with the database down nobody can be told, and the server must not end over it. */
async function tellEverywhere(db: Db, clock: Clock, message: string): Promise<void> {
  const orgs = await db
    .selectFrom('org')
    .select('id')
    .execute()
    .catch(() => [])
  for (const { id: orgId } of orgs) {
    const now = clock.now()
    await write(db, { orgId, now }, (ctx) =>
      tellAdmins(
        ctx,
        { about: 'backupFailed', message },
        { cause: `backup-failed:${now}`, exceptChannelId: null },
      ),
    ).catch(() => {})
  }
}
