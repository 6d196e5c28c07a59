import type { Client } from 'pg'
import type { TableSums } from './manifest.ts'

/**
 * Rows and checksum of every table of the product, whatever order the rows lie in. Run as the migration role,
 * which sees all organisations. The queue's own tables are left out: workers change them at any moment, and
 * what is in them can be found again from the rows they point at.
 */
export async function tableSums(client: Client): Promise<TableSums> {
  await client.query(`set time zone 'UTC'`)
  const sums: TableSums = {}
  for (const table of await productTables(client)) {
    const { rows } = await client.query<{ n: string; total: string }>(
      `select count(*)::text as n, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as total
       from public."${table}" t`,
    )
    sums[table] = { rows: Number(rows[0]!.n), sum: rows[0]!.total }
  }
  return sums
}

export async function productTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' order by 1`,
  )
  return rows.map(({ name }) => name)
}

/** What differs between two lists of sums, in words for the person who runs the check. */
export function sumDifferences(expected: TableSums, found: TableSums): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort()
  return names.flatMap((name) => {
    const [before, after] = [expected[name], found[name]]
    if (!before) return [`${name}: not in the source`]
    if (!after) return [`${name}: missing`]
    if (before.rows !== after.rows)
      return [`${name}: ${before.rows} rows in the source, ${after.rows} restored`]
    return before.sum === after.sum ? [] : [`${name}: same number of rows, other content`]
  })
}
