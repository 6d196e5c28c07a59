import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import { sql } from 'kysely'
import type { ReadCtx } from './context.ts'
import { guardFormula } from './tabular/error-file.ts'

/** What opens doors is no data of the company: it is left out whoever asks. */
const LEFT_OUT_TABLES = new Set(['session', 'sign_in_link', 'idempotency_key'])
const LEFT_OUT_COLUMNS = new Set(['password_hash', 'secret', 'token_hash'])

export type ExportedTable = { table: string; rows: number; columns: string[] }

/**
 * All data of one organisation as open files: one CSV per table (UTF-8 with a byte order mark, so that Excel
 * reads the Chinese), every column but passwords and keys, in the state of one moment. A text that Excel
 * would run as a formula has an apostrophe before it. Rows are streamed by a cursor: memory does not grow
 * with the company. Run inside a read transaction, so that the fence holds.
 */
export async function exportOrg(ctx: ReadCtx, directory: string): Promise<ExportedTable[]> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  // Instants are written as the company reads its clock.
  await sql`set local time zone 'Asia/Shanghai'`.execute(ctx.db)
  const exported: ExportedTable[] = []
  for (const { table, columns, key } of await tablesOfOrgs(ctx)) {
    const rows = await exportTable(ctx, { table, columns, key }, join(directory, `${table}.csv`))
    exported.push({ table, rows, columns })
  }
  return exported
}

type Table = { table: string; columns: string[]; key: string[] }

async function tablesOfOrgs(ctx: ReadCtx): Promise<Table[]> {
  const { rows } = await sql<{ table: string; columns: string[]; key: string[] | null }>`
    select c.relname as "table",
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select array_agg(a.attname::text order by array_position(i.indkey::int[], a.attnum::int)) from pg_index i
        join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' order by 1`.execute(ctx.db)
  return rows
    .filter(({ table, columns }) => columns.includes('org_id') && !LEFT_OUT_TABLES.has(table))
    .map(({ table, columns, key }) => ({
      table,
      columns: columns.filter((column) => !LEFT_OUT_COLUMNS.has(column)),
      key: key ?? ['org_id'],
    }))
}

async function exportTable(ctx: ReadCtx, { table, columns, key }: Table, file: string): Promise<number> {
  const names = sql.join(columns.map((column) => sql`${sql.ref(column)}::text as ${sql.ref(column)}`))
  const order = sql.join(key.map((column) => sql.ref(column)))
  await sql`declare export_rows no scroll cursor for
    select ${names} from ${sql.table(table)} where org_id = ${ctx.orgId}::uuid order by ${order}`.execute(
    ctx.db,
  )
  let count = 0
  async function* rows() {
    for (;;) {
      const page = await sql<Record<string, string | null>>`fetch 2000 from export_rows`.execute(ctx.db)
      if (page.rows.length === 0) return
      count += page.rows.length
      for (const row of page.rows) yield columns.map((column) => guardFormula(row[column] ?? ''))
    }
  }
  await pipeline(
    Readable.from(rows()),
    stringify({ header: true, columns, bom: true }),
    createWriteStream(file),
  )
  await sql`close export_rows`.execute(ctx.db)
  return count
}
