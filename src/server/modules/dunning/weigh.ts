import { sql } from 'kysely'
import { addDays, type Day } from '../../../core/calendar.ts'
import { AHEAD_DAYS, chanceUnpaid, costOfWaiting, type Lateness } from '../../../core/dunning/priority.ts'
import { type LossRate, lossBpAt } from '../../../core/receivable/provision.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { isWrittenOff, ratesOn } from '../receivables/index.ts'
import type { Debtor } from './load-owed.ts'

/** How far back habits are looked at. */
const HABIT_DAYS = 730

export type Weight = { chanceBp: number; chanceN: number; waitingFen: bigint }

/** What 30 more days of waiting would cost at each debtor, from their own habit and everybody's. */
export async function weigh(
  ctx: ReadCtx,
  debtors: readonly Debtor[],
  today: Day,
): Promise<Map<string, Weight>> {
  const ids = debtors.map(({ customer }) => customer.id)
  const { rows } = await sql<Lateness & { customer_id: string | null }>`
    with late as (
      select i.customer_id, (case when i.open_fen = 0 and not ${isWrittenOff('i')} then (select max(a.occurred_on) from allocation a
          where a.org_id = i.org_id and a.instalment_id = i.id and a.voided_at is null) else ${today}::date end - i.due_on) as days,
        i.open_fen = 0 and not ${isWrittenOff('i')} as paid
      from instalment i
      where i.org_id = ${ctx.orgId} and i.voided_at is null and i.due_on between ${addDays(today, -HABIT_DAYS)} and ${today}
    )
    select null::uuid as customer_id, days, paid as "isPaid", count(*)::int as n from late where days > 0 group by days, paid
    union all
    select customer_id, days, paid, count(*)::int from late where days > 0 and customer_id = any(${ids}::uuid[])
    group by customer_id, days, paid`.execute(ctx.db)
  const rates = await ratesOn(ctx, today, 'business')
  const cases = Map.groupBy(rows, (row) => row.customer_id ?? '')
  const all = cases.get('') ?? []
  return new Map(
    debtors.map(({ customer, items }) => [
      customer.id,
      weightOf(items, { own: cases.get(customer.id) ?? [], all, rates }),
    ]),
  )
}

type Habits = { own: readonly Lateness[]; all: readonly Lateness[]; rates: readonly LossRate[] }

function weightOf(items: Debtor['items'], { own, all, rates }: Habits): Weight {
  const late = items.filter(({ overdue_days, dunning }) => overdue_days > 0 && dunning.openFen > 0n)
  let waitingFen = 0n
  for (const { overdue_days: age, dunning } of late) {
    waitingFen += costOfWaiting({
      fen: dunning.openFen,
      chance: chanceUnpaid(own, all, age).chance,
      lossBpNow: lossBpAt(rates, age),
      lossBpThen: lossBpAt(rates, age + AHEAD_DAYS),
    })
  }
  const oldest = late[0]?.overdue_days ?? 0
  const { chance, n } = chanceUnpaid(own, all, oldest)
  return { chanceBp: Math.round(chance * 10_000), chanceN: n, waitingFen }
}
