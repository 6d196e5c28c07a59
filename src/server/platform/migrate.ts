import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { installJobs } from './jobs-install.ts'

export const APP_ROLE = 'bellwether_app'
const FOLDER = join(import.meta.dirname, '../migrations')

/**
 * Brings the database to the newest schema, as the migration role. Safe when several processes start at once
 * (one advisory lock), each file in its own transaction, forward only. An applied file that has changed is
 * refused. Returns the names applied now.
 */
export async function migrate(pool: pg.Pool, appPassword: string | null): Promise<string[]> {
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock(8420001)')
    await ensureAppRole(client, appPassword)
    await client.query(
      `create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default clock_timestamp())`,
    )
    const applied: string[] = []
    for (const name of migrationFiles()) {
      const text = readFileSync(join(FOLDER, name), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      const { rows } = await client.query('select sha256 from schema_migration where name = $1', [name])
      if (rows[0]) {
        if (rows[0].sha256 !== sha256)
          throw new Error(`migration ${name} was changed after it had been applied`)
        continue
      }
      await client.query('begin')
      try {
        await client.query(text)
        await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [name, sha256])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error })
      }
      applied.push(name)
    }
    await installJobs(client)
    return applied
  } finally {
    await client.query('select pg_advisory_unlock(8420001)').catch(() => {})
    client.release()
  }
}

export function migrationFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
}

/** Whether a database that is in use would be changed by `migrate`: a backup comes first. */
export async function hasPendingMigrations(pool: pg.Pool): Promise<boolean> {
  const { rows: found } = await pool.query(
    `select to_regclass('public.schema_migration') is not null as there`,
  )
  if (!found[0].there) return false
  const { rows } = await pool.query<{ name: string }>('select name from schema_migration')
  const applied = new Set(rows.map(({ name }) => name))
  return applied.size > 0 && migrationFiles().some((name) => !applied.has(name))
}

/** The runtime role owns nothing, cannot bypass row-level security, and the application logs in as it. */
async function ensureAppRole(client: pg.PoolClient, password: string | null): Promise<void> {
  const { rows } = await client.query('select 1 from pg_roles where rolname = $1', [APP_ROLE])
  if (!rows[0]) {
    await client.query(`create role ${APP_ROLE} login nosuperuser nocreatedb nocreaterole nobypassrls`)
  }
  if (password !== null) {
    const { rows: quoted } = await client.query('select quote_literal($1) as literal', [password])
    await client.query(`alter role ${APP_ROLE} password ${quoted[0].literal}`)
  }
  await client.query(`grant usage on schema public to ${APP_ROLE}`)
}
