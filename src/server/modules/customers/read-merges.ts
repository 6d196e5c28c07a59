import { type RawBuilder, sql } from 'kysely'
import { addDays, DAY_MS, dayOf } from '../../../core/calendar.ts'
import { LIKENESS } from '../../../core/customer/likeness.ts'
import { likenessOf, mayMerge, proposeTaken, UNDO_DAYS } from '../../../core/customer/merge.ts'
import { MERGE_FACTS, MERGE_MOVES } from '../../../core/customer/merge-tables.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { findTwins } from './find-twins.ts'
import { getParties, type PartyRow, partyOf } from './merge-parties.ts'
import { inCustomerScope, scopedCustomerIds } from './scope.ts'

const PAIRS_SHOWN = 100

/** Pairs within the scope of whoever may merge them, the surest first. */
export async function listDuplicates(ctx: ReadCtx) {
  const { pairs, compared, customers } = await findTwins(ctx, inCustomerScope(ctx, 'customer.assign'))
  pairs.sort((a, b) => LIKENESS.indexOf(a.likeness) - LIKENESS.indexOf(b.likeness) || b.score - a.score)
  return {
    items: pairs.slice(0, PAIRS_SHOWN).map(({ one, other, likeness, because }) => ({
      one: { id: one.id, name: one.name, responsibleName: one.responsible },
      other: { id: other.id, name: other.name, responsibleName: other.responsible },
      likeness,
      because,
    })),
    compared,
    customers,
  }
}

export async function previewMerge(ctx: ReadCtx, keptId: string, goneId: string) {
  const { kept, gone } = await getParties(ctx, keptId, goneId)
  const parties = { kept: partyOf(kept), gone: partyOf(gone) }
  const decided = mayMerge(parties.kept, parties.gone)
  const { likeness: said, because } = likenessOf(parties.kept, parties.gone)
  return {
    kept: await shapeParty(ctx, kept),
    gone: await shapeParty(ctx, gone),
    likeness: said,
    because,
    proposed: proposeTaken(parties.kept, parties.gone),
    undoDays: UNDO_DAYS,
    can: { merge: decided.ok ? (true as const) : decided.code },
  }
}

async function shapeParty(ctx: ReadCtx, row: PartyRow) {
  const today = dayOf(ctx.now)
  const { rows } = await sql<{ open_fen: bigint; overdue_fen: bigint; unallocated_fen: bigint }>`
    select coalesce(sum(i.open_fen), 0)::bigint as open_fen,
      coalesce(sum(i.open_fen) filter (where i.due_on < ${today}), 0)::bigint as overdue_fen,
      (select coalesce(sum(p.unallocated_fen), 0)::bigint from payment p
        where p.org_id = ${ctx.orgId} and p.customer_id = ${row.id} and p.voided_at is null) as unallocated_fen
    from instalment i where i.org_id = ${ctx.orgId} and i.customer_id = ${row.id} and i.voided_at is null`.execute(
    ctx.db,
  )
  const money = rows[0]!
  return {
    id: row.id,
    name: row.name,
    shortName: row.short_name,
    externalCode: row.external_code,
    uscc: row.uscc,
    city: row.city,
    phone: row.phone,
    keyLevel: row.key_level,
    responsibleId: row.responsible_id,
    responsibleName: row.responsible_name,
    remark: row.remark,
    custom: { ...(row.custom as CustomValues) },
    createdOn: row.created_on,
    limitFen: row.limit_fen,
    termDays: row.term_days,
    openFen: money.open_fen,
    overdueFen: money.overdue_fen,
    unallocatedFen: money.unallocated_fen,
    rows: await countRows(ctx, row.id),
  }
}

/** What would go over; facts that were taken back stay where they are. */
async function countRows(ctx: ReadCtx, id: string): Promise<{ table: string; count: number }[]> {
  const facts = MERGE_FACTS.map((table) =>
    counted(ctx, table, sql`r.customer_id = ${id} and r.voided_at is null`),
  )
  const moves = MERGE_MOVES.filter(({ column }) => column !== 'proposed_customer_id').map(
    ({ table, column, kind }) =>
      counted(
        ctx,
        table,
        sql`r.${sql.ref(column)} = ${id} ${kind ? sql`and r.${sql.ref(kind)} = 'customer'` : sql``}`,
      ),
  )
  const { rows } = await sql<{ table: string; count: number }>`
    select "table", sum(count)::int as count from (${sql.join([...facts, ...moves], sql` union all `)}) x
    where count > 0 group by 1 order by 1`.execute(ctx.db)
  return rows
}

function counted(ctx: ReadCtx, table: string, where: RawBuilder<unknown>) {
  return sql`select ${table}::text as "table", count(*)::int as count from ${sql.table(table)} r
    where r.org_id = ${ctx.orgId} and ${where}`
}

type MergeQuery = { page: number; size: number; customerId?: string | undefined }

export async function listMerges(ctx: ReadCtx, { page, size, customerId }: MergeQuery) {
  const { rows } = await sql<{
    id: string
    kept_id: string
    kept_name: string
    gone_name: string
    reason: string
    at: number
    actor_name: string | null
    moved: number
    undone_at: number | null
    undone_by: string | null
    is_live: boolean
    total: number
  }>`
    select m.id, m.kept_id, k.name as kept_name, m.gone_name, m.reason, m.recorded_at as at, u.name as actor_name,
      (select count(*)::int from customer_merge_row r where r.org_id = m.org_id and r.merge_id = m.id and r.how in ('fact', 'moved')) as moved,
      m.undone_at, w.name as undone_by, k.voided_at is null as is_live, count(*) over ()::int as total
    from customer_merge m
    join customer k on k.org_id = m.org_id and k.id = m.kept_id
    left join app_user u on u.org_id = m.org_id and u.id = m.actor
    left join app_user w on w.org_id = m.org_id and w.id = m.undone_by
    where m.org_id = ${ctx.orgId} and coalesce(k.merged_into, k.id) in (${scopedCustomerIds(ctx, 'customer.assign')})
      ${customerId ? sql`and m.kept_id = ${customerId}` : sql``}
    order by m.recorded_at desc limit ${size} offset ${(page - 1) * size}`.execute(ctx.db)
  return {
    items: rows.map((row) => ({
      id: row.id,
      keptId: row.kept_id,
      keptName: row.kept_name,
      goneName: row.gone_name,
      reason: row.reason,
      at: row.at,
      actorName: row.actor_name,
      rows: row.moved,
      undoUntil: addDays(dayOf(row.at), UNDO_DAYS),
      undoneAt: row.undone_at,
      undoneBy: row.undone_by,
      can: { undo: undoable(ctx, row) },
    })),
    total: rows[0]?.total ?? 0,
    page,
    size,
  }
}

function undoable(ctx: ReadCtx, row: { undone_at: number | null; at: number; is_live: boolean }) {
  if (row.undone_at !== null) return 'merge_undone'
  if (ctx.now > row.at + UNDO_DAYS * DAY_MS) return 'merge_too_late'
  return row.is_live ? (true as const) : 'merge_later_merge'
}
