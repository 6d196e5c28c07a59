import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../../core/calendar.ts'

/** Rows and an order-independent checksum of each table, as they were at the end of the backup. */
export type TableSums = Record<string, { rows: number; sum: string }>

export type BackupReason = 'schedule' | 'command' | 'upgrade'

export type Manifest = {
  format: 1
  takenAt: Instant
  reason: BackupReason
  /** The program's version and the newest migration, so that an older program refuses a newer backup. */
  version: string
  migration: string
  postgres: string
  /** Salt of the passphrase's key; null when the backup is not encrypted. */
  salt: string | null
  /** Directories of the cluster, empty ones too. */
  directories: string[]
  files: { path: string; bytes: number; sha256: string }[]
  tables: TableSums
}

export type Backup = Manifest & { name: string; folder: string }

const FILE = 'manifest.json'
const FOLDER = /^bellwether-\d{8}T\d{6}Z$/

export function backupName(takenAt: Instant): string {
  return `bellwether-${new Date(takenAt).toISOString().replace(/[-:]|\.\d+/g, '')}`
}

/** The manifest is written last: a folder without one is a backup that was interrupted. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, `${FILE}.part`), JSON.stringify(manifest, null, 1), { mode: 0o600 })
  renameSync(join(folder, `${FILE}.part`), join(folder, FILE))
}

export function readBackup(folder: string): Backup {
  const file = join(folder, FILE)
  if (!existsSync(file)) {
    throw new Error(`${folder} is not a finished backup: it has no ${FILE}. Choose a folder bellwether-….`)
  }
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  if (manifest.format !== 1) throw new Error(`${folder} was written by a newer program; upgrade first`)
  return { ...manifest, name: folder.slice(folder.lastIndexOf('/') + 1), folder }
}

/** Finished and unfinished backups of a directory, newest first. */
export function listBackups(directory: string): { finished: Backup[]; unfinished: string[] } {
  if (!existsSync(directory)) return { finished: [], unfinished: [] }
  const folders = readdirSync(directory)
    .filter((name) => FOLDER.test(name))
    .sort()
    .reverse()
  const isFinished = (name: string) => existsSync(join(directory, name, FILE))
  return {
    finished: folders.filter(isFinished).map((name) => readBackup(join(directory, name))),
    unfinished: folders.filter((name) => !isFinished(name)).map((name) => join(directory, name)),
  }
}
