import type { OneConnection } from './one-connection.ts'

/**
 * What an organisation's tables hold, as one hash per table: rows of every table that carries an org_id, the
 * organisation itself and its waiting jobs. Read as the application role within the running transaction.
 */
export type Contents = Record<string, string>

export async function readTables(connection: OneConnection): Promise<string[]> {
  const { rows } = await connection.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'org_id' and not a.attisdropped
    order by 1`)
  return rows.map((row) => row.name)
}

export async function readContents(
  connection: OneConnection,
  tables: readonly string[],
  orgId: string,
): Promise<Contents> {
  await connection.query(`select set_config('app.org_id', $1, true)`, [orgId])
  const parts = tables.map((table) => hashOf(table, `${quoted(table)} t`, table))
  parts.push(hashOf('org', `(select * from org where id = '${orgId}') t`, 'org'))
  parts.push(hashOf('jobs', `(select id from pgboss.job where data ->> 'orgId' = '${orgId}') t`, 'jobs'))
  const { rows } = await connection.query<{ name: string; hash: string }>(parts.join(' union all '))
  return Object.fromEntries(rows.map((row) => [row.name, row.hash]))
}

/** Whether anything at all was written in the running transaction, a write taken back included. */
export async function hasWritten(connection: OneConnection): Promise<boolean> {
  const { rows } = await connection.query<{ written: boolean }>(
    'select pg_current_xact_id_if_assigned() is not null as written',
  )
  return rows[0]!.written
}

function hashOf(name: string, from: string, alias: string): string {
  return `select '${alias}' as name, count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as hash from ${from} /* ${name} */`
}

const quoted = (name: string) => `"${name}"`
