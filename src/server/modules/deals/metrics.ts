import { type RawBuilder, sql } from 'kysely'
import { addDays, dayOf, type Instant } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import {
  type DeltaRow,
  dayIndex,
  type FieldLoader,
  type FieldRow,
  type LoadRange,
  type MetricLoader,
  ms,
} from '../../platform/metric-loader.ts'
import { marketMetrics } from './market-metrics.ts'

const day = (column: string) => dayIndex(sql.ref(column))

/** A deal taken back takes its moves with it. */
const moveUntil = sql<number | null>`(extract(epoch from least(s.voided_at, d.voided_at)) * 1000)::float8`

/**
 * Moves of these deals with the stages they left and entered; `s` the move, `f` and `t` the stages, `d` the
 * deal.
 */
function moves(ctx: ReadCtx, where: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`stage_change s
    join deal d on d.org_id = s.org_id and d.id = s.deal_id
    join stage t on t.org_id = s.org_id and t.id = s.to_stage_id
    left join stage f on f.org_id = s.org_id and f.id = s.from_stage_id
    where s.org_id = ${ctx.orgId} and ${where}`
}

const ofDeals = (ids: readonly string[]) => sql`s.deal_id = any(${ids}::uuid[])`

/** Open is +1 on the way in and −1 on the way out (won, lost), so a reopened deal counts again. */
function gate(ctx: ReadCtx, ids: readonly string[], metrics: readonly string[]): RawBuilder<unknown> {
  return sql`
    select m.metric, s.deal_id as subject_id, ${ms('s.known_at')} as at, ${moveUntil} as until, ${day('s.occurred_on')} as on_day,
      ((t.kind = 'open')::int - coalesce((f.kind = 'open')::int, 0))::float8 as value, null::int as n, 'gate' as part,
      null as grp, 'stage_change' as ref_kind, s.id as ref_id
    from unnest(${metrics}::text[]) as m (metric) cross join ${moves(ctx, ofDeals(ids))}
      and (t.kind = 'open')::int <> coalesce((f.kind = 'open')::int, 0)`
}

/** Contact with an open deal: a follow-up, or a move, which nobody makes without one (C039). */
const followUps: MetricLoader = {
  subject: 'deal',
  metrics: ['follow_up_age'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      select 'follow_up_age' as metric, a.deal_id as subject_id, ${ms('a.known_at')} as at, ${ms('a.voided_at')} as until,
        ${day('a.occurred_on')} as on_day, 1::float8 as value, null::int as n, null as part, null as grp,
        'activity' as ref_kind, a.id as ref_id
      from activity a where a.org_id = ${ctx.orgId} and a.deal_id = any(${ids}::uuid[])
      union all
      select 'follow_up_age', s.deal_id, ${ms('s.known_at')}, ${moveUntil}, ${day('s.occurred_on')}, 1, null, null, null,
        'stage_change', s.id
      from ${moves(ctx, ofDeals(ids))}
      union all ${gate(ctx, ids, ['follow_up_age'])}`.execute(ctx.db)
    return rows
  },
}

/**
 * The clock of the present stage starts when it was entered, by a move back as well; a move within it does
 * not count (C041).
 */
const stageClocks: MetricLoader = {
  subject: 'deal',
  metrics: ['stage_days', 'deal_age'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      select 'stage_days' as metric, s.deal_id as subject_id, ${ms('s.known_at')} as at, ${moveUntil} as until,
        ${day('s.occurred_on')} as on_day, 1::float8 as value, null::int as n, null as part, null as grp,
        'stage_change' as ref_kind, s.id as ref_id
      from ${moves(ctx, sql`${ofDeals(ids)} and s.from_stage_id is distinct from s.to_stage_id`)}
      union all
      select 'deal_age', s.deal_id, ${ms('s.known_at')}, ${moveUntil}, ${day('s.occurred_on')}, 1, null, null, null,
        'stage_change', s.id
      from ${moves(ctx, sql`${ofDeals(ids)} and s.from_stage_id is null`)}
      union all ${gate(ctx, ids, ['stage_days', 'deal_age'])}`.execute(ctx.db)
    return rows
  },
}

/**
 * The amount each move carried, and each later edit of the record from when it was made. The amount a record
 * was created with counts only when no move of that moment named one: an imported deal carries its final
 * amount from the start, and nobody knew it then.
 */
const amounts: MetricLoader = {
  subject: 'deal',
  metrics: ['deal_amount_fen'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<DeltaRow>`
      select 'deal_amount_fen' as metric, s.deal_id as subject_id, ${ms('s.known_at')} as at, ${moveUntil} as until,
        ${day('s.occurred_on')} as on_day, s.amount_fen::float8 as value, null::int as n, null as part, null as grp,
        'stage_change' as ref_kind, s.id as ref_id
      from ${moves(ctx, sql`${ofDeals(ids)} and s.amount_fen is not null`)}
      union all
      select 'deal_amount_fen', d.id, (extract(epoch from case when v.nth = 1 then d.known_at else v.recorded_at end) * 1000)::float8,
        ${ms('d.voided_at')},
        (case when v.nth = 1 then d.created_on else (v.recorded_at at time zone 'Asia/Shanghai')::date end) - date '1970-01-01',
        v.fen::float8, null, null, null, 'deal', d.id
      from deal d join (
        select v.org_id, v.id, v.recorded_at, v.version, (v.row ->> 'amount_fen')::bigint as fen,
          row_number() over (partition by v.id order by v.version) as nth
        from record_version v
        where v.org_id = ${ctx.orgId} and v.entity = 'deal' and v.id = any(${ids}::text[])
      ) v on v.org_id = d.org_id and v.id = d.id::text
      where d.org_id = ${ctx.orgId} and d.id = any(${ids}::uuid[]) and d.created_on is not null and v.fen is not null
        and (v.nth > 1 or not exists (select 1 from stage_change s
          where s.org_id = d.org_id and s.deal_id = d.id and s.recorded_at = d.recorded_at and s.amount_fen is not null))`.execute(
      ctx.db,
    )
    return rows
  },
}

const STAGE_CONVERSION: readonly string[] = ['stage_conversion_30d']

/**
 * Conversion of people, of each stage and of the company. A deal leaves a stage forward (counts as converted)
 * or by being lost; a move back is neither (C109 C162). Won and lost decide the total conversion (C163) and
 * the length of the cycle (C164).
 */
const conversions: MetricLoader[] = (['rep', 'stage', 'org'] as const).map((subject) => ({
  subject,
  metrics: subject === 'stage' ? STAGE_CONVERSION : [...STAGE_CONVERSION, 'total_conversion', 'cycle_days'],
  load: async (ctx: ReadCtx, { ids, since, bare }: LoadRange) => {
    const who = { rep: sql`s.responsible_id`, stage: sql`s.from_stage_id`, org: sql`s.org_id` }[subject]
    const isFolded = bare === true && since !== null
    const exits = sql`
        select ${who} as subject_id, s.known_at as at, least(s.voided_at, d.voided_at) as until, s.occurred_on as on_day, s.id,
          t.kind, f.kind = 'open' and (t.kind <> 'open' or t.position > f.position) as has_left,
          (s.occurred_on - d.created_on)::float8 as cycle, 1 as n
        from ${moves(ctx, sql`${who} = any(${ids}::uuid[]) and (t.kind <> 'open' or t.position > f.position)`)}`
    const { rows } = await sql<DeltaRow>`
      with exits as (${isFolded ? foldedExits(exits, since) : exits}), parts as (
        select 'stage_conversion_30d' as metric, 'den' as part, n::float8 as value, e.* from exits e where has_left
        union all select 'stage_conversion_30d', 'num', n, e.* from exits e where has_left and kind <> 'lost'
        union all select 'total_conversion', 'den', n, e.* from exits e where kind <> 'open'
        union all select 'total_conversion', 'num', n, e.* from exits e where kind = 'won'
        union all select 'cycle_days', 'den', n, e.* from exits e where kind = 'won' and cycle is not null
        union all select 'cycle_days', 'num', e.cycle, e.* from exits e where kind = 'won' and cycle is not null
      )
      select metric, subject_id, ${ms('p.at')} as at, ${ms('p.until')} as until, ${day('p.on_day')} as on_day, value, n, part,
        null as grp, 'stage_change' as ref_kind, id as ref_id
      from parts p`.execute(ctx.db)
    return rows
  },
}))

/**
 * The days of each deal that was won, one by one: a median cannot be taken of sums.
 */
const cycles: MetricLoader[] = (['rep', 'org'] as const).map((subject) => ({
  subject,
  metrics: ['cycle_days_median'],
  load: async (ctx: ReadCtx, { ids }: LoadRange) => {
    const who = subject === 'rep' ? sql`s.responsible_id` : sql`s.org_id`
    const { rows } = await sql<DeltaRow>`
      select 'cycle_days_median' as metric, ${who} as subject_id, ${ms('s.known_at')} as at, ${moveUntil} as until,
        ${day('s.occurred_on')} as on_day, (s.occurred_on - d.created_on)::float8 as value, null::int as n, null as part,
        null as grp, 'stage_change' as ref_kind, s.id as ref_id
      from ${moves(ctx, sql`${who} = any(${ids}::uuid[]) and t.kind = 'won' and d.created_on is not null`)}`.execute(
      ctx.db,
    )
    return rows
  },
}))

/** Exits that no window after `since` can tell apart, as one; see `folded`. */
function foldedExits(exits: RawBuilder<unknown>, since: Instant): RawBuilder<unknown> {
  const from = at(since)
  return sql`
    select subject_id, greatest(at, ${from}) as at, until, greatest(on_day, ${addDays(dayOf(since), -90)}::date) as on_day, null::uuid as id,
      kind, has_left, sum(cycle) as cycle, count(*)::int as n
    from (${exits}) s where until is null or (until > ${from} and until > at)
    group by 1, 2, 3, 4, kind, has_left, cycle is null`
}

/**
 * The norm of the stage a deal is in, from when it was known to be there, with every change of the norm
 * since.
 */
const stageNorm: FieldLoader = {
  subject: 'deal',
  fields: ['stageNormDays'],
  load: async (ctx, { ids }) => {
    const { rows } = await sql<FieldRow>`
      with norms as (
        select v.id, (v.row ->> 'norm_days')::int as days,
          case when row_number() over w > 1 then v.recorded_at end as since, lead(v.recorded_at) over w as until
        from record_version v where v.org_id = ${ctx.orgId} and v.entity = 'stage'
        window w as (partition by v.id order by v.version)
      )
      select s.deal_id as subject_id, 'stageNormDays' as field,
        (extract(epoch from greatest(s.known_at, n.since)) * 1000)::float8 as at,
        (extract(epoch from least(s.voided_at, d.voided_at, n.until)) * 1000)::float8 as until, n.days as value
      from norms n cross join ${moves(ctx, ofDeals(ids))} and n.id = t.id::text
        and (n.until is null or n.until > s.known_at)
      order by s.occurred_on, s.position`.execute(ctx.db)
    return rows
  },
}

export const dealMetrics: readonly MetricLoader[] = [
  followUps,
  stageClocks,
  amounts,
  ...conversions,
  ...cycles,
  marketMetrics,
]
export const dealFieldLoaders: readonly FieldLoader[] = [stageNorm]
