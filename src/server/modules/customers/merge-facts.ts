import { type RawBuilder, sql } from 'kysely'
import { MERGE_FACTS } from '../../../core/customer/merge-tables.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { type Link, linksToFacts, versioned } from './merge-links.ts'

/** Rows that go on from an earlier one say since when; with the kept customer they begin with the merge. */
const BEGUN = 'instalment'

export type Merging = { id: string; keptId: string; goneId: string }

/**
 * Facts go over to the kept customer and count as known from now on. What was known of the former customer
 * until now is said by a copy that is voided now, as if the row had been corrected: a reading as known
 * before the merge finds the copy, every later one the row (law 2). The row keeps its id, so that whatever
 * hangs on it stays where it is.
 */
export async function moveFacts(ctx: WriteCtx, merging: Merging): Promise<void> {
  const links = await linksToFacts(ctx)
  const tracked = await versioned(ctx)
  for (const table of MERGE_FACTS) {
    await sql`
      insert into customer_merge_row (org_id, merge_id, table_name, row_id, how, shadow_id, before)
      select r.org_id, ${merging.id}, ${table}, r.id::text, 'fact', gen_random_uuid(), to_jsonb(r)
      from ${sql.table(table)} r
      where r.org_id = ${ctx.orgId} and r.customer_id = ${merging.goneId} and r.voided_at is null
        ${isDouble(table, merging)}`.execute(ctx.db)
    await addCopies(ctx, merging, { table, links })
  }
  for (const table of MERGE_FACTS) {
    await sql`
      update ${sql.table(table)} r set customer_id = ${merging.keptId}, known_at = ${at(ctx.tick)}, recorded_at = ${at(ctx.tick)}
        ${table === BEGUN ? sql`, begun_at = null` : sql``}
        ${tracked.has(table) ? sql`, version = r.version + 1` : sql``}
      from customer_merge_row m where ${isRowOf(ctx, merging, table)} and r.id = m.row_id::uuid`.execute(
      ctx.db,
    )
  }
  for (const link of links) await pointAtCopies(ctx, merging, link)
  for (const table of MERGE_FACTS) {
    await sql`
      update customer_merge_row m set after = to_jsonb(r) from ${sql.table(table)} r
      where ${isRowOf(ctx, merging, table)} and r.id = m.row_id::uuid`.execute(ctx.db)
  }
}

/**
 * One policy recorded with both would pay twice: what the kept customer has already stays with the former
 * one, where nobody is asked about it any more, and is found there when the merge is undone (C032).
 */
function isDouble(table: string, { keptId }: Merging): RawBuilder<unknown> {
  if (table !== 'credit_cover') return sql``
  return sql`and not exists (select 1 from credit_cover k where k.org_id = r.org_id and k.customer_id = ${keptId}
    and k.voided_at is null and k.kind = r.kind and k.provider = r.provider and k.policy_no = r.policy_no
    and k.from_on = r.from_on and (k.policy_no <> '' or (k.cap_fen, k.share_bp, k.deductible_fen, k.until_on)
      = (r.cap_fen, r.share_bp, r.deductible_fen, r.until_on)))`
}

type Copied = { table: string; links: readonly Link[] }

async function addCopies(ctx: WriteCtx, merging: Merging, { table, links }: Copied): Promise<void> {
  const own = links.filter(({ child }) => child === table)
  const pointed = own.map(
    ({ column, parent }) => sql`|| jsonb_build_object(${column}::text, coalesce(
      (select p.shadow_id::text from customer_merge_row p where p.org_id = m.org_id and p.merge_id = m.merge_id
        and p.table_name = ${parent} and p.how = 'fact' and p.row_id = m.before ->> ${column}::text),
      m.before ->> ${column}::text))`,
  )
  await sql`
    insert into ${sql.table(table)}
    select copy.* from customer_merge_row m,
      jsonb_populate_record(null::${sql.table(table)}, m.before
        || jsonb_build_object('id', m.shadow_id, 'voided_at', ${at(ctx.tick)}) ${sql.join(pointed, sql` `)}) copy
    where m.org_id = ${ctx.orgId} and m.merge_id = ${merging.id} and m.table_name = ${table} and m.how = 'fact'`.execute(
    ctx.db,
  )
}

/** What was voided before stays with the former customer, and so points at what stays there too. */
async function pointAtCopies(
  ctx: WriteCtx,
  { id, goneId }: Merging,
  { child, column, parent }: Link,
): Promise<void> {
  const pointing = sql`r.org_id = ${ctx.orgId} and r.customer_id = ${goneId} and r.voided_at is not null
    and p.org_id = r.org_id and p.merge_id = ${id} and p.table_name = ${parent} and p.how = 'fact'
    and p.row_id = r.${sql.ref(column)}::text`
  await sql`
    insert into customer_merge_row (org_id, merge_id, table_name, row_id, how, before)
    select r.org_id, ${id}, ${child}, r.id::text, 'link', to_jsonb(r)
    from ${sql.table(child)} r, customer_merge_row p where ${pointing} on conflict do nothing`.execute(ctx.db)
  await sql`
    update ${sql.table(child)} r set ${sql.ref(column)} = p.shadow_id from customer_merge_row p where ${pointing}`.execute(
    ctx.db,
  )
}

/** The reverse, to the last column: the copies are then as if they had never been known. */
export async function returnFacts(ctx: WriteCtx, merging: Merging): Promise<void> {
  const links = await linksToFacts(ctx)
  const tracked = await versioned(ctx)
  for (const { child, column } of links) {
    await sql`
      update ${sql.table(child)} r set ${sql.ref(column)} = (m.before ->> ${column})::uuid
      from customer_merge_row m where ${isRowOf(ctx, merging, child, 'link')} and r.id = m.row_id::uuid`.execute(
      ctx.db,
    )
  }
  for (const table of MERGE_FACTS) {
    await sql`
      update ${sql.table(table)} r set customer_id = ${merging.goneId},
        known_at = (m.before ->> 'known_at')::timestamptz(3), recorded_at = (m.before ->> 'recorded_at')::timestamptz(3)
        ${table === BEGUN ? sql`, begun_at = (m.before ->> 'begun_at')::timestamptz(3)` : sql``}
        ${tracked.has(table) ? sql`, version = r.version + 1` : sql``}
      from customer_merge_row m where ${isRowOf(ctx, merging, table)} and r.id = m.row_id::uuid`.execute(
      ctx.db,
    )
    await sql`
      update ${sql.table(table)} r set voided_at = r.known_at
      from customer_merge_row m where ${isRowOf(ctx, merging, table)} and r.id = m.shadow_id`.execute(ctx.db)
  }
}

export function isRowOf(
  ctx: WriteCtx,
  { id }: Merging,
  table: string,
  how: 'fact' | 'moved' | 'link' | 'own' = 'fact',
): RawBuilder<unknown> {
  return sql`m.org_id = ${ctx.orgId} and m.merge_id = ${id} and m.table_name = ${table} and m.how = ${how}
    and r.org_id = m.org_id`
}
