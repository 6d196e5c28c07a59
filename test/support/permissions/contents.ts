import type { OneConnection } from './one-connection.ts'

/**
 * What an organisation's tables hold, as one hash per table: rows of every table that carries an org_id, the
 * organisation itself and its waiting jobs. Read as the application role within the running transaction.
 */
export type Contents = Record<string, string>

export async function readTables(connection: Pick<OneConnection, 'query'>): Promise<string[]> {
  const { rows } = await connection.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname = 'org_id' and not a.attisdropped
    order by 1`)
  return [...rows.map((row) => row.name), 'org', 'jobs']
}

export async function readContents(
  connection: Pick<OneConnection, 'query'>,
  tables: readonly string[],
  orgId: string,
): Promise<Contents> {
  await connection.query(`select set_config('app.org_id', $1, true)`, [orgId])
  const parts = tables.map((table) => hashOf(table, sourceOf(table, orgId)))
  const { rows } = await connection.query<{ name: string; hash: string }>(parts.join(' union all '))
  return Object.fromEntries(rows.map((row) => [row.name, row.hash]))
}

/**
 * Which of the tables the running transaction has laid a hand on, by PostgreSQL's own counters: a row written
 * and taken back counts too. What no row went into or out of cannot have changed, and need not be read.
 */
export async function readTouched(
  connection: Pick<OneConnection, 'query'>,
  tables: readonly string[],
): Promise<string[]> {
  if (!(await hasWritten(connection))) return []
  const { rows } = await connection.query<{ name: string }>(`
    select distinct case schemaname when 'pgboss' then 'jobs' else relname end as name
    from pg_stat_xact_user_tables where n_tup_ins + n_tup_upd + n_tup_del > 0`)
  return rows.map((row) => row.name).filter((name) => tables.includes(name))
}

/** Whether anything at all was written in the running transaction, a write taken back included. */
async function hasWritten(connection: Pick<OneConnection, 'query'>): Promise<boolean> {
  const { rows } = await connection.query<{ written: boolean }>(
    'select pg_current_xact_id_if_assigned() is not null as written',
  )
  return rows[0]!.written
}

function sourceOf(table: string, orgId: string): string {
  if (table === 'org') return `(select * from org where id = '${orgId}') t`
  if (table === 'jobs') return `(select id from pgboss.job where data ->> 'orgId' = '${orgId}') t`
  return `"${table}" t`
}

function hashOf(name: string, from: string): string {
  return `select '${name}' as name, count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as hash from ${from}`
}
