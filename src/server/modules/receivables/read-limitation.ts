import { sql } from 'kysely'
import { type Day, daysBetween, endOfDay } from '../../../core/calendar.ts'
import { addYears, LIMITATION_YEARS, type Period, periodOn } from '../../../core/receivable/limitation.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customerIdsEver, customersThen } from '../customers/index.ts'
import { isClaimedStill, loadLimitation } from './limitation-metrics.ts'
import { openAsOf } from './read-ageing.ts'
import { countsAsOf, type Reading } from './reading.ts'

/** So many are looked at together. */
const BATCH = 500
const SHOWN = 30

type AsOf = { asOf: Day; reading: Reading }
type Row = { id: string; customer_id: string; name: string; number: string; due_on: Day; fen: bigint }
type Ending = { row: Row; period: Period }

/** What is overdue, by how soon nobody could sue for it any more (C101). */
export async function listLimitation(ctx: ReadCtx, { asOf, reading }: AsOf) {
  const rows = await claimsOf(ctx, { asOf, reading })
  const at = { day: asOf, known: reading === 'known' ? endOfDay(asOf) : null }
  let soonest: Ending[] = []
  for (let first = 0; first < rows.length; first += BATCH) {
    const some = rows.slice(first, first + BATCH)
    // No end lies before the one of its due day: once that is later than all found, so is all that follows.
    const last = soonest[SHOWN - 1]
    if (last && addYears(some[0]!.due_on, LIMITATION_YEARS) > last.period.endsOn) break
    const periods = await loadLimitation(
      ctx,
      some.map(({ id }) => id),
    )
    const found = some.flatMap((row) => {
      const period = periodOn(periods.get(row.id) ?? [], at)
      return period ? [{ row, period }] : []
    })
    soonest = [...soonest, ...found].sort(bySoonest).slice(0, SHOWN)
  }
  return {
    asOf,
    items: soonest.map(({ row, period: { by, endsOn } }) => ({
      instalmentId: row.id,
      customer: { id: row.customer_id, name: row.name },
      invoiceNumber: row.number,
      dueOn: row.due_on,
      claimFen: row.fen,
      endsOn,
      daysLeft: daysBetween(asOf, endsOn),
      by: by && { kind: by.kind, on: by.on, id: by.id },
    })),
  }
}

function bySoonest(one: Ending, other: Ending): number {
  if (one.period.endsOn !== other.period.endsOn) return one.period.endsOn < other.period.endsOn ? -1 : 1
  return one.row.id < other.row.id ? -1 : 1
}

/** What is overdue, the oldest first: open, or written off and not recovered (decision 0013). */
async function claimsOf(ctx: ReadCtx, { asOf, reading }: AsOf): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select o.id, o.customer_id, c.name, v.number, o.due_on, o.fen from (
      select x.id, x.customer_id, x.invoice_id, x.due_on, sum(x.fen)::bigint as fen from (
        select o.id, o.customer_id, o.invoice_id, o.due_on, o.open_fen as fen from ${openAsOf(ctx, asOf, reading)} o
        union all
        select i.id, i.customer_id, i.invoice_id, i.due_on, a.amount_fen
        from payment p join allocation a on a.org_id = p.org_id and a.payment_id = p.id and ${countsAsOf('a', asOf, reading)}
        join instalment i on i.org_id = a.org_id and i.id = a.instalment_id and ${countsAsOf('i', asOf, reading)}
        where p.org_id = ${ctx.orgId} and ${isClaimedStill('p')}
        union all
        select i.id, i.customer_id, i.invoice_id, i.due_on, -r.amount_fen
        from recovery r join instalment i on i.org_id = r.org_id and i.id = r.instalment_id and ${countsAsOf('i', asOf, reading)}
        where r.org_id = ${ctx.orgId} and ${countsAsOf('r', asOf, reading)}
      ) x group by x.id, x.customer_id, x.invoice_id, x.due_on
    ) o
    join ${customersThen(ctx, asOf)} c on c.org_id = ${ctx.orgId} and c.id = o.customer_id
    join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
    where o.fen > 0 and o.due_on < ${asOf} and o.customer_id in (${customerIdsEver(ctx, 'receivable.read')})
    order by o.due_on, o.id`.execute(ctx.db)
  return rows
}
