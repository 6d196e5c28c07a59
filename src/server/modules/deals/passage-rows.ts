import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import {
  LEAST_FOR_MATURITY,
  MATURITY_OTHERWISE,
  type Passage,
  type PassageWho,
} from '../../../core/deal/passage.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { ms } from '../../platform/metric-loader.ts'
import { loadStays, peopleOfDepartments } from '../identity/index.ts'
import { dealScope } from './deal-rows.ts'
import { type FunnelReading, stageAsOf } from './read-funnel.ts'

/** How deals went, as of a day and in one of the two readings; of one pipeline or of all. */
export type PassageSight = { asOf: Day; reading: FunnelReading; pipelineId?: string | undefined }

/** Durations of stages are taken from what was entered in the last year. */
const MATURITY_DAYS = 365

/**
 * Columns of the cohort of every stage: deal_id, stage_id, entered_on, responsible_id, known_at, product,
 * left_on, fate (passed, lost, open). A deal enters a stage once: at its first move there. It has passed when
 * it went beyond, also past a stage, and a move back is neither; it is lost when that came first. How long a
 * stage takes until it is decided is the 80 % quantile of its own past year (methods §1.1): before that age
 * a case says nothing, for what is decided early is not like the rest.
 */
function fates(ctx: ReadCtx, { asOf, reading, pipelineId }: PassageSight): RawBuilder<unknown> {
  const then = at(endOfDay(asOf))
  const fact =
    reading === 'business'
      ? sql`s.occurred_on <= ${asOf} and s.voided_at is null`
      : sql`s.known_at <= ${then} and (s.voided_at is null or s.voided_at > ${then})`
  return sql`
    moves as materialized (
      select s.deal_id, s.from_stage_id, s.to_stage_id, s.occurred_on, s.position as nth, s.responsible_id, s.known_at,
        t.kind, t.position, d.product
      from stage_change s
      join deal d on d.org_id = s.org_id and d.id = s.deal_id
      join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
      where s.org_id = ${ctx.orgId} and ${fact} and d.voided_at is null and ${dealScope(ctx, 'deal.read')}
        ${pipelineId ? sql`and t.pipeline_id = ${pipelineId}` : sql``}
    ), entered as (
      select distinct on (deal_id, to_stage_id) deal_id, to_stage_id as stage_id, occurred_on, nth, position,
        responsible_id, known_at, product
      from moves where kind = 'open' and from_stage_id is distinct from to_stage_id
      order by deal_id, to_stage_id, occurred_on, nth
    ), fates as (
      select distinct on (e.deal_id, e.stage_id) e.deal_id, e.stage_id, e.occurred_on as entered_on, e.responsible_id,
        e.known_at, e.product, m.occurred_on as left_on,
        case when m.kind is null then 'open' when m.kind = 'lost' then 'lost' else 'passed' end as fate
      from entered e left join moves m on m.deal_id = e.deal_id
        and (m.occurred_on, m.nth) > (e.occurred_on, e.nth) and (m.kind <> 'open' or m.position > e.position)
      order by e.deal_id, e.stage_id, m.occurred_on, m.nth
    ), pace as (
      select t.id as stage_id, case when x.n >= ${LEAST_FOR_MATURITY} then x.days
        else coalesce(t.norm_days, ${MATURITY_OTHERWISE}) end as days
      from stage t left join (
        select stage_id, count(*) as n,
          percentile_disc(0.8) within group (order by left_on - entered_on) as days
        from fates where left_on is not null and entered_on > ${asOf}::date - ${MATURITY_DAYS}::int
        group by 1) x on x.stage_id = t.id
      where t.org_id = ${ctx.orgId}
    )`
}

/**
 * Whose cases: by who was responsible at the move that began them, for handing a deal over does not make
 * what came before one's own; of a team by who was in it then.
 */
async function whose(ctx: ReadCtx, who: PassageWho, alias: string): Promise<RawBuilder<boolean>> {
  const ref = (name: string) => sql.ref(`${alias}.${name}`)
  const parts = [sql<boolean>`true`]
  if (who.responsibleId) parts.push(sql`${ref('responsible_id')} = ${who.responsibleId}`)
  if (who.product) parts.push(sql`${ref('product')} = ${who.product}`)
  if (who.teamId) {
    const teams = await teamsBelow(ctx, who.teamId)
    const stays = (await loadStays(ctx)).filter(({ teamId }) => teams.has(teamId))
    parts.push(sql`exists (select 1 from unnest(${stays.map(({ userId }) => userId)}::uuid[],
        ${stays.map(({ from }) => from)}::float8[], ${stays.map(({ until }) => until)}::float8[]) as y (id, since, until)
      where y.id = ${ref('responsible_id')} and ${ms(`${alias}.known_at`)} >= y.since
        and (y.until is null or ${ms(`${alias}.known_at`)} < y.until))`)
  }
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

/** A department and those below it. */
async function teamsBelow(ctx: ReadCtx, teamId: string): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    with recursive below as (
      select id from department where org_id = ${ctx.orgId} and id = ${teamId}
      union select d.id from department d join below b on d.org_id = ${ctx.orgId} and d.parent_id = b.id)
    select id from below`.execute(ctx.db)
  return new Set(rows.map(({ id }) => id))
}

export type StageFates = {
  stageId: string
  maturityDays: number
  entered: number
  matured: number
  passed: number
  lost: number
  waiting: number
  young: number
  medianDays: number | null
  maturedBefore: number
  passedBefore: number
}

const IS_OLD = (asOf: Day) => sql`f.entered_on <= ${asOf}::date - p.days::int`

/** What became of those that entered each stage in the last `days`, and of as many days before that. */
export async function readStageFates(
  ctx: ReadCtx,
  sight: PassageSight,
  { days, ...who }: PassageWho & { days: number },
): Promise<StageFates[]> {
  const { asOf } = sight
  const isNow = sql`f.entered_on > ${addDays(asOf, -days)}::date`
  const isBefore = sql`f.entered_on <= ${addDays(asOf, -days)}::date and f.entered_on > ${addDays(asOf, -2 * days)}::date`
  const isOld = IS_OLD(asOf)
  const { rows } = await sql<StageFates>`
    with ${fates(ctx, sight)}
    select p.stage_id as "stageId", p.days::int as "maturityDays",
      count(f.*) filter (where ${isNow})::int as entered,
      count(f.*) filter (where ${isNow} and ${isOld})::int as matured,
      count(f.*) filter (where ${isNow} and ${isOld} and f.fate = 'passed')::int as passed,
      count(f.*) filter (where ${isNow} and ${isOld} and f.fate = 'lost')::int as lost,
      count(f.*) filter (where ${isNow} and ${isOld} and f.fate = 'open')::int as waiting,
      count(f.*) filter (where ${isNow} and not ${isOld})::int as young,
      percentile_disc(0.5) within group (order by f.left_on - f.entered_on)
        filter (where ${isNow} and ${isOld} and f.fate = 'passed')::int as "medianDays",
      count(f.*) filter (where ${isBefore} and ${isOld})::int as "maturedBefore",
      count(f.*) filter (where ${isBefore} and ${isOld} and f.fate = 'passed')::int as "passedBefore"
    from pace p left join fates f on f.stage_id = p.stage_id and ${await whose(ctx, who, 'f')}
    group by 1, 2`.execute(ctx.db)
  return rows
}

/**
 * Deals by the month they began in, with where they stand as of the day: columns deal_id, began, kind, since,
 * responsible_id, known_at, product.
 */
function begun(ctx: ReadCtx, { asOf, reading, pipelineId }: PassageSight): RawBuilder<unknown> {
  return sql`
    select d.id as deal_id, to_char(d.created_on, 'YYYY-MM') as began, d.created_on, k.kind, p.since, d.product,
      f.responsible_id, f.known_at
    from ${stageAsOf(ctx, asOf, reading)} p
    join deal d on d.org_id = ${ctx.orgId} and d.id = p.deal_id
    join stage k on k.org_id = d.org_id and k.id = p.stage_id
    join lateral (select s.responsible_id, s.known_at from stage_change s
      where s.org_id = d.org_id and s.deal_id = d.id and s.voided_at is null
      order by s.occurred_on, s.position limit 1) f on true
    where d.voided_at is null and d.created_on is not null and ${dealScope(ctx, 'deal.read')}
      ${pipelineId ? sql`and k.pipeline_id = ${pipelineId}` : sql``}`
}

export type MonthFates = { month: string; created: number; won: number; lost: number; open: number }
export type MonthCycle = { month: string; won: number; medianDays: number; meanDays: number }

/** Won of those created, by the month they were created in (C163), and how long signing took (C164). */
export async function readMonths(
  ctx: ReadCtx,
  sight: PassageSight,
  { fromMonth, ...who }: PassageWho & { fromMonth: string },
): Promise<{ cohorts: MonthFates[]; cycles: MonthCycle[] }> {
  const mine = await whose(ctx, who, 'b')
  const { rows: cohorts } = await sql<MonthFates>`
    select b.began as month, count(*)::int as created, count(*) filter (where b.kind = 'won')::int as won,
      count(*) filter (where b.kind = 'lost')::int as lost, count(*) filter (where b.kind = 'open')::int as open
    from (${begun(ctx, sight)}) b where b.began >= ${fromMonth} and ${mine} group by 1 order by 1`.execute(
    ctx.db,
  )
  const { rows: cycles } = await sql<MonthCycle>`
    select to_char(b.since, 'YYYY-MM') as month, count(*)::int as won,
      round(percentile_cont(0.5) within group (order by b.since - b.created_on))::int as "medianDays",
      round(avg(b.since - b.created_on))::int as "meanDays"
    from (${begun(ctx, sight)}) b where b.kind = 'won' and to_char(b.since, 'YYYY-MM') >= ${fromMonth} and ${mine}
    group by 1 order by 1`.execute(ctx.db)
  return { cohorts, cycles }
}

/** The deals behind one number of the funnel: a condition on `d.id`, `p` being where the deal stands. */
export async function passageNarrowing(
  ctx: ReadCtx,
  asked: Passage,
  sight: PassageSight,
): Promise<RawBuilder<boolean>> {
  if (asked.of === 'month') {
    const month = asked.fate === 'signed' ? sql`to_char(b.since, 'YYYY-MM')` : sql`b.began`
    const kind = asked.fate === 'signed' ? 'won' : asked.fate
    return sql`d.id in (select b.deal_id from (${begun(ctx, { ...sight, pipelineId: asked.pipelineId })}) b
      where ${month} = ${asked.month} and ${await whose(ctx, asked, 'b')}
        ${kind === 'created' ? sql`` : sql`and b.kind = ${kind}`})`
  }
  if (asked.fate === 'standing')
    return sql`(p.stage_id = ${asked.stageId} and ${await standingWith(ctx, asked, recordOn(ctx, sight.asOf))})`
  const isOld = IS_OLD(sight.asOf)
  const fate = {
    entered: sql`true`,
    matured: isOld,
    passed: sql`${isOld} and f.fate = 'passed'`,
    lost: sql`${isOld} and f.fate = 'lost'`,
    waiting: sql`${isOld} and f.fate = 'open'`,
    young: sql`not ${isOld}`,
  }[asked.fate]
  return sql`d.id in (with ${fates(ctx, sight)}
    select f.deal_id from fates f join pace p on p.stage_id = f.stage_id
    where f.stage_id = ${asked.stageId} and f.entered_on > ${addDays(sight.asOf, -asked.days)}::date
      and ${await whose(ctx, asked, 'f')} and ${fate})`
}

/**
 * Deals that stand in a stage on the day belong to whoever was responsible for them then, as on the list:
 * `record` is where their columns are read, `d` of today or `t` of a past day.
 */
export async function standingWith(
  ctx: ReadCtx,
  who: PassageWho,
  record: 'd' | 't',
): Promise<RawBuilder<boolean>> {
  const parts = [sql<boolean>`true`]
  const responsible = sql.ref(`${record}.responsible_id`)
  if (who.responsibleId) parts.push(sql`${responsible} = ${who.responsibleId}`)
  if (who.product) parts.push(sql`${sql.ref(`${record}.product`)} = ${who.product}`)
  if (who.teamId) {
    const people = (await peopleOfDepartments(ctx)).get(who.teamId) ?? new Set()
    parts.push(sql`${responsible} = any(${[...people]}::uuid[])`)
  }
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

/** Whose columns a list of that day shows. */
export function recordOn(ctx: ReadCtx, asOf: Day): 'd' | 't' {
  return asOf < dayOf(ctx.now) ? 't' : 'd'
}
