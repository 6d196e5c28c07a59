import { type Insertable, type Kysely, sql } from 'kysely'
import type { DB } from './db-types.ts'

/** Columns of type timestamptz, by name; a test holds this to the database. */
export const INSTANT_COLUMN =
  /^(at|last|tick|mode_since|evaluated_to|standing_to)$|_at$|(?<!valid)_until$|^valid_(from|to)$/

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
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)))
  const text = JSON.stringify(rows, function (this: Record<string, unknown>, key: string, value: unknown) {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value === 'number' && INSTANT_COLUMN.test(key)) return new Date(value).toISOString()
    return value
  })
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${text}::json)`.execute(db)
}
