import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, dayNumber, firstDayOf, lastDayOf, type Month } from '../../../core/calendar.ts'
import { allocateFen } from '../../../core/money.ts'
import { isWorkday, type WorkCalendar } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type DeltaRow,
  dayIndex,
  type FactsOf,
  type LoadRange,
  type MetricLoader,
  ms,
  windowedFacts,
} from '../../platform/metric-loader.ts'
import { answering, isCollected, loadCalendar } from '../identity/index.ts'

const day = (column: string) => dayIndex(sql.ref(column))

/**
 * What was reached (num) against the target spread over the working days of its month (den), for people and
 * the company (C125 C186). Bookings are deals won, for the person responsible when they were won; collections
 * are payments of customers, for the person who answered for the customer when the money was known.
 */
export const targetMetrics: readonly MetricLoader[] = (['rep', 'org'] as const).map((subject) => ({
  subject,
  metrics: ['mtd_bookings_bp', 'mtd_collections_bp'],
  load: async (ctx: ReadCtx, range: LoadRange) => [
    ...(await reached(ctx, subject, range)),
    ...(await spreadTargets(ctx, subject, range)),
  ],
}))

async function reached(ctx: ReadCtx, subject: 'rep' | 'org', range: LoadRange): Promise<DeltaRow[]> {
  const { ids, since, bare } = range
  const all = Object.entries(REACHED)
  if (bare === true && since !== null) {
    const windowed = all.map(([metric, factsOf]) => {
      const facts: FactsOf = (some, isIn) => factsOf(ctx, subject, some, isIn)
      return windowedFacts(ctx, facts, { ids, since, metrics: [metric] }, LONGEST_MONTH)
    })
    return (await Promise.all(windowed)).flat()
  }
  const facts = all.map(([, factsOf]) => factsOf(ctx, subject, ids, () => sql`true`))
  const { rows } = await sql<DeltaRow>`
    select metric, subject_id, ${ms('f.known_at')} as at, ${ms('f.voided_at')} as until, ${day('f.occurred_on')} as on_day, value,
      null::int as n, part, null as grp, ref_kind, ref_id
    from (${sql.join(facts, sql` union all `)}) f`.execute(ctx.db)
  return rows
}

type Side = (
  ctx: ReadCtx,
  subject: 'rep' | 'org',
  ids: readonly string[],
  isIn: Parameters<FactsOf>[1],
) => RawBuilder<unknown>

const bookings: Side = (ctx, subject, ids, isIn) => {
  const seller = subject === 'rep' ? sql`s.responsible_id` : sql`s.org_id`
  return sql`
    select 'mtd_bookings_bp' as metric, ${seller} as subject_id, s.known_at, least(s.voided_at, d.voided_at) as voided_at, s.occurred_on,
      s.amount_fen::float8 as value, 'num' as part, 'deal' as ref_kind, s.deal_id as ref_id
    from stage_change s
    join stage t on t.org_id = s.org_id and t.id = s.to_stage_id and t.kind = 'won'
    join deal d on d.org_id = s.org_id and d.id = s.deal_id
    where s.org_id = ${ctx.orgId} and s.amount_fen is not null and ${seller} = any(${ids}::uuid[]) and ${isIn('s.occurred_on')}`
}

const collections: Side = (ctx, subject, ids, isIn) => {
  const collector = subject === 'rep' ? sql`who.responsible_id` : sql`p.org_id`
  const mine = sql`p.org_id = ${ctx.orgId} and ${isIn('p.occurred_on')}`
  const answered = answering(ctx, 'p', sql`select p.customer_id from payment p where ${mine}`)
  return sql`
    select 'mtd_collections_bp' as metric, ${collector} as subject_id, p.known_at, p.voided_at, p.occurred_on,
      p.amount_fen::float8 as value, 'num' as part, 'payment' as ref_kind, p.id as ref_id
    from payment p ${subject === 'rep' ? answered : sql``}
    where ${mine} and ${isCollected('p')} and ${collector} = any(${ids}::uuid[])`
}

const REACHED = { mtd_bookings_bp: bookings, mtd_collections_bp: collections }

const LONGEST_MONTH = 31

type TargetRow = {
  subject_id: string
  month: Month
  kind: 'bookings' | 'collections'
  at: number
  until: number | null
  fen: bigint
}

/**
 * Targets with every revision, from the version history: a target moved after the month must not change what
 * was behind or ahead then.
 */
async function spreadTargets(ctx: ReadCtx, subject: 'rep' | 'org', { ids }: LoadRange): Promise<DeltaRow[]> {
  const { rows } = await sql<TargetRow>`
    select ${subject === 'rep' ? sql`t.user_id` : sql`t.org_id`} as subject_id, t.month, t.kind, v.fen,
      (extract(epoch from case when v.nth = 1 then t.known_at else v.recorded_at end) * 1000)::float8 as at, ${ms('v.until')} as until
    from target t
    join (
      select v.org_id, v.id, v.recorded_at, (v.row ->> 'amount_fen')::bigint as fen,
        row_number() over revisions as nth, lead(v.recorded_at) over revisions as until
      from record_version v where v.org_id = ${ctx.orgId} and v.entity = 'target'
      window revisions as (partition by v.id order by v.version)
    ) v on v.org_id = t.org_id and v.id = t.id::text
    where t.org_id = ${ctx.orgId} and ${subject === 'rep' ? sql`t.user_id = any(${ids}::uuid[])` : sql`true`}`.execute(
    ctx.db,
  )
  const calendar = rows.length > 0 ? await loadCalendar(ctx) : null
  return calendar === null ? [] : rows.flatMap((row) => spread(row, calendar))
}

/** One delta per working day; the parts sum to the target to the fen (law 8). */
function spread(row: TargetRow, calendar: WorkCalendar): DeltaRow[] {
  const days: Day[] = []
  const last = lastDayOf(row.month)
  for (let one = firstDayOf(row.month); one <= last; one = addDays(one, 1)) {
    if (isWorkday(calendar, one)) days.push(one)
  }
  if (days.length === 0) return []
  const parts = allocateFen(
    row.fen,
    days.map(() => 1n),
  )
  return days.map((one, index) => ({
    metric: `mtd_${row.kind}_bp`,
    subject_id: row.subject_id,
    at: row.at,
    until: row.until,
    on_day: dayNumber(one),
    value: Number(parts[index]),
    n: null,
    part: 'den',
    grp: null,
    ref_kind: 'target',
    ref_id: `${row.kind}:${row.month}`,
  }))
}
