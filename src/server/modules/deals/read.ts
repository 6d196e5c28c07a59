import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { Passage } from '../../../core/deal/passage.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at, containing } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { notFound } from '../../platform/errors.ts'
import { recordThen, tablesThen } from '../../platform/then.ts'
import { customAsOf, customNarrowing } from '../custom-fields/index.ts'
import { peopleThen } from '../identity/index.ts'
import { fieldNarrowing } from '../lists/index.ts'
import { originalIn } from '../rates/index.ts'
import { dealReach, dealScope } from './deal-rows.ts'
import { passageNarrowing } from './passage-rows.ts'
import { loadStages, stagesThen } from './pipelines.ts'
import { stageAsOf } from './read-funnel.ts'

export type DealQuery = {
  page: number
  size: number
  asOf?: Day | undefined
  q?: string | undefined
  outcome?: string | undefined
  stageId?: string | undefined
  pipelineId?: string | undefined
  responsibleId?: string | undefined
  customerId?: string | undefined
  id?: string | undefined
  stuckOnly?: boolean | undefined
  passage?: Passage | undefined
  fields?: readonly CustomTest[] | undefined
  custom?: readonly CustomTest[] | undefined
  sort: 'updated' | 'amount' | 'stage-days' | 'quiet' | 'expected'
}

type Row = {
  id: string
  title: string
  customer_id: string | null
  customer_name: string | null
  stage_id: string
  stage_key: string
  stage_name: string
  stage_name_en: string
  outcome: 'open' | 'won' | 'lost' | 'undated'
  amount_fen: bigint | null
  currency: string
  original_minor: bigint | null
  rate_micro: bigint | null
  rate_per: number | null
  rate_day: Day | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  created_on: Day | null
  stage_days: number | null
  norm_days: number | null
  quiet_days: number | null
  expected_close_on: Day | null
  closed_on: Day | null
  open_alerts: number
  product: string | null
  external_code: string | null
  lost_reason: string | null
  competitor: string | null
  custom: CustomValues
  version: number
  total: number
}

function orderOf(sort: DealQuery['sort'], past: Past): RawBuilder<unknown> {
  const of = held(past)
  const orders: Record<DealQuery['sort'], RawBuilder<unknown>> = {
    updated: sql`${of('updated_at')} desc, d.id desc`,
    amount: sql`coalesce(p.amount_fen, ${of('amount_fen')}) desc nulls last, d.id`,
    'stage-days': sql`(case when s.kind = 'open' then p.since end) nulls last, d.id`,
    quiet: sql`q.last_at nulls first, d.id`,
    expected: sql`${of('expected_close_on')} nulls last, d.id`,
  }
  return orders[sort]
}

/** Deals in scope, now or as of a past day; the same query serves list, board and the customer's page. */
export async function selectDeals(ctx: ReadCtx, query: DealQuery): Promise<Row[]> {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const past = pastOf(ctx, query.asOf)
  const of = held(past)
  const placed = placedOn(ctx, asOf, past)
  const own = await customNarrowing(ctx, 'deal', query.custom ?? [], { column: 'd.id', asOf: query.asOf })
  const where = [
    ...own,
    ...fieldNarrowing('deal', query.fields ?? [], holding(asOf, past)),
    sql`d.org_id = ${ctx.orgId} and d.voided_at is null`,
    query.id ? dealReach(ctx, 'deal.read') : dealScope(ctx, 'deal.read'),
    ...(query.q
      ? [
          sql`(${of('title')} ilike ${containing(query.q)} or c.name ilike ${containing(query.q)} or ${of('external_code')} = ${query.q})`,
        ]
      : []),
    ...(query.outcome ? [sql`${outcomeOf(past !== null)} = ${query.outcome}`] : []),
    ...(query.stageId ? [sql`p.stage_id = ${query.stageId}`] : []),
    ...(query.pipelineId ? [sql`d.pipeline_id = ${query.pipelineId}`] : []),
    ...(query.responsibleId ? [sql`${of('responsible_id')} = ${query.responsibleId}`] : []),
    ...(query.customerId ? [sql`d.customer_id = ${query.customerId}`] : []),
    ...(query.id ? [sql`d.id = ${query.id}`] : []),
    ...(query.passage ? [await passageNarrowing(ctx, query.passage, { asOf, reading: 'business' })] : []),
    ...(query.stuckOnly
      ? [sql`s.kind = 'open' and ${asOf}::date - p.since > coalesce(s.norm_days, 1000000)`]
      : []),
  ]
  const amount = sql`coalesce(p.amount_fen, ${of('amount_fen')})`
  const { rows } = await sql<Row>`
    ${past ? tablesThen(ctx, { customer: ['name'] }, past.moment) : sql``}
    select d.id, ${of('title')}, d.customer_id, c.name as customer_name, p.stage_id, s.key as stage_key, s.name as stage_name,
      s.name_en as stage_name_en, ${outcomeOf(past !== null)} as outcome, ${amount} as amount_fen, ${of('currency')},
      case when ${amount} = ${of('amount_fen')} then ${of('original_minor')} end as original_minor, ${of('rate_micro')}, ${of('rate_per')}, ${of('rate_day')},
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, d.created_on,
      ${stageDays(asOf)} as stage_days, s.norm_days, ${quietDays(asOf)} as quiet_days,
      ${of('expected_close_on')}, ${CLOSED_ON} as closed_on, ${openAlerts(past)} as open_alerts,
      ${of('product')}, ${of('external_code')}, case when s.kind = 'lost' then ${of('lost_reason')} end as lost_reason,
      case when s.kind = 'lost' then ${of('competitor')} end as competitor,
      ${past ? customAsOf(ctx, 'deal', 'd.id', asOf) : sql`d.custom`} as custom,
      ${of('version')}, count(*) over ()::int as total
    from deal d
    ${past ? sql`cross join lateral (${past.record}) t` : sql``}
    join ${placed} p on p.deal_id = d.id
    join ${past ? stagesThen(ctx, past.moment) : sql`stage`} s on s.org_id = d.org_id and s.id = p.stage_id
    left join customer c on c.org_id = d.org_id and c.id = d.customer_id
    left join ${peopleThen(ctx, past?.moment ?? null)} u on u.org_id = d.org_id and u.id = ${of('responsible_id')}
    left join lateral (${lastActivity(ctx, past !== null, asOf)}) q on true
    where ${sql.join(where, sql` and `)}
    order by ${orderOf(query.sort, past)} limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(
    ctx.db,
  )
  return rows
}

/** Of a past day: its end, and the record `t` as it stood then; null: the list is of now. */
type Past = { moment: Instant; record: RawBuilder<unknown> } | null

function pastOf(ctx: ReadCtx, asOf: Day | undefined): Past {
  if (asOf === undefined || asOf >= dayOf(ctx.now)) return null
  const moment = endOfDay(asOf)
  return { moment, record: recordThen(ctx, 'deal', { alias: 'd', moment }) }
}

function placedOn(ctx: ReadCtx, asOf: Day, past: Past) {
  return past
    ? stageAsOf(ctx, asOf, 'business')
    : sql<never>`(select id as deal_id, stage_id, stage_since as since, amount_fen from deal where org_id = ${ctx.orgId})`
}

/** Where a column of the record is read: in `d` of today, in `t` of the day asked. */
function held(past: Past): (column: keyof DB['deal']) => RawBuilder<unknown> {
  return (column) => sql.ref(`${past ? 't' : 'd'}.${column}`)
}

function openAlerts(past: Past): RawBuilder<unknown> {
  const isOpen = past
    ? sql`al.opened_at <= ${at(past.moment)} and (al.resolved_at is null or al.resolved_at > ${at(past.moment)})`
    : sql`al.resolved_at is null`
  return sql`(select count(*)::int from alert al where al.org_id = d.org_id and al.deal_id = d.id
    and ${isOpen} and al.mode = 'on')`
}

const CLOSED_ON = sql`case when s.kind = 'open' then null else p.since end`

function stageDays(asOf: Day) {
  return sql`case when s.kind = 'open' then ${asOf}::date - p.since end`
}

function quietDays(asOf: Day) {
  return sql`case when s.kind = 'open' then ${asOf}::date - coalesce(q.last_at::date, d.created_on) end`
}

/** Where each field of the list is found: what is filtered is what is shown. */
function holding(asOf: Day, past: Past): Record<string, RawBuilder<unknown>> {
  const of = held(past)
  return {
    title: of('title'),
    customer: sql`c.name`,
    amount: sql`coalesce(p.amount_fen, ${of('amount_fen')})`,
    stage: sql`p.stage_id`,
    stage_days: sql`(${stageDays(asOf)})`,
    quiet_days: sql`(${quietDays(asOf)})`,
    responsible: of('responsible_id'),
    expected_on: of('expected_close_on'),
    open_alerts: openAlerts(past),
    created_on: sql`d.created_on`,
    closed_on: sql`(${CLOSED_ON})`,
    product: of('product'),
    currency: of('currency'),
    code: of('external_code'),
    lost_reason: sql`(case when s.kind = 'lost' then ${of('lost_reason')} end)`,
    competitor: sql`(case when s.kind = 'lost' then ${of('competitor')} end)`,
  }
}

function outcomeOf(past: boolean) {
  return past ? sql`s.kind` : sql`d.outcome`
}

/**
 * The last follow-up of the deal or of its customer, shifted to the company's day by the session's zone-free
 * offset.
 */
function lastActivity(ctx: ReadCtx, past: boolean, asOf: Day) {
  if (!past) {
    return sql`select greatest(ds.last_activity_at, cs.last_activity_at) at time zone 'Asia/Shanghai' as last_at
      from (select 1) one
      left join deal_state ds on ds.org_id = ${ctx.orgId} and ds.deal_id = d.id
      left join customer_state cs on cs.org_id = ${ctx.orgId} and cs.customer_id = d.customer_id`
  }
  return sql`select max(a.occurred_at) at time zone 'Asia/Shanghai' as last_at from activity a
    where a.org_id = ${ctx.orgId} and (a.deal_id = d.id or a.customer_id = d.customer_id)
      and a.voided_at is null and a.occurred_at <= ${at(endOfDay(asOf))}`
}

export function shapeDeal(row: Row) {
  return {
    id: row.id,
    title: row.title,
    customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    stage: { id: row.stage_id, key: row.stage_key, name: row.stage_name, nameEn: row.stage_name_en },
    outcome: row.outcome,
    amountFen: row.amount_fen,
    currency: row.currency,
    original: originalIn(row),
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    createdOn: row.created_on,
    stageDays: row.stage_days,
    normDays: row.norm_days,
    quietDays: row.quiet_days,
    expectedCloseOn: row.expected_close_on,
    closedOn: row.closed_on,
    openAlerts: row.open_alerts,
    product: row.product,
    code: row.external_code,
    version: row.version,
    lostReason: row.lost_reason,
    competitor: row.competitor,
    custom: { ...row.custom },
  }
}

export async function listDeals(ctx: ReadCtx, query: DealQuery) {
  const rows = await selectDeals(ctx, query)
  return {
    items: rows.map(shapeDeal),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    asOf: query.asOf ?? null,
  }
}

const CARDS_PER_STAGE = 50

type BoardQuery = {
  asOf?: Day | undefined
  pipelineId?: string | undefined
  responsibleId?: string | undefined
}

/** The board: per stage count, sum, stuck ones, and the largest cards. */
export async function readBoard(ctx: ReadCtx, query: BoardQuery) {
  const moment = pastOf(ctx, query.asOf)?.moment ?? null
  const all = await loadStages(ctx, query.pipelineId, moment)
  const pipelineId = query.pipelineId ?? all[0]?.pipelineId ?? null
  const then = tablesThen(ctx, { pipeline: ['name'] }, moment)
  const { rows } = await sql<{ id: string; name: string }>`${then}
    select p.id, p.name from pipeline p where p.org_id = ${ctx.orgId} and p.id = ${pipelineId}`.execute(
    ctx.db,
  )
  const [pipeline] = rows
  if (!pipeline) throw notFound('pipeline')
  const totals = await boardTotals(ctx, query)
  const shown = { asOf: query.asOf, responsibleId: query.responsibleId, outcome: 'open', page: 1 }
  const columns = []
  for (const stage of all.filter((one) => one.pipelineId === pipeline.id && one.kind === 'open')) {
    const total = totals.get(stage.id)
    const cards = total
      ? await selectDeals(ctx, { ...shown, stageId: stage.id, size: CARDS_PER_STAGE, sort: 'amount' })
      : []
    columns.push({
      id: stage.id,
      key: stage.key,
      name: stage.name,
      nameEn: stage.nameEn,
      kind: stage.kind,
      normDays: stage.normDays,
      count: total?.count ?? 0,
      amountFen: total?.fen ?? 0n,
      stuckCount: total?.stuck ?? 0,
      cards: cards.map(shapeDeal),
    })
  }
  return { asOf: query.asOf ?? null, pipeline, stages: columns }
}

type Total = { stage_id: string; count: number; fen: bigint; stuck: number }

/** All open deals by stage, added up where they lie: only the cards that are shown are carried here. */
async function boardTotals(ctx: ReadCtx, query: BoardQuery): Promise<Map<string, Total>> {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const past = pastOf(ctx, query.asOf)
  const of = held(past)
  const { rows } = await sql<Total>`
    select p.stage_id, count(*)::int as count, coalesce(sum(coalesce(p.amount_fen, ${of('amount_fen')})), 0)::bigint as fen,
      (count(*) filter (where ${stageDays(asOf)} > s.norm_days))::int as stuck
    from deal d
    ${past ? sql`cross join lateral (${past.record}) t` : sql``}
    join ${placedOn(ctx, asOf, past)} p on p.deal_id = d.id
    join ${past ? stagesThen(ctx, past.moment) : sql`stage`} s on s.org_id = d.org_id and s.id = p.stage_id
    where d.org_id = ${ctx.orgId} and d.voided_at is null and ${outcomeOf(past !== null)} = 'open' and ${dealScope(ctx, 'deal.read')}
      ${query.responsibleId ? sql`and ${of('responsible_id')} = ${query.responsibleId}` : sql``}
    group by p.stage_id`.execute(ctx.db)
  return new Map(rows.map((row) => [row.stage_id, row]))
}
