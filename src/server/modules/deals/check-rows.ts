import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { MarkState, Proof, StageCheck } from '../../../core/deal/checklist.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { peopleThen } from '../identity/index.ts'

/** `id`: of the item, through all its wordings; `rowId`: of this wording. */
export type CheckRow = StageCheck & { rowId: string; position: number; title: string; titleEn: string }

export type MarkRow = {
  id: string
  checkId: string
  state: MarkState
  byManager: boolean
  reason: string
  at: Instant
  by: { id: string; name: string; active: boolean } | null
}

/** What is looked at: the end of a past day, or what stands (null); ticks may run ahead of the clock. */
export type Moment = { day: Day; until: Instant | null }

export function lookedAt(ctx: ReadCtx, asOf?: Day): Moment {
  const today = dayOf(ctx.now)
  return asOf !== undefined && asOf < today
    ? { day: asOf, until: endOfDay(asOf) }
    : { day: today, until: null }
}

type Column = ReturnType<typeof sql.ref>

function cameBy(column: Column, until: Instant | null): RawBuilder<boolean> {
  return until === null ? sql`${column} is not null` : sql`${column} <= ${at(until)}`
}

function notOver(column: Column, until: Instant | null): RawBuilder<boolean> {
  return until === null ? sql`${column} is null` : sql`(${column} is null or ${column} > ${at(until)})`
}

/** The items in force then, in the order of the list. */
export async function loadChecks(
  ctx: ReadCtx,
  stageIds: readonly string[],
  until: Instant | null = null,
): Promise<CheckRow[]> {
  if (stageIds.length === 0) return []
  const { rows } = await sql<CheckRow>`
    select item_id as id, id as "rowId", stage_id as "stageId", position, title, title_en as "titleEn", proof, skip_by as "skipBy"
    from stage_check where org_id = ${ctx.orgId} and stage_id = any(${stageIds}::uuid[])
      and ${cameBy(sql.ref('recorded_at'), until)} and ${notOver(sql.ref('ended_at'), until)}
    order by stage_id, position, id`.execute(ctx.db)
  return rows
}

export async function loadMarks(
  ctx: ReadCtx,
  dealId: string,
  until: Instant | null = null,
): Promise<MarkRow[]> {
  const { rows } = await sql<{
    id: string
    checkId: string
    state: MarkState
    byManager: boolean
    reason: string
    at: Instant
    userId: string | null
    name: string | null
    status: string | null
  }>`
    select m.id, m.item_id as "checkId", m.state, m.by_manager as "byManager", m.reason, m.recorded_at as at, u.id as "userId", u.name, u.status
    from deal_check m left join ${peopleThen(ctx, until)} u on u.org_id = m.org_id and u.id = m.actor
    where m.org_id = ${ctx.orgId} and m.deal_id = ${dealId}
      and ${cameBy(sql.ref('m.recorded_at'), until)} and ${notOver(sql.ref('m.undone_at'), until)}`.execute(
    ctx.db,
  )
  return rows.map(({ userId, name, status, ...row }) => ({
    ...row,
    by: userId === null ? null : { id: userId, name: name ?? '', active: status === 'active' },
  }))
}

/** What stands on the document today, or, for a past day, what its steps said that was known by then. */
function seenIn(document: 'quote' | 'contract', step: string, column: string, until: Instant | null) {
  if (until === null) return sql`${sql.ref(`k.${column}`)} is not null`
  const of = sql`s.org_id = k.org_id and ${sql.ref(`s.${document}_id`)} = k.id and ${notOver(sql.ref('s.voided_at'), until)}`
  const table = sql.table(`${document}_step`)
  const undone =
    step === 'approved'
      ? sql`and not exists (select 1 from contract_step u where u.org_id = k.org_id and u.contract_id = k.id
          and u.kind = 'unapproved' and u.recorded_at > s.recorded_at and u.known_at <= ${at(until)})`
      : sql``
  return sql`exists (select 1 from ${table} s where ${of} and s.kind = ${step} and s.known_at <= ${at(until)} ${undone})`
}

type Asked = Moment & {
  among: RawBuilder<boolean>
  /** instead of the deal's own */
  customerId?: string | null
}

/** What the system sees of deals `d`, as it stood then: each deal with each thing seen. */
export function proofsOf(ctx: ReadCtx, { among, day, until, customerId }: Asked) {
  const stands = sql`k.org_id = d.org_id and k.deal_id = d.id and ${notOver(sql.ref('k.voided_at'), until)}`
  const customer = customerId === undefined ? sql`d.customer_id` : sql`${customerId}::uuid`
  return sql<{ dealId: string; proof: Proof }>`
    select d.id as "dealId", p.proof from deal d cross join lateral (
      select 'screened' as proof where exists (select 1 from credit_decision k where k.org_id = d.org_id
        and k.customer_id = ${customer} and k.kind = 'admission' and k.admission <> 'refuse'
        and ${cameBy(sql.ref('k.effective_at'), until)} and ${notOver(sql.ref('k.ended_at'), until)} and k.expires_on >= ${day})
      union all select 'quoted' where exists (select 1 from quote k where ${stands} and ${seenIn('quote', 'sent', 'sent_at', until)})
      union all select 'contract_approved' where exists (
        select 1 from contract k where ${stands} and ${seenIn('contract', 'approved', 'approved_at', until)})
      union all select 'contract_signed' where exists (
        select 1 from contract k where ${stands} and ${seenIn('contract', 'signed', 'signed_on', until)})
    ) p where d.org_id = ${ctx.orgId} and ${among}`
}

export async function loadProofs(ctx: ReadCtx, dealId: string, moment: Moment): Promise<ReadonlySet<Proof>> {
  const { rows } = await proofsOf(ctx, { ...moment, among: sql`d.id = ${dealId}` }).execute(ctx.db)
  return new Set(rows.map(({ proof }) => proof))
}

/**
 * Items that deals left behind without anybody having done or left them out: moves by hand are refused, so
 * these came by an import, their mark was taken off afterwards, or the list was tightened. Only moves since
 * the item is asked count. `customerId`: as if the deals were of that customer.
 */
export async function leftBehind(
  ctx: ReadCtx,
  among: RawBuilder<boolean>,
  customerId?: string | null,
): Promise<Map<string, CheckRow[]>> {
  const { rows } = await sql<CheckRow & { dealId: string }>`
    select distinct d.id as "dealId", k.item_id as id, k.id as "rowId", k.stage_id as "stageId", k.position, k.title,
      k.title_en as "titleEn", k.proof, k.skip_by as "skipBy"
    from stage_check k join stage s on s.org_id = k.org_id and s.id = k.stage_id and s.kind = 'open'
    cross join lateral (select min(b.recorded_at) as at from stage_check b where b.org_id = k.org_id and b.item_id = k.item_id) begun
    join stage_change g on g.org_id = k.org_id and g.occurred_on >= china_day(begun.at) and g.recorded_at >= begun.at
      and g.voided_at is null
    join stage t on t.org_id = g.org_id and t.id = g.to_stage_id and t.pipeline_id = s.pipeline_id
      and (t.kind = 'won' or (t.kind = 'open' and s.position < t.position))
    left join stage f on f.org_id = g.org_id and f.id = g.from_stage_id
    join deal d on d.org_id = g.org_id and d.id = g.deal_id and d.voided_at is null and d.outcome in ('open', 'won')
    where k.org_id = ${ctx.orgId} and k.ended_at is null and coalesce(f.position, 0) <= s.position and ${among}
      and not exists (select 1 from deal_check m where m.org_id = d.org_id and m.deal_id = d.id and m.item_id = k.item_id
        and m.undone_at is null and (m.state = 'done' or k.skip_by = 'responsible' or (k.skip_by = 'manager' and m.by_manager)))
    order by k.position, k.item_id`.execute(ctx.db)
  if (rows.length === 0) return new Map()
  const ids = [...new Set(rows.map(({ dealId }) => dealId))]
  const ofThese = sql<boolean>`d.id = any(${ids}::uuid[])`
  const asked = { ...lookedAt(ctx), among: ofThese, ...(customerId === undefined ? {} : { customerId }) }
  const seen = await proofsOf(ctx, asked).execute(ctx.db)
  const proven = new Set(seen.rows.map(({ dealId, proof }) => `${dealId} ${proof}`))
  const open = rows.filter(({ dealId, proof }) => proof === null || !proven.has(`${dealId} ${proof}`))
  return Map.groupBy(open, ({ dealId }) => dealId)
}
