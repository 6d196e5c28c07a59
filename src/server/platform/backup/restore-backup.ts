import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, giveTo, preparePlace } from '../embedded-postgres/place.ts'
import { migrationFiles } from '../migrate.ts'
import type { Backup } from './manifest.ts'
import { backupKey, unseal } from './sealed-file.ts'

/**
 * Writes a backup into an empty data directory; the next start of the server replays the log to its end.
 * Every file is checked against the manifest. Refuses a directory that holds a database, a newer schema than
 * this program knows, and a wrong passphrase, before anything is written.
 */
export async function restoreBackup(
  backup: Backup,
  into: { dataDir: string; passphrase: string | null; fast?: boolean },
): Promise<void> {
  if (backup.migration > migrationFiles().at(-1)!)
    throw new Error(`the backup is of a newer version (${backup.version}); install that one first`)
  const key = await keyOf(backup, into.passphrase)
  const place = preparePlace(into.dataDir, into.fast ?? false)
  if (existsSync(place.cluster) && readdirSync(place.cluster).length > 0)
    throw new Error(
      `${into.dataDir} holds a database already; restore into an empty directory and move it there`,
    )
  makeDirectory(place.cluster, place.account)
  for (const path of backup.directories) makeDirectory(join(place.cluster, path), place.account)
  for (const { path, sha256, bytes } of backup.files) {
    const inCluster = path.startsWith('cluster/')
    const target = inCluster ? join(place.cluster, path.slice(8)) : join(into.dataDir, path.slice(5))
    if (!inCluster) mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
    await unseal(join(backup.folder, `${path}.zst`), target, { sha256, bytes, key })
    if (inCluster) giveTo(place.account, target)
  }
  // Without this file PostgreSQL would trust the copied control file and start from torn pages.
  const label = join(place.cluster, 'backup_label')
  writeFileSync(label, readFileSync(join(backup.folder, 'backup_label')), { mode: 0o600 })
  giveTo(place.account, label)
}

/** The key, tried on the smallest file so that a wrong passphrase is said at once. */
async function keyOf(backup: Backup, passphrase: string | null): Promise<Buffer | null> {
  if (backup.salt === null) return null
  if (passphrase === null)
    throw new Error('the backup is encrypted; set BELLWETHER_BACKUP_PASSPHRASE to its passphrase')
  const key = backupKey(passphrase, Buffer.from(backup.salt, 'hex'))
  const smallest = [...backup.files].sort((a, b) => a.bytes - b.bytes)[0]!
  const probe = join(backup.folder, `.probe-${process.pid}`)
  try {
    await unseal(join(backup.folder, `${smallest.path}.zst`), probe, { ...smallest, key })
  } catch (error) {
    throw new Error('the passphrase does not open this backup, or the backup is damaged', { cause: error })
  } finally {
    rmSync(probe, { force: true })
  }
  return key
}

function makeDirectory(path: string, account: Account): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  giveTo(account, path)
}
