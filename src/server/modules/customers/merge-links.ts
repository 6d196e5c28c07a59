import { sql } from 'kysely'
import { MERGE_FACTS } from '../../../core/customer/merge-tables.ts'
import type { ReadCtx } from '../../platform/context.ts'

/** A column of one table that names a row of another. */
export type Link = { child: string; column: string; parent: string }

/** Links between facts, which are copied together. */
export async function linksToFacts(ctx: ReadCtx): Promise<Link[]> {
  return (await linksTo(ctx, MERGE_FACTS)).filter(({ child }) => isFact(child))
}

export function isFact(table: string): boolean {
  return (MERGE_FACTS as readonly string[]).includes(table)
}

/**
 * Which tables point at these, as the database has it: asked and not listed, so that a link that is added
 * later is followed too.
 */
export async function linksTo(ctx: ReadCtx, parents: readonly string[]): Promise<Link[]> {
  const { rows } = await sql<Link>`
    select c.conrelid::regclass::text as child, a.attname as column, c.confrelid::regclass::text as parent
    from pg_constraint c
    join unnest(c.conkey, c.confkey) as k (own, other) on true
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
    join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other and b.attname = 'id'
    where c.contype = 'f' and c.confrelid::regclass::text = any(${[...parents]}::text[])
    order by 1, 2`.execute(ctx.db)
  return rows
}

/** Tables whose rows keep their versions. */
export async function versioned(ctx: ReadCtx): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`
    select c.relname::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'version' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`.execute(
    ctx.db,
  )
  return new Set(rows.map(({ name }) => name))
}
