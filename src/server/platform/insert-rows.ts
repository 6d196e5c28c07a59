import { type Insertable, type Kysely, sql } from 'kysely'
import type { DB } from './db-types.ts'

/** Columns of type timestamptz, by name; a test holds this to the database. */
export const INSTANT_COLUMN =
  /^(at|last|tick|since|(mode|on|inhibited)_since|evaluated_to|standing_to)$|_at$|(?<!valid)_until$|^valid_(from|to)$/

/** From so many rows on, what they all say alike is said once. */
const ALIKE_FROM = 20

/**
 * Inserts rows that all have the same columns; instants are plain numbers here. The rows travel as one
 * parameter: five hundred of them as a list of values are eight thousand parameters, and reading those costs
 * both sides more than the insert itself. What is alike in all rows of a chunk (organisation, tick, batch,
 * what is not said) travels once beside them, because writing and reading a cell is the larger part of it.
 */
export async function insertRows<T extends keyof DB & string>(
  db: Kysely<DB>,
  table: T,
  rows: readonly Insertable<DB[T]>[],
): Promise<void> {
  const first = rows[0]
  if (first === undefined) return
  const names = Object.keys(first)
  const alike = rows.length < ALIKE_FROM ? [] : alikeIn(rows, names)
  if (alike.length === names.length) alike.pop()
  const said = names.filter((name) => !alike.includes(name))
  const columns = (from: readonly string[], source: string) =>
    from.map((name) => sql.ref(`${source}.${name}`))
  await sql`
    insert into ${sql.table(table)} (${sql.join([...said, ...alike].map((name) => sql.ref(name)))})
    select ${sql.join([...columns(said, 'own'), ...columns(alike, 'alike')])}
    from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(plainRows(rows, said))}::json) own,
      json_populate_record(null::${sql.table(table)}, ${JSON.stringify(plainRows([first], alike)[0])}::json) alike`.execute(
    db,
  )
}

function alikeIn(rows: readonly object[], names: readonly string[]): string[] {
  return names.filter((name) => {
    const value = (rows[0] as Record<string, unknown>)[name]
    return rows.every((row) => (row as Record<string, unknown>)[name] === value)
  })
}

/** Rows as JSON can write them. A function that JSON asks about each value is several times slower. */
function plainRows(rows: readonly object[], names: readonly string[]): Record<string, unknown>[] {
  const instants = new Map<number, string>()
  const timeOf = (instant: number): string => {
    let time = instants.get(instant)
    if (time === undefined) {
      time = new Date(instant).toISOString()
      instants.set(instant, time)
    }
    return time
  }
  const plain = (name: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value === 'number') return INSTANT_COLUMN.test(name) ? timeOf(value) : value
    if (typeof value !== 'object' || value === null) return value
    return JSON.parse(JSON.stringify(value, (key, inner) => (key === '' ? inner : plain(key, inner))))
  }
  return rows.map((row) => {
    const made: Record<string, unknown> = {}
    for (const name of names) made[name] = plain(name, (row as Record<string, unknown>)[name])
    return made
  })
}
