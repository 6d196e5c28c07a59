import { sql } from 'kysely'
import { DAY_MS } from '../../../core/calendar.ts'
import { type MergeParty, UNDO_DAYS } from '../../../core/customer/merge.ts'
import { MERGE_FACTS } from '../../../core/customer/merge-tables.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { tellOthers, writeParty } from './merge.ts'
import { isRowOf, type Merging, returnFacts } from './merge-facts.ts'
import { type Link, linksTo } from './merge-links.ts'
import { findParty, partyOf } from './merge-parties.ts'
import { returnAliases, returnRows, returnStanding } from './merge-rows.ts'
import { scopedCustomerIds } from './scope.ts'

const DOCUMENTS = ['deal', 'quote', 'contract', 'sales_order'] as const
/** An order on a contract on a deal: so deep may what came later hang on what goes back. */
const DEPTH = 3
const SHOWN = 3

/**
 * Takes a merge back as if it had never been (C209), as an import that is undone: what was known of both is
 * again what it was, and what was added since follows the record it hangs on. Money that was touched since
 * makes it impossible, and the refusal names it.
 */
export async function undoMerge(ctx: WriteCtx, id: string): Promise<{ id: string }> {
  const merge = await getMerge(ctx, id)
  const merging: Merging = { id, keptId: merge.kept_id, goneId: merge.gone_id }
  await refuseMergedOn(ctx, merging)
  const kept = await findParty(ctx, merge.kept_id)
  if (!kept) throw notFound('merge')
  if (merge.undone_at !== null) throw conflict('merge_undone')
  if (ctx.now > merge.recorded_at + UNDO_DAYS * DAY_MS) throw conflict('merge_too_late', { days: UNDO_DAYS })
  await refuseChanged(ctx, merging)
  await refuseBuiltOn(ctx, merging, merge.recorded_at)
  await refuseTakenCode(ctx, merging)
  const before = merge.kept_before as MergeParty
  const restored = restoredParty(partyOf(kept), merge.kept_after as MergeParty, before)
  await writeParty(ctx, kept, restored)
  await sql`
    update customer set voided_at = null, merged_into = null, updated_at = ${at(ctx.tick)}, version = version + 1
    where org_id = ${ctx.orgId} and id = ${merging.goneId}`.execute(ctx.db)
  await returnFacts(ctx, merging)
  await returnRows(ctx, merging)
  await returnStanding(ctx, merging)
  await returnAliases(ctx, merging)
  await followBack(ctx, merging, merge.recorded_at)
  await sql`
    update customer_merge set undone_at = ${at(ctx.tick)}, undone_by = ${ctx.actor.userId}
    where org_id = ${ctx.orgId} and id = ${id}`.execute(ctx.db)
  await tellOthers(ctx, merging, {
    kind: 'customer.merge_undone',
    kept: restored.name ?? '',
    gone: merge.gone_name,
    reason: merge.reason,
  })
  return { id }
}

async function getMerge(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('customer_merge')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('merge')
  return row
}

/** A record that has been merged on itself: the later merge is undone first. */
async function refuseMergedOn(ctx: WriteCtx, { keptId }: Merging): Promise<void> {
  const row = await ctx.db
    .selectFrom('customer as c')
    .innerJoin('customer as k', (join) =>
      join.onRef('k.org_id', '=', 'c.org_id').onRef('k.id', '=', 'c.merged_into'),
    )
    .select('k.name')
    .where('c.org_id', '=', ctx.orgId)
    .where('c.id', '=', keptId)
    .where('k.id', 'in', scopedCustomerIds(ctx, 'customer.assign'))
    .executeTakeFirst()
  if (row) throw conflict('merge_later_merge', { name: row.name })
}

/** What people wrote into the kept record since stays; what the merge wrote goes. */
export function restoredParty(now: MergeParty, after: MergeParty, before: MergeParty): MergeParty {
  const restored = { ...now, custom: { ...now.custom } as Record<string, MergeParty['custom'][string]> }
  for (const field of Object.keys(before) as (keyof MergeParty)[]) {
    if (field !== 'custom' && field !== 'id' && now[field] === after[field]) restored[field] = before[field]!
  }
  for (const [key, value] of Object.entries(after.custom)) {
    const own = before.custom[key]
    if (now.custom[key] !== value || own === value) continue
    if (own === undefined) delete restored.custom[key]
    else restored.custom[key] = own
  }
  return restored
}

/** A payment set against what went over, a row taken back, an amount corrected: money stands in the way. */
async function refuseChanged(ctx: WriteCtx, merging: Merging): Promise<void> {
  const changed: string[] = []
  for (const table of MERGE_FACTS) {
    const { rows } = await sql<{ id: string }>`
      select m.row_id as id from customer_merge_row m join ${sql.table(table)} r on r.id = m.row_id::uuid
      where ${isRowOf(ctx, merging, table)} and to_jsonb(r) - 'version' <> m.after - 'version'`.execute(
      ctx.db,
    )
    changed.push(...rows.map(() => table))
  }
  if (changed.length > 0) throw conflict('merge_changed', { what: changed[0]!, n: changed.length })
}

/** Money recorded since that points at what would go back. */
async function refuseBuiltOn(ctx: WriteCtx, merging: Merging, since: number): Promise<void> {
  const found: string[] = []
  for (const { child, column, parent } of await linksTo(ctx, [...MERGE_FACTS, ...DOCUMENTS])) {
    if (!(MERGE_FACTS as readonly string[]).includes(child) || child === 'activity') continue
    const { rows } = await sql<{ id: string }>`
      select r.id from ${sql.table(child)} r
      where r.org_id = ${ctx.orgId} and r.voided_at is null and r.recorded_at > ${at(since)}
        and r.${sql.ref(column)}::text in (${movedIds(ctx, merging, parent)}) limit ${SHOWN}`.execute(ctx.db)
    found.push(...rows.map(() => child))
  }
  if (found.length > 0) throw conflict('merge_built_on', { what: found[0]!, n: found.length })
}

function movedIds(ctx: WriteCtx, { id }: Merging, table: string) {
  return sql`select m.row_id from customer_merge_row m where m.org_id = ${ctx.orgId} and m.merge_id = ${id}
    and ((m.how = 'fact' and m.table_name = ${table}) or (m.how = 'moved' and m.table_name = ${`${table}.customer_id`}))`
}

async function refuseTakenCode(ctx: WriteCtx, { keptId, goneId }: Merging): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select o.name from customer g join customer o on o.org_id = g.org_id and o.voided_at is null
      and o.id not in (g.id, ${keptId}::uuid)
      and (o.external_code = g.external_code or (o.name_key = g.name_key and g.external_code is null))
    where g.org_id = ${ctx.orgId} and g.id = ${goneId} limit 1`.execute(ctx.db)
  if (rows[0]) throw conflict('merge_name_taken', { name: rows[0].name })
}

/** Follow-ups and documents added since hang on deals and contracts that go back: they go with them. */
async function followBack(ctx: WriteCtx, merging: Merging, since: number): Promise<void> {
  const links = (await linksTo(ctx, DOCUMENTS)).filter(({ child }) => FOLLOWS.includes(child))
  for (let pass = 0; pass < DEPTH; pass += 1)
    for (const link of links) await follow(ctx, merging, { ...link, since })
}

const FOLLOWS: readonly string[] = ['activity', ...DOCUMENTS]

async function follow(
  ctx: WriteCtx,
  { keptId, goneId }: Merging,
  { child, column, parent, since }: Link & { since: number },
): Promise<void> {
  await sql`
    update ${sql.table(child)} r set customer_id = ${goneId} ${child === 'activity' ? sql`` : sql`, version = r.version + 1`}
    from ${sql.table(parent)} p
    where r.org_id = ${ctx.orgId} and r.customer_id = ${keptId} and r.recorded_at > ${at(since)}
      and p.org_id = r.org_id and p.id = r.${sql.ref(column)} and p.customer_id = ${goneId}`.execute(ctx.db)
}
