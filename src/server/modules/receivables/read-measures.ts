import { sql } from 'kysely'
import {
  addDays,
  addMonths,
  type Day,
  daysBetween,
  firstDayOf,
  lastDayOf,
  monthOf,
} from '../../../core/calendar.ts'
import {
  collectionEffectiveness,
  countbackDso,
  type SalesMonth,
  simpleDso,
} from '../../../core/receivable/collection-measures.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customerIdsEver } from '../customers/index.ts'
import { readAgeing } from './read-ageing.ts'
import { countsAsOf, type Reading } from './reading.ts'

const MONTHS_BACK = 12
const PERIOD_MONTHS = 3

/**
 * How fast money comes in, as of any day and in both readings (C100): DSO by countback, simple and best
 * possible DSO and CEI over the running month and the two before it, overdue share, and what was collected
 * of what fell due this month. Each comes with the amounts it is made of.
 */
export async function readMeasures(ctx: ReadCtx, query: { asOf: Day; reading: Reading }) {
  const { asOf, reading } = query
  const first = firstDayOf(addMonths(monthOf(asOf), 1 - PERIOD_MONTHS))
  const [now, before, months, due, lostFen] = await Promise.all([
    readAgeing(ctx, { asOf, reading, top: 0 }),
    readAgeing(ctx, { asOf: addDays(first, -1), reading, top: 0 }),
    salesMonths(ctx, query),
    dueThisMonth(ctx, query),
    writtenOffIn(ctx, { ...query, from: first }),
  ])
  const openFen = now.open.amountFen
  const currentFen = openFen - now.overdue.amountFen
  const days = daysBetween(first, asOf) + 1
  const salesFen = months.slice(0, PERIOD_MONTHS).reduce((sum, month) => sum + month.salesFen, 0n)
  return {
    asOf,
    reading,
    from: first,
    days,
    openFen,
    currentFen,
    overdueFen: now.overdue.amountFen,
    openingFen: before.open.amountFen,
    salesFen,
    dueFen: due.due,
    collectedFen: due.collected,
    dueCount: due.n,
    countbackTenths: countbackDso(openFen, months),
    simpleHundredths: simpleDso(openFen, salesFen, days),
    bestHundredths: simpleDso(currentFen, salesFen, days),
    effectivenessBp: collectionEffectiveness({
      openingFen: before.open.amountFen,
      salesFen,
      // What was written off was not collected: it counts as still there.
      closingFen: openFen + lostFen,
      closingCurrentFen: currentFen,
    }),
  }
}

/** Credit sales less returns, month by month from the running one back; opening balances are no sales. */
export async function salesMonths(
  ctx: ReadCtx,
  { asOf, reading }: { asOf: Day; reading: Reading },
): Promise<SalesMonth[]> {
  const mine = customerIdsEver(ctx, 'receivable.read')
  const since = firstDayOf(addMonths(monthOf(asOf), 1 - MONTHS_BACK))
  const { rows } = await sql<{ month: string; fen: bigint }>`
    select to_char(f.on_day, 'YYYY-MM') as month, sum(f.fen)::bigint as fen from (
      select i.occurred_on as on_day, i.amount_fen as fen
      from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
      where i.org_id = ${ctx.orgId} and ${countsAsOf('i', asOf, reading)} and i.occurred_on between ${since} and ${asOf}
        and v.kind <> 'opening' and i.customer_id in (${mine})
      union all
      select p.occurred_on, -p.amount_fen from payment p
      where p.org_id = ${ctx.orgId} and ${countsAsOf('p', asOf, reading)} and p.occurred_on between ${since} and ${asOf}
        and p.kind = 'credit_note' and p.customer_id in (${mine})
    ) f group by 1`.execute(ctx.db)
  const byMonth = new Map(rows.map((row) => [row.month, row.fen]))
  return Array.from({ length: MONTHS_BACK }, (_, back) => {
    const month = addMonths(monthOf(asOf), -back)
    const to = back === 0 ? asOf : lastDayOf(month)
    return { salesFen: byMonth.get(month) ?? 0n, days: daysBetween(firstDayOf(month), to) + 1 }
  })
}

async function dueThisMonth(ctx: ReadCtx, { asOf, reading }: { asOf: Day; reading: Reading }) {
  const { rows } = await sql<{ due: bigint; collected: bigint; n: number }>`
    select coalesce(sum(i.amount_fen), 0)::bigint as due, coalesce(sum(paid.fen), 0)::bigint as collected, count(*)::int as n
    from instalment i left join (
      select a.instalment_id, sum(a.amount_fen) as fen from allocation a
      join payment p on p.org_id = a.org_id and p.id = a.payment_id and p.kind <> 'write_off'
      where a.org_id = ${ctx.orgId} and ${countsAsOf('a', asOf, reading)} group by a.instalment_id
    ) paid on paid.instalment_id = i.id
    where i.org_id = ${ctx.orgId} and ${countsAsOf('i', asOf, reading)}
      and i.due_on between ${firstDayOf(monthOf(asOf))} and ${asOf}
      and i.customer_id in (${customerIdsEver(ctx, 'receivable.read')})`.execute(ctx.db)
  return rows[0]!
}

async function writtenOffIn(
  ctx: ReadCtx,
  { from, asOf, reading }: { from: Day; asOf: Day; reading: Reading },
): Promise<bigint> {
  const { rows } = await sql<{ fen: bigint }>`
    select coalesce(sum(p.amount_fen), 0)::bigint as fen from payment p
    where p.org_id = ${ctx.orgId} and p.kind = 'write_off' and ${countsAsOf('p', asOf, reading)}
      and p.occurred_on between ${from} and ${asOf} and p.customer_id in (${customerIdsEver(ctx, 'receivable.read')})`.execute(
    ctx.db,
  )
  return rows[0]!.fen
}
