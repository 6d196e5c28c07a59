import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { Instant } from '../../core/calendar.ts'
import type { DB } from './db-types.ts'

/** The one database of an embedded cluster. */
export const DATABASE = 'bellwether'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>

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
  const pool = new pg.Pool({ ...connection, types, max, application_name: 'bellwether' } as pg.PoolConfig)
  // An idle connection may die with the database; the next checkout opens a new one.
  pool.on('error', () => {})
  return pool
}

export function openDb(pool: pg.Pool): Db {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

/** An instant as a SQL value: timestamptz columns read as epoch ms and are written through this. */
export function at(instant: Instant): RawBuilder<Instant> {
  return sql<Instant>`to_timestamp(${instant / 1000}::double precision)::timestamptz(3)`
}

export function atOrNull(instant: Instant | null | undefined): RawBuilder<Instant | null> {
  return instant === null || instant === undefined ? sql<null>`null::timestamptz` : at(instant)
}

/** jsonb value; bigint fen inside become safe integers. */
export function json<T>(value: T): RawBuilder<T> {
  const text = JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? Number(item) : item))
  return sql<T>`${text}::jsonb`
}
