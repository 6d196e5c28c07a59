import type pg from 'pg'
import { backUp } from './backups.ts'
import { systemClock } from './platform/clock.ts'
import { type Config, readSecret } from './platform/config.ts'
import { type Connection, DATABASE, type Db, openDb, openPool } from './platform/db.ts'
import { startPostgres } from './platform/embedded-postgres.ts'
import { openJobs } from './platform/jobs.ts'
import type { Logger } from './platform/log.ts'
import { APP_ROLE, hasPendingMigrations, migrate } from './platform/migrate.ts'
import { checkPostgres } from './platform/postgres-check.ts'

export type Installation = {
  db: Db
  /** the runtime role's pool; the migration role is used only while migrating */
  pool: pg.Pool
  key: Buffer
  /** The data directory of the embedded PostgreSQL; null with DATABASE_URL. */
  clusterDir: string | null
  /** how to open one more connection as the runtime role (LISTEN) */
  connection: Connection
  admin: Connection
  close: () => Promise<void>
}

/**
 * Opens the installation of a data directory: the embedded PostgreSQL (started or joined) or DATABASE_URL,
 * migrated, checked, with the runtime role's pool and the field key.
 */
export async function openInstallation(config: Config, log: Logger): Promise<Installation> {
  const postgres = config.databaseUrl
    ? null
    : await startPostgres({ dataDir: config.dataDir, onIncident: (message) => log.warn(message) })
  const password = config.databaseUrl ? readSecret(config.dataDir, 'app-role').toString('base64url') : null
  const base = postgres ? { host: postgres.socketDir, port: postgres.port } : null
  const admin: Connection = base
    ? { ...base, user: postgres!.user, database: DATABASE }
    : { connectionString: config.databaseUrl! }
  if (base) await ensureDatabase({ ...base, user: postgres!.user, database: 'postgres' })
  const adminPool = openPool(admin, 2)
  try {
    if (postgres && (await hasPendingMigrations(adminPool))) {
      log.info('the schema will be changed; taking a backup first')
      await backUp({ admin, clusterDir: postgres.clusterDir }, config, {
        now: systemClock.now(),
        reason: 'upgrade',
      })
    }
    await migrate(adminPool, password)
  } finally {
    await adminPool.end()
  }
  const connection: Connection = base
    ? { ...base, user: APP_ROLE, database: DATABASE }
    : { connectionString: asAppRole(config.databaseUrl!, password!) }
  const pool = openPool(connection, 12)
  const problems = await checkPostgres(async (sql) => (await pool.query(sql)).rows)
  for (const problem of problems) log.warn(problem, 'this PostgreSQL is not as it should be')
  const closeJobs = await openJobs(pool)
  return {
    db: openDb(pool),
    pool,
    key: readSecret(config.dataDir, 'field-key'),
    clusterDir: postgres?.clusterDir ?? null,
    connection,
    admin,
    close: async () => {
      await closeJobs()
      await pool.end()
      await postgres?.stop()
    },
  }
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const pool = openPool(connection, 1)
  try {
    const { rows } = await pool.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (!rows[0]) await pool.query(`create database ${DATABASE}`)
  } catch (error) {
    // Two processes may create it at once; the loser finds it there.
    if ((error as { code?: string }).code !== '42P04') throw error
  } finally {
    await pool.end()
  }
}

function asAppRole(url: string, password: string): string {
  const changed = new URL(url)
  changed.username = APP_ROLE
  changed.password = password
  return changed.toString()
}
