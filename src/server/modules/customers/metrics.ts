import { type RawBuilder, sql } from 'kysely'
import { addDays, DAY_MS, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import {
  type Among,
  type DeltaRow,
  dayIndex,
  type FieldLoader,
  type FieldRow,
  folded,
  foldedAge,
  isAmong,
  type LoadRange,
  lastWindow,
  type MetricLoader,
  ms,
  newestBefore,
} from '../../platform/metric-loader.ts'
import { cityField } from './city-field.ts'
import { sameParty } from './same-party.ts'

const day = (column: string) => dayIndex(sql.ref(column))

/** The clock of a customer nobody ever contacted starts when it became one (C039). */
const followUpClock: MetricLoader = {
  subject: 'customer',
  metrics: ['follow_up_age'],
  load: async (ctx, range) => {
    const { since, bare } = range
    const facts = clockQuery(ctx, range)
    const query = bare && since !== null ? foldedAge(facts, since) : newestBefore(facts, since)
    const { rows } = await query.execute(ctx.db)
    return rows
  },
  wholePast: (ctx, range) => [{ metrics: ['follow_up_age'], query: clockQuery(ctx, range) }],
}

/** Follow-ups of a customer (C038). */
const contacts: MetricLoader = {
  subject: 'customer',
  metrics: ['contacts_4w'],
  load: async (ctx, range) => {
    const { since, bare } = range
    const facts = activities(ctx, range, 'contacts_4w')
    const query = bare && since !== null ? folded(facts, since, 28) : lastWindow(facts, since, 28)
    const { rows } = await query.execute(ctx.db)
    return rows
  },
  wholePast: (ctx, range) => [{ metrics: ['contacts_4w'], query: activities(ctx, range, 'contacts_4w') }],
}

function clockQuery(ctx: ReadCtx, among: Among): RawBuilder<DeltaRow> {
  return sql<DeltaRow>`
      ${activities(ctx, among, 'follow_up_age')}
      union all
      select 'follow_up_age', c.id, ${ms('c.known_at')}, ${ms('c.voided_at')}, ${day('c.created_on')}, 1, null, null, null,
        'customer', c.id
      from customer c where c.org_id = ${ctx.orgId} and ${isAmong('c.id', among)}`
}

function activities(ctx: ReadCtx, among: Among, metric: string): RawBuilder<DeltaRow> {
  return sql<DeltaRow>`
      select ${metric} as metric, a.customer_id as subject_id, ${ms('a.known_at')} as at, ${ms('a.voided_at')} as until,
        ${day('a.occurred_on')} as on_day, 1::float8 as value, null::int as n, null::text as part, null::text as grp,
        'activity' as ref_kind, a.id as ref_id
      from activity a where a.org_id = ${ctx.orgId} and ${isAmong('a.customer_id', among)}`
}

/**
 * Whether somebody who works here answers for the customer (C043). A departure counts from the morning after
 * the last day; names that were only found in a ledger never count.
 */
const responsibleActive: MetricLoader = {
  subject: 'customer',
  metrics: ['responsible_active'],
  load: async (ctx, range) => {
    const { rows } = await sql<{
      id: string
      from: number
      to: number | null
      is_last: boolean
      on_day: number
      status: string | null
      left_on: string | null
    }>`
      select p.customer_id as id, ${ms('p.valid_from')} as from, ${ms('p.valid_to')} as to,
        lead(p.valid_from) over (partition by p.customer_id order by p.valid_from) is null as is_last,
        ((p.valid_from at time zone 'Asia/Shanghai')::date - date '1970-01-01') as on_day, u.status, u.left_on
      from customer_period p
      left join app_user u on u.org_id = p.org_id and u.id = p.responsible_id
      where p.org_id = ${ctx.orgId} and ${isAmong('p.customer_id', range)}`.execute(ctx.db)
    return rows.flatMap((row) => {
      const gone = row.left_on === null ? null : startOfDay(row.left_on) + DAY_MS
      const isThere =
        row.status !== null && row.status !== 'imported' && (row.status === 'active' || gone !== null)
      const change = {
        metric: 'responsible_active',
        subject_id: row.id,
        // What follows takes its place; by business date a day before it still reads this one.
        until: row.is_last ? row.to : null,
        n: null,
        part: null,
        grp: null,
      }
      const ref = { ref_kind: 'customer', ref_id: row.id }
      const begins: DeltaRow = { ...change, ...ref, at: row.from, on_day: row.on_day, value: isThere ? 1 : 0 }
      if (!isThere || gone === null || (row.to !== null && row.to <= gone)) return [begins]
      const from = Math.max(gone, row.from)
      return [
        begins,
        {
          ...begins,
          at: from,
          on_day: Math.max(row.on_day, Math.floor((from + 8 * 3_600_000) / DAY_MS)),
          value: 0,
        },
      ]
    })
  },
}

/** Follow-ups a person made, and all of them for the company (C040 C166). */
const followUpsOfPeople: MetricLoader[] = (['rep', 'org'] as const).map((subject) => ({
  subject,
  metrics: ['follow_ups_week'],
  load: async (ctx: ReadCtx, range: LoadRange) => {
    const { rows } = await followUps(ctx, subject, range).execute(ctx.db)
    return rows
  },
  packed: (ctx, range) => [{ metrics: ['follow_ups_week'], query: followUps(ctx, subject, range) }],
}))

function followUps(
  ctx: ReadCtx,
  subject: 'rep' | 'org',
  { ids, since, bare }: LoadRange,
): RawBuilder<DeltaRow> {
  const who = subject === 'rep' ? sql`a.user_id` : sql`a.org_id`
  if (bare && since !== null) return foldedFollowUps(ctx, { ids, who, since })
  return sql<DeltaRow>`
      select 'follow_ups_week' as metric, ${who} as subject_id, ${ms('a.known_at')} as at, ${ms('a.voided_at')} as until,
        ${day('a.occurred_on')} as on_day, count(*)::float8 as value, count(*)::int as n, null::text as part, null::text as grp,
        ${subject === 'rep' ? sql`'activity'` : sql`null`} as ref_kind, ${subject === 'rep' ? sql`a.id` : sql`null`} as ref_id
      from activity a where a.org_id = ${ctx.orgId} and ${who} = any(${ids}::uuid[])
      group by ${who}, a.known_at, a.voided_at, a.occurred_on ${subject === 'rep' ? sql`, a.id` : sql``}`
}

/** As `folded`, on the columns as they are: a whole company's follow-ups are many. */
function foldedFollowUps(
  ctx: ReadCtx,
  { ids, who, since }: { ids: readonly string[]; who: RawBuilder<unknown>; since: Instant },
): RawBuilder<DeltaRow> {
  return sql<DeltaRow>`
    select 'follow_ups_week' as metric, subject_id, ${ms('f.at')} as at, ${ms('f.until')} as until, ${day('f.on_day')} as on_day,
      n::float8 as value, n::int as n, null::text as part, null::text as grp, null as ref_kind, null as ref_id
    from (
      select ${who} as subject_id, greatest(a.known_at, ${at(since)}) as at, a.voided_at as until,
        greatest(a.occurred_on, ${addDays(dayOf(since), -7)}::date) as on_day, count(*) as n
      from activity a where a.org_id = ${ctx.orgId} and ${who} = any(${ids}::uuid[])
        and (a.voided_at is null or (a.voided_at > ${at(since)} and a.voided_at > a.known_at))
      group by 1, 2, 3, 4
    ) f`
}

/** New customers by the person who first answered for them, and for the company (C165). */
const newCustomers: MetricLoader[] = (['rep', 'org'] as const).map((subject) => ({
  subject,
  metrics: ['new_customers_week', 'new_customers_4w'],
  load: async (ctx: ReadCtx, { ids, since, bare }: LoadRange) => {
    // Facts that no reading after `since` can tell apart share a row, as in `folded`.
    const isFolded = bare === true && since !== null
    const from = at(since ?? 0)
    const first = sql`select distinct on (p.customer_id) p.customer_id as id, p.responsible_id as subject_id
      from customer_period p where p.org_id = ${ctx.orgId} order by p.customer_id, p.valid_from`
    const { rows } = await sql<DeltaRow>`
      select m.metric, s.subject_id, ${ms('s.at')} as at, ${ms('s.until')} as until, ${day('s.on_day')} as on_day, s.n::float8 as value,
        case when ${isFolded} then s.n end as n, null as part, null as grp, case when s.id is not null then 'customer' end as ref_kind, s.id as ref_id
      from (
        select ${subject === 'org' ? sql`c.org_id` : sql`f.subject_id`} as subject_id, ${isFolded ? sql`null::uuid` : sql`c.id`} as id,
          ${isFolded ? sql`greatest(c.known_at, ${from})` : sql`c.known_at`} as at, c.voided_at as until,
          ${isFolded ? sql`greatest(c.created_on, ${addDays(dayOf(since), -28)}::date)` : sql`c.created_on`} as on_day, count(*)::int as n
        from customer c ${subject === 'org' ? sql`` : sql`join (${first}) f on f.id = c.id`}
        where c.org_id = ${ctx.orgId} ${isFolded ? sql`and (c.voided_at is null or (c.voided_at > ${from} and c.voided_at > c.known_at))` : sql``}
        group by 1, 2, 3, 4, 5
      ) s cross join (values ('new_customers_week'), ('new_customers_4w')) as m (metric)
      where s.subject_id = any(${ids}::uuid[])`.execute(ctx.db)
    return rows
  },
}))

/** 重点/普通 and the agreed term, as they were known at the time. */
const customerFields: FieldLoader = {
  subject: 'customer',
  fields: ['keyLevel', 'termDays'],
  load: async (ctx, among) => {
    const { rows } = await sql<{
      id: string
      from: number
      to: number | null
      key_level: string
      term_days: number | null
    }>`
      select p.customer_id as id, ${ms('p.valid_from')} as from, ${ms('p.valid_to')} as to, p.key_level, p.term_days
      from customer_period p where p.org_id = ${ctx.orgId} and ${isAmong('p.customer_id', among)}`.execute(
      ctx.db,
    )
    return rows.flatMap((row): FieldRow[] => [
      { subject_id: row.id, field: 'keyLevel', at: row.from, until: row.to, value: row.key_level },
      // Before a term is agreed its invoices speak for it; see the field loaders of receivables.
      ...(row.term_days === null
        ? []
        : [{ subject_id: row.id, field: 'termDays', at: row.from, until: row.to, value: row.term_days }]),
    ])
  },
}

export const customerMetrics: readonly MetricLoader[] = [
  followUpClock,
  contacts,
  responsibleActive,
  ...followUpsOfPeople,
  ...newCustomers,
  sameParty,
]

export const customerFieldLoaders: readonly FieldLoader[] = [customerFields, cityField]
