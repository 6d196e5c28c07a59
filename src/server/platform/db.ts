import { Kysely, PostgresDialect, type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import type { Instant } from '../../core/calendar.ts'
import type { DB } from './db-types.ts'

/** The one database of an embedded cluster. */
export const DATABASE = 'bellwether'

export type Db = Kysely<DB>

const INT8 = 20
const DATE = 1082
const TIMESTAMPTZ = 1184
const NUMERIC = 1700

/**
 * int8 → bigint (fen), date → 'YYYY-MM-DD', timestamptz → epoch ms, numeric → text: nothing is rounded by
 * accident.
 */
const types = new pg.TypeOverrides()
types.setTypeParser(INT8, (text: string) => BigInt(text))
types.setTypeParser(DATE, (text: string) => text)
types.setTypeParser(TIMESTAMPTZ, (text: string) => new Date(text).getTime())
types.setTypeParser(NUMERIC, (text: string) => text)

export type Connection =
  | { connectionString: string }
  | { host: string; port?: number; user: string; database: string; password?: string }

export function openPool(connection: Connection, max = 10): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    types,
    max,
    // A connection that knows its statements answers ten times as fast as a new one.
    idleTimeoutMillis: 10 * 60_000,
    application_name: 'bellwether',
    // Statements that do not wait for each other's answers are sent at once.
    pipeline: true,
  } as pg.PoolConfig)
  // An idle connection may die with the database; the next checkout opens a new one. One that dies in use
  // fails the statements it was asked for, and that is where it is dealt with.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const pools = new WeakMap<Db, pg.Pool>()

export function openDb(pool: pg.Pool): Db {
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  pools.set(db, pool)
  return db
}

/** The pool behind a `Db` that `openDb` has made. */
export function poolOf(db: Db): pg.Pool {
  const pool = pools.get(db)
  if (!pool) throw new Error('this Db was not opened by openDb')
  return pool
}

/** An instant as a SQL value: timestamptz columns read as epoch ms and are written through this. */
export function at(instant: Instant): RawBuilder<Instant> {
  return sql<Instant>`to_timestamp(${instant / 1000}::double precision)::timestamptz(3)`
}

export function atOrNull(instant: Instant | null | undefined): RawBuilder<Instant | null> {
  return instant === null || instant === undefined ? sql<null>`null::timestamptz` : at(instant)
}

/** The pattern of LIKE for "contains this text": what the text says, with its own % and _ as they are. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
}

/** jsonb value; bigint fen inside become safe integers. */
export function json<T>(value: T): RawBuilder<T> {
  const text = JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? Number(item) : item))
  return sql<T>`${text}::jsonb`
}
