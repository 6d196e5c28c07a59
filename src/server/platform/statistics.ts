import { sql } from 'kysely'
import type { Db } from './db.ts'

/**
 * Tells the planner what has been written in bulk: until PostgreSQL looks by itself, a minute later, tables
 * of many thousand rows are planned as if they held one.
 */
export async function refreshAllStatistics(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege(c.oid, 'MAINTAIN')`.execute(
    db,
  )
  await sql`analyze ${sql.join(rows.map(({ name }) => sql.table(name)))}`.execute(db)
}
