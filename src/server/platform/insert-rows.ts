import { type Insertable, type Kysely, sql } from 'kysely'
import type { DB } from './db-types.ts'

/** Columns of type timestamptz, by name; a test holds this to the database. */
export const INSTANT_COLUMN =
  /^(at|last|tick|(mode|on|inhibited)_since|evaluated_to|standing_to)$|_at$|(?<!valid)_until$|^valid_(from|to)$/

/**
 * Inserts rows that all have the same columns; instants are plain numbers here. The rows travel as one
 * parameter: five hundred of them as a list of values are eight thousand parameters, and reading those costs
 * both sides more than the insert itself.
 */
export async function insertRows<T extends keyof DB & string>(
  db: Kysely<DB>,
  table: T,
  rows: readonly Insertable<DB[T]>[],
): Promise<void> {
  const first = rows[0]
  if (first === undefined) return
  const names = Object.keys(first)
  const columns = sql.join(names.map((column) => sql.ref(column)))
  const text = JSON.stringify(plainRows(rows, names))
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${text}::json)`.execute(db)
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
