import { sql } from 'kysely'
import { type Day, daysBetween, endOfDay } from '../../../core/calendar.ts'
import { periodOn } from '../../../core/receivable/limitation.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { customerIdsEver } from '../customers/index.ts'
import { loadLimitation } from './limitation-metrics.ts'
import { openAsOf } from './read-ageing.ts'
import type { Reading } from './reading.ts'

/** The oldest debts are looked at: whatever is time-barred first is among them. */
const OLDEST = 500
const SHOWN = 30

type Row = { id: string; customer_id: string; name: string; number: string; due_on: Day; open_fen: bigint }

/** What is overdue, by how soon nobody could sue for it any more (C101). */
export async function listLimitation(ctx: ReadCtx, { asOf, reading }: { asOf: Day; reading: Reading }) {
  const { rows } = await sql<Row>`
    select o.id, o.customer_id, c.name, v.number, o.due_on, o.open_fen from ${openAsOf(ctx, asOf, reading)} o
    join customer c on c.org_id = ${ctx.orgId} and c.id = o.customer_id
    join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
    where o.overdue_days > 0 and o.customer_id in (${customerIdsEver(ctx, 'receivable.read')})
    order by o.due_on, o.id limit ${OLDEST}`.execute(ctx.db)
  const periods = await loadLimitation(
    ctx,
    rows.map(({ id }) => id),
  )
  const at = { day: asOf, known: reading === 'known' ? endOfDay(asOf) : null }
  const items = rows.flatMap((row) => {
    const period = periodOn(periods.get(row.id) ?? [], at)
    if (!period) return []
    const { by, endsOn } = period
    return [
      {
        instalmentId: row.id,
        customer: { id: row.customer_id, name: row.name },
        invoiceNumber: row.number,
        dueOn: row.due_on,
        openFen: row.open_fen,
        endsOn,
        daysLeft: daysBetween(asOf, endsOn),
        by: by && { kind: by.kind, on: by.on, id: by.id },
      },
    ]
  })
  items.sort((a, b) => a.daysLeft - b.daysLeft || (a.instalmentId < b.instalmentId ? -1 : 1))
  return { asOf, items: items.slice(0, SHOWN) }
}
