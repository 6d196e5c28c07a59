import { type RawBuilder, sql } from 'kysely'
import { addDays, dayOf, type Instant } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import {
  type Among,
  changeOf,
  dayIndex,
  isAmong,
  type LoadRange,
  ms,
  type Take,
} from '../../platform/metric-loader.ts'

/*
 * Figures of money for many subjects at once, without the facts behind them: changes that no reading after
 * `since` can tell apart are one row, and one row feeds every figure that it changes. Equal to the loaders
 * with evidence by a property test (equality.db.test.ts).
 */

type Range = Among & { since: Instant } & Pick<LoadRange, 'counted' | 'held'>

const isCounted = ({ counted }: Pick<Range, 'counted'>, metrics: readonly string[]) =>
  counted === undefined || metrics.some((metric) => counted.has(metric))

const day = (column: string) => dayIndex(sql.ref(column))

export const allocations = sql`allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id`

/**
 * When an allocation works: not before the invoice it pays is known, nor before its day; a voided invoice
 * ends both.
 */
export const allocationAt = sql<number>`(extract(epoch from greatest(a.known_at, i.known_at)) * 1000)::float8`
export const allocationUntil = sql<
  number | null
>`(extract(epoch from least(a.voided_at, i.voided_at)) * 1000)::float8`
export const allocationOn = dayIndex(sql`greatest(a.occurred_on, i.occurred_on)`)

export const limitOn = sql`((l.valid_from at time zone 'Asia/Shanghai')::date - date '1970-01-01')`

type Mine = (alias: string) => RawBuilder<unknown>

/**
 * What is owed, by customer or by all together: `net` is what a change adds to what is open, from the day
 * `open_on`, and to what is overdue, from `late_on`; `owed` is what was billed, whatever was paid. `n` counts
 * the facts only if `counted`.
 */
export function foldedOwed(
  ctx: ReadCtx,
  mine: Mine,
  { since, counted, together }: { since: Instant; counted: boolean; together?: true },
): RawBuilder<unknown> {
  const whose = together ? sql`null::uuid` : sql`r.customer_id`
  return sql`
    select ${whose} as customer_id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.open_on')} as open_on, ${day('r.late_on')} as late_on,
      sum(r.value) as net, sum(r.owed) as owed, count(*)::int as n, count(r.owed)::int as n_owed
    from (${changesOfMoney(ctx, { instalment: mine('i'), allocation: mine('a') }, { since, counted })}) r
    where r.until is null or r.until > r.at
    group by ${together ? sql`` : sql`r.customer_id,`} r.at, r.until, r.open_on, r.late_on`
}

/**
 * Instalments and the money set against them, one row each, as far as a reading after `since` can tell them
 * apart. Unless every fact is to be counted, an instalment comes with what is open of it today, and only
 * money that moved after `since`, or may still, has rows: one that gives it back to the instalment, one that
 * takes it off when it came. What was settled before needs no row of its allocations.
 */
function changesOfMoney(
  ctx: ReadCtx,
  mine: { instalment: RawBuilder<unknown>; allocation: RawBuilder<unknown> },
  { since, counted }: { since: Instant; counted: boolean },
): RawBuilder<unknown> {
  const from = at(since)
  const today = sql`${dayOf(since)}::date`
  const placed = sql`greatest(i.known_at, ${from}), i.voided_at, greatest(i.occurred_on, ${today}),
    greatest(i.occurred_on, i.due_on + 1, ${today})`
  const own = sql`i.customer_id, i.id, i.due_on, greatest(i.known_at, ${from}), i.voided_at`
  const moved = sql`a.known_at > ${from} or a.occurred_on > ${today} or a.voided_at > ${from}`
  const taken = sql`greatest(a.known_at, i.known_at, ${from}), least(a.voided_at, i.voided_at),
    greatest(a.occurred_on, i.occurred_on, ${today}), greatest(a.occurred_on, i.occurred_on, i.due_on + 1, ${today}), -a.amount_fen::float8`
  const isMine = sql`a.org_id = ${ctx.orgId} and ${mine.allocation}`
  const instalments = (value: RawBuilder<unknown>) => sql`
    select i.customer_id, i.id, i.due_on, greatest(i.known_at, ${from}) as known_at, i.voided_at, x.at, x.until, x.open_on, x.late_on,
      ${value}::float8 as value, i.amount_fen::float8 as owed
    from instalment i cross join lateral (values (${placed})) as x (at, until, open_on, late_on)
    where i.org_id = ${ctx.orgId} and ${mine.instalment}`
  if (counted)
    return sql`${instalments(sql`i.amount_fen`)} union all select ${own}, ${taken}, null from ${allocations} where ${isMine}`
  return sql`
    ${instalments(sql`case when i.voided_at is null then i.open_fen else i.amount_fen end`)}
    union all
    select ${own}, x.at, x.until, x.open_on, x.late_on, x.value, null from ${allocations} cross join lateral (
      values (true, ${taken}), (a.voided_at is null and i.voided_at is null, ${placed}, a.amount_fen::float8)
    ) as x (is_so, at, until, open_on, late_on, value)
    where ${isMine} and (${moved}) and x.is_so
    union all
    select ${own}, ${taken}, null from ${allocations}
    where ${isMine} and ${mine.instalment} and i.voided_at > ${from} and not coalesce(${moved}, false)`
}

/**
 * Commercial bills keep their amount in the exposure of whoever gave them, also when discounted or passed on,
 * until they are honoured (decision 0016): a row from the day each came, one that takes it off when it ended.
 */
export function promisesOfCompanies(ctx: ReadCtx, mine: Mine): RawBuilder<unknown> {
  return sql`
    select b.customer_id as id, b.id as ref_id, x.at, b.voided_at as until, x.on_day, x.fen from bill b cross join lateral (
      values (b.known_at, b.occurred_on, b.amount_fen), (greatest(b.known_at, b.ended_at), b.ended_on, -b.amount_fen)
    ) as x (at, on_day, fen)
    where b.org_id = ${ctx.orgId} and b.kind = 'commercial' and x.on_day is not null and ${mine('b')}`
}

/** What `figureMoney` gives. */
export const MONEY = ['open_fen', 'overdue_fen', 'exposure_fen', 'limit_use_bp'] as const

type Change = { id: string; at: number; until: number | null }

/** Open, overdue, exposure and limit use of customers. */
export async function figureMoney(ctx: ReadCtx, range: Range, take: Take): Promise<void> {
  const { since } = range
  const mine = (alias: string) => isAmong(`${alias}.customer_id`, range)
  const [owed, paid, limits] = await Promise.all([
    sql<
      Change & {
        open_on: number
        late_on: number
        net: number
        owed: number | null
        n: number
        n_owed: number
      }
    >`
      select customer_id as id, at, until, open_on, late_on, net, owed, n, n_owed from (${foldedOwed(ctx, mine, { since, counted: isCounted(range, MONEY) })}) o`.execute(
      ctx.db,
    ),
    sql<Change & { on_day: number; fen: number; n: number }>`
      select r.id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.on_day')} as on_day, sum(r.fen) as fen, count(*)::int as n
      from (
        select p.customer_id as id, greatest(p.known_at, ${at(since)}) as at, p.voided_at as until,
          greatest(p.occurred_on, ${dayOf(since)}::date) as on_day, p.amount_fen::float8 as fen
        from payment p where p.org_id = ${ctx.orgId} and ${mine('p')}
        union all
        select b.id, greatest(b.at, ${at(since)}), b.until, greatest(b.on_day, ${dayOf(since)}::date), -b.fen::float8
        from (${promisesOfCompanies(ctx, mine)}) b
      ) r where r.until is null or r.until > r.at group by r.id, r.at, r.until, r.on_day`.execute(ctx.db),
    sql<Change & { on_day: number; fen: number }>`
      select l.customer_id as id, ${ms('l.valid_from')} as at, ${ms('l.valid_to')} as until, ${limitOn} as on_day,
        greatest(l.limit_fen, 1)::float8 as fen
      from customer_period l where l.org_id = ${ctx.orgId} and ${mine('l')} and l.limit_fen is not null`.execute(
      ctx.db,
    ),
  ])
  for (const row of owed.rows) {
    take('open_fen', row.id, changeOf(row, row.open_on, row.net, row.n))
    take('overdue_fen', row.id, changeOf(row, row.late_on, row.net, row.n))
    if (row.owed === null) continue
    take('exposure_fen', row.id, changeOf(row, row.open_on, row.owed, row.n_owed))
    take('limit_use_bp', row.id, { ...changeOf(row, row.open_on, row.owed, row.n_owed), part: 'num' })
  }
  for (const row of paid.rows) {
    take('exposure_fen', row.id, changeOf(row, row.on_day, -row.fen, row.n))
    take('limit_use_bp', row.id, { ...changeOf(row, row.on_day, -row.fen, row.n), part: 'num' })
  }
  for (const row of limits.rows)
    take('limit_use_bp', row.id, { ...changeOf(row, row.on_day, row.fen, 1), part: 'den' })
}

export const paidAllocations = sql`${allocations}
      join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      join payment p on p.org_id = a.org_id and p.id = a.payment_id`
export const isPaid = sql`p.kind = 'payment' and p.bill_id is null and v.kind = 'invoice'`
export const paidFen = sql`a.amount_fen::float8`
export const paidFenDays = sql`a.amount_fen::float8 * greatest(a.occurred_on - v.occurred_on, 0)`

const TERM_DAYS = 90

/**
 * Days from invoice to money. Of what lies before every window only whether there was anything is asked, and
 * only where nothing newer says so and the answer can make a difference (`held`).
 */
export async function figureTerm(ctx: ReadCtx, range: Range, take: Take): Promise<void> {
  const from = at(range.since)
  const before = sql`${addDays(dayOf(range.since), -TERM_DAYS)}::date`
  const isMine = sql`a.org_id = ${ctx.orgId} and ${isAmong('a.customer_id', range)} and ${isAmong('i.customer_id', range)} and ${isPaid}`
  const isNew = (
    alias: string,
  ) => sql`(${sql.ref(`${alias}.known_at`)} > ${from} or ${sql.ref(`${alias}.voided_at`)} is not null
    or ${sql.ref(`${alias}.occurred_on`)} > ${before})`
  const some = (isWanted: RawBuilder<unknown>) => sql`
    select a.customer_id as id, greatest(a.known_at, i.known_at, ${from}) as at, least(a.voided_at, i.voided_at) as until,
      greatest(a.occurred_on, i.occurred_on, ${before}) as on_day, ${paidFen} as fen, ${paidFenDays} as fen_days
    from ${paidAllocations} where ${isMine} and ${isWanted}`
  const { rows } = await sql<Change & { on_day: number; fen: number; fen_days: number; n: number }>`
    select r.id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.on_day')} as on_day, sum(fen) as fen,
      sum(fen_days) as fen_days, count(*)::int as n
    from (${some(isNew('a'))}
      union all ${some(sql`${isNew('i')} and not ${isNew('a')}`)}) r
    where until is null or until > at group by r.id, r.at, r.until, r.on_day`.execute(ctx.db)
  const isKnown = new Set<string>()
  const isTold = new Set<string>()
  for (const row of rows) {
    isTold.add(row.id)
    if (row.until === null && row.at === range.since) isKnown.add(row.id)
    take('effective_term_days', row.id, { ...changeOf(row, row.on_day, row.fen_days, row.n), part: 'num' })
    take('effective_term_days', row.id, { ...changeOf(row, row.on_day, row.fen, row.n), part: 'den' })
  }
  const { held } = range
  const asked = range.ids.filter((id) => !isKnown.has(id) && (!held || held.has(id) || isTold.has(id)))
  if (asked.length === 0) return
  const { rows: old } = await sql<{ id: string }>`
    select c.id from unnest(${asked}::uuid[]) as c (id) cross join lateral (
      select 1 from ${paidAllocations} where a.org_id = ${ctx.orgId} and a.customer_id = c.id and ${isPaid}
        and not ${isNew('a')} and not ${isNew('i')} limit 1) as one`.execute(ctx.db)
  const on = dayIndexOf(range.since) - TERM_DAYS
  for (const { id } of old) take('effective_term_days', id, { at: range.since, on, value: 0, part: 'num' })
}

/** What `figureClock` gives. */
export const CLOCK = ['instalment_open_fen', 'days_to_due'] as const

type Unpaid = Change & {
  on_day: number
  fen: number
  n: number
  due_on: number
  clock_at: number
  clock_until: number | null
}

/** The clock of an instalment and what is unpaid of it, which also says whether the clock runs. */
export async function figureClock(ctx: ReadCtx, range: Range, take: Take): Promise<void> {
  const mine = { instalment: isAmong('i.id', range), allocation: isAmong('a.instalment_id', range) }
  const terms = { since: range.since, counted: isCounted(range, CLOCK) }
  const { rows } = await sql<Unpaid>`
    select r.id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.open_on')} as on_day, sum(r.value) as fen, count(*)::int as n,
      ${day('r.due_on')} as due_on, ${ms('r.known_at')} as clock_at, ${ms('r.voided_at')} as clock_until
    from (${changesOfMoney(ctx, mine, terms)}) r where r.until is null or r.until > r.at
    group by r.id, r.at, r.until, r.open_on, r.due_on, r.known_at, r.voided_at`.execute(ctx.db)
  const seen = new Set<string>()
  for (const row of rows) {
    const unpaid = changeOf(row, row.on_day, row.fen, row.n)
    take('instalment_open_fen', row.id, unpaid)
    take('days_to_due', row.id, { ...unpaid, part: 'gate' })
    if (seen.has(row.id)) continue
    seen.add(row.id)
    take('days_to_due', row.id, changeOf({ at: row.clock_at, until: row.clock_until }, row.due_on, 1, 1))
  }
}
