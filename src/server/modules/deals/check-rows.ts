import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { MarkState, Proof, StageCheck } from '../../../core/deal/checklist.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

export type CheckRow = StageCheck & { position: number; title: string; titleEn: string }

export type MarkRow = {
  id: string
  checkId: string
  state: MarkState
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
    select id, stage_id as "stageId", position, title, title_en as "titleEn", proof, skip_by as "skipBy"
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
    reason: string
    at: Instant
    userId: string | null
    name: string | null
    status: string | null
  }>`
    select m.id, m.check_id as "checkId", m.state, m.reason, m.recorded_at as at, u.id as "userId", u.name, u.status
    from deal_check m left join app_user u on u.org_id = m.org_id and u.id = m.actor
    where m.org_id = ${ctx.orgId} and m.deal_id = ${dealId}
      and ${cameBy(sql.ref('m.recorded_at'), until)} and ${notOver(sql.ref('m.undone_at'), until)}`.execute(
    ctx.db,
  )
  return rows.map(({ userId, name, status, ...row }) => ({
    ...row,
    by: userId === null ? null : { id: userId, name: name ?? '', active: status === 'active' },
  }))
}

/** What the system sees of deals `d`, as it stood then: each deal with each thing seen. */
export function proofsOf(ctx: ReadCtx, { among, day, until }: Moment & { among: RawBuilder<boolean> }) {
  const stands = sql`k.org_id = d.org_id and k.deal_id = d.id and ${notOver(sql.ref('k.voided_at'), until)}`
  const came = (column: string) => cameBy(sql.ref(column), until)
  return sql<{ dealId: string; proof: Proof }>`
    select d.id as "dealId", p.proof from deal d cross join lateral (
      select 'screened' as proof where exists (select 1 from credit_decision k where k.org_id = d.org_id
        and k.customer_id = d.customer_id and k.kind = 'admission' and k.admission <> 'refuse'
        and ${came('k.effective_at')} and ${notOver(sql.ref('k.ended_at'), until)} and k.expires_on >= ${day})
      union all select 'quoted' where exists (select 1 from quote k where ${stands} and ${came('k.sent_at')})
      union all select 'contract_approved' where exists (select 1 from contract k where ${stands} and ${came('k.approved_at')})
      union all select 'contract_signed' where exists (select 1 from contract k where ${stands} and k.signed_on <= ${day})
    ) p where d.org_id = ${ctx.orgId} and ${among}`
}

export async function loadProofs(ctx: ReadCtx, dealId: string, moment: Moment): Promise<ReadonlySet<Proof>> {
  const { rows } = await proofsOf(ctx, { ...moment, among: sql`d.id = ${dealId}` }).execute(ctx.db)
  return new Set(rows.map(({ proof }) => proof))
}

/**
 * Items that deals left behind without anybody having done or left them out: moves by hand are refused, so
 * these came by an import, or their mark was taken off afterwards. Only moves since the item is asked.
 */
export async function leftBehind(ctx: ReadCtx, among: RawBuilder<boolean>): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ dealId: string; checkId: string; proof: Proof | null }>`
    select distinct d.id as "dealId", k.id as "checkId", k.proof
    from stage_check k join stage s on s.org_id = k.org_id and s.id = k.stage_id and s.kind = 'open'
    join stage_change g on g.org_id = k.org_id and g.occurred_on >= china_day(k.recorded_at) and g.voided_at is null
    join stage t on t.org_id = g.org_id and t.id = g.to_stage_id and t.pipeline_id = s.pipeline_id
      and (t.kind = 'won' or (t.kind = 'open' and s.position < t.position))
    left join stage f on f.org_id = g.org_id and f.id = g.from_stage_id
    join deal d on d.org_id = g.org_id and d.id = g.deal_id and d.voided_at is null and d.outcome in ('open', 'won')
    where k.org_id = ${ctx.orgId} and k.ended_at is null and coalesce(f.position, 0) <= s.position and ${among}
      and not exists (select 1 from deal_check m where m.org_id = d.org_id and m.deal_id = d.id and m.check_id = k.id
        and m.undone_at is null)`.execute(ctx.db)
  if (rows.length === 0) return new Map()
  const ids = [...new Set(rows.map(({ dealId }) => dealId))]
  const seen = await proofsOf(ctx, { ...lookedAt(ctx), among: sql`d.id = any(${ids}::uuid[])` }).execute(
    ctx.db,
  )
  const proven = new Set(seen.rows.map(({ dealId, proof }) => `${dealId} ${proof}`))
  const open = rows.filter(({ dealId, proof }) => proof === null || !proven.has(`${dealId} ${proof}`))
  const byDeal = Map.groupBy(open, ({ dealId }) => dealId)
  return new Map([...byDeal].map(([dealId, own]) => [dealId, own.map(({ checkId }) => checkId).sort()]))
}
