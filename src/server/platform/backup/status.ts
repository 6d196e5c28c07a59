import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../../core/calendar.ts'

/** How the backups of this installation stand. Beside the backups: it must outlive the database. */
export type BackupStatus = {
  lastGoodAt: Instant | null
  /** The newest restore that was tried (C217). */
  verified: { backup: string; at: Instant; ok: boolean; problems: string[] } | null
  /** Set by a failure, cleared by the next good backup. */
  failure: { at: Instant; message: string } | null
}

const NOTHING: BackupStatus = { lastGoodAt: null, verified: null, failure: null }

export function readBackupStatus(directory: string): BackupStatus {
  const file = join(directory, 'status.json')
  if (!existsSync(file)) return NOTHING
  try {
    return { ...NOTHING, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<BackupStatus>) }
  } catch {
    // Half a file after a power cut says nothing; the next backup writes it anew.
    return NOTHING
  }
}

export function writeBackupStatus(directory: string, change: Partial<BackupStatus>): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, 'status.json')
  writeFileSync(`${file}.part`, JSON.stringify({ ...readBackupStatus(directory), ...change }), {
    mode: 0o600,
  })
  renameSync(`${file}.part`, file)
}
