import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { preparePlace } from '../embedded-postgres/place.ts'
import { startPostgres } from '../embedded-postgres.ts'
import type { Backup } from './manifest.ts'
import { restoreBackup } from './restore-backup.ts'
import { sumDifferences, tableSums } from './table-sums.ts'

export type Verification = {
  backup: string
  ok: boolean
  tables: number
  rows: number
  bytes: number
  /** Sentences; empty when the backup is good. */
  problems: string[]
}

/**
 * Proves a backup by restoring it (C217): into a scratch directory beside the backups, started as a server of
 * its own, every table compared with what the source held when the backup ended.
 */
export async function verifyBackup(
  backup: Backup,
  options: { scratchIn: string; database: string; passphrase: string | null },
): Promise<Verification> {
  const scratch = mkdtempSync(join(options.scratchIn, 'bellwether-verify-'))
  // As root the cluster may have to live elsewhere; it must go as well.
  const { home } = preparePlace(scratch, true)
  const result = { backup: backup.name, tables: 0, rows: 0, bytes: 0 }
  try {
    await restoreBackup(backup, { dataDir: scratch, passphrase: options.passphrase, fast: true })
    const found = await sumsOf(scratch, options.database)
    const problems = sumDifferences(backup.tables, found)
    const rows = Object.values(found).reduce((sum, table) => sum + table.rows, 0)
    const bytes = backup.files.reduce((sum, file) => sum + file.bytes, 0)
    return { ...result, ok: problems.length === 0, tables: Object.keys(found).length, rows, bytes, problems }
  } catch (error) {
    return { ...result, ok: false, problems: [(error as Error).message] }
  } finally {
    for (const directory of [home, scratch])
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function sumsOf(dataDir: string, database: string) {
  const server = await startPostgres({ dataDir, fast: true })
  try {
    const client = new Client({ host: server.socketDir, port: server.port, user: server.user, database })
    await client.connect()
    try {
      return await tableSums(client)
    } finally {
      await client.end()
    }
  } finally {
    await server.stop()
  }
}
