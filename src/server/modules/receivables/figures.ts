import { type RawBuilder, sql } from 'kysely'
import { addDays, dayOf, type Instant } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { type Among, changeOf, dayIndex, isAmong, ms, type Take } from '../../platform/metric-loader.ts'

/*
 * Figures of money for many subjects at once, without the facts behind them: changes that no reading after
 * `since` can tell apart are one row, and one row feeds every figure that it changes. Equal to the loaders
 * with evidence by a property test (equality.db.test.ts).
 */

type Range = Among & { since: Instant }

const day = (column: string) => dayIndex(sql.ref(column))

export const allocations = sql`allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id`

export const limitOn = sql`((l.valid_from at time zone 'Asia/Shanghai')::date - date '1970-01-01')`

/**
 * What is owed: `net` is what a change adds to what is open, from the day `open_on`, and to what is overdue,
 * from `late_on`; `owed` is what was billed, whatever was paid.
 */
export function foldedOwed(
  ctx: ReadCtx,
  mine: (alias: string) => RawBuilder<unknown>,
  since: Instant,
): RawBuilder<unknown> {
  const from = at(since)
  const today = sql`${dayOf(since)}::date`
  return sql`
    select r.customer_id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.open_on')} as open_on, ${day('r.late_on')} as late_on,
      sum(r.value) as net, sum(r.owed) as owed, count(*)::int as n, count(r.owed)::int as n_owed
    from (
      select i.customer_id, greatest(i.known_at, ${from}) as at, i.voided_at as until, greatest(i.occurred_on, ${today}) as open_on,
        greatest(i.occurred_on, i.due_on + 1, ${today}) as late_on, i.amount_fen::float8 as value, i.amount_fen::float8 as owed
      from instalment i where i.org_id = ${ctx.orgId} and ${mine('i')}
      union all
      select i.customer_id, greatest(a.known_at, i.known_at, ${from}), least(a.voided_at, i.voided_at),
        greatest(a.occurred_on, i.occurred_on, ${today}), greatest(a.occurred_on, i.occurred_on, i.due_on + 1, ${today}),
        -a.amount_fen::float8, null
      from ${allocations} where a.org_id = ${ctx.orgId} and ${mine('a')}
    ) r where r.until is null or r.until > r.at
    group by 1, 2, 3, 4, 5`
}

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
      select customer_id as id, at, until, open_on, late_on, net, owed, n, n_owed from (${foldedOwed(ctx, mine, since)}) o`.execute(
      ctx.db,
    ),
    sql<Change & { on_day: number; fen: number; n: number }>`
      select r.id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.on_day')} as on_day, sum(r.fen) as fen, count(*)::int as n
      from (
        select p.customer_id as id, greatest(p.known_at, ${at(since)}) as at, p.voided_at as until,
          greatest(p.occurred_on, ${dayOf(since)}::date) as on_day, p.amount_fen::float8 as fen
        from payment p where p.org_id = ${ctx.orgId} and ${mine('p')}
      ) r where r.until is null or r.until > r.at group by 1, 2, 3, 4`.execute(ctx.db),
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
export const isPaid = sql`p.kind = 'payment' and v.kind = 'invoice'`
export const paidFen = sql`a.amount_fen::float8`
export const paidFenDays = sql`a.amount_fen::float8 * greatest(a.occurred_on - v.occurred_on, 0)`

const TERM_DAYS = 90

/**
 * Days from invoice to money. Of what lies before every window only whether there was anything is asked, and
 * only where nothing newer says so.
 */
export async function figureTerm(ctx: ReadCtx, range: Range, take: Take): Promise<void> {
  const from = at(range.since)
  const before = addDays(dayOf(range.since), -TERM_DAYS)
  const isOld = sql`(a.known_at <= ${from} and i.known_at <= ${from} and a.voided_at is null and i.voided_at is null
    and a.occurred_on <= ${before}::date and i.occurred_on <= ${before}::date)`
  const { rows } = await sql<Change & { on_day: number; fen: number; fen_days: number; n: number }>`
    select r.id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.on_day')} as on_day, sum(fen) as fen,
      sum(fen_days) as fen_days, count(*)::int as n
    from (
      select a.customer_id as id, greatest(a.known_at, i.known_at, ${from}) as at, least(a.voided_at, i.voided_at) as until,
        greatest(a.occurred_on, i.occurred_on, ${before}::date) as on_day, ${paidFen} as fen, ${paidFenDays} as fen_days
      from ${paidAllocations}
      where a.org_id = ${ctx.orgId} and ${isAmong('a.customer_id', range)} and ${isPaid} and not ${isOld}
    ) r where until is null or until > at group by 1, 2, 3, 4`.execute(ctx.db)
  const isKnown = new Set<string>()
  for (const row of rows) {
    if (row.until === null && row.at === range.since) isKnown.add(row.id)
    take('effective_term_days', row.id, { ...changeOf(row, row.on_day, row.fen_days, row.n), part: 'num' })
    take('effective_term_days', row.id, { ...changeOf(row, row.on_day, row.fen, row.n), part: 'den' })
  }
  const { rows: old } = await sql<{ id: string }>`
    select c.id from unnest(${range.ids.filter((id) => !isKnown.has(id))}::uuid[]) as c (id) cross join lateral (
      select 1 from ${paidAllocations} where a.org_id = ${ctx.orgId} and a.customer_id = c.id and ${isPaid} and ${isOld} limit 1) as one`.execute(
    ctx.db,
  )
  const on = dayIndexOf(range.since) - TERM_DAYS
  for (const { id } of old) take('effective_term_days', id, { at: range.since, on, value: 0, part: 'num' })
}

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
  const from = at(range.since)
  const today = sql`${dayOf(range.since)}::date`
  const { rows } = await sql<Unpaid>`
    select r.id, ${ms('r.at')} as at, ${ms('r.until')} as until, ${day('r.on_day')} as on_day, sum(r.fen) as fen, count(*)::int as n,
      ${day('r.due_on')} as due_on, ${ms('r.clock_at')} as clock_at, ${ms('r.clock_until')} as clock_until
    from (
      select i.id, greatest(i.known_at, ${from}) as at, i.voided_at as until, greatest(i.occurred_on, ${today}) as on_day,
        i.amount_fen::float8 as fen, i.due_on, greatest(i.known_at, ${from}) as clock_at, i.voided_at as clock_until
      from instalment i where i.org_id = ${ctx.orgId} and ${isAmong('i.id', range)}
      union all
      select i.id, greatest(a.known_at, i.known_at, ${from}), least(a.voided_at, i.voided_at),
        greatest(a.occurred_on, i.occurred_on, ${today}), -a.amount_fen::float8, i.due_on, greatest(i.known_at, ${from}), i.voided_at
      from ${allocations} where a.org_id = ${ctx.orgId} and ${isAmong('a.instalment_id', range)}
    ) r where r.until is null or r.until > r.at
    group by 1, 2, 3, 4, 7, 8, 9`.execute(ctx.db)
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
