import { sql } from 'kysely'
import { PRESENT_DAYS } from '../../../core/receivable/bill.ts'
import { reopenedSteps } from '../../../core/receivable/reopened.ts'
import type { Entry } from '../../../core/receivable/settled.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type DeltaRow, dayIndex, isAmong, type MetricLoader, ms } from '../../platform/metric-loader.ts'

type Range = Parameters<MetricLoader['load']>[1]

/** Bills about to fall due of which nobody has noted anything, and what refused ones opened again (C091). */
export const billClock: MetricLoader = {
  subject: 'customer',
  metrics: ['bills_due_fen', 'bills_refused_fen'],
  load: async (ctx, range) => [...(await dueRows(ctx, range)), ...(await refusedRows(ctx, range))],
}

async function dueRows(ctx: ReadCtx, range: Range): Promise<DeltaRow[]> {
  const { rows } = await sql<DeltaRow>`
    select 'bills_due_fen' as metric, b.customer_id as subject_id, ${ms('x.at')} as at, ${ms('b.voided_at')} as until,
      ${dayIndex(sql`x.on_day`)} as on_day, x.fen::float8 as value, null::int as n, null::text as part, null::text as grp,
      'bill' as ref_kind, b.id as ref_id
    from (
      select b.*, greatest(b.occurred_on, b.due_on - ${PRESENT_DAYS}::int) as from_on, coalesce(b.passed_on, b.ended_on) as noted_on,
        greatest(b.known_at, coalesce(b.passed_at, b.ended_at)) as noted_at
      from bill b where b.org_id = ${ctx.orgId} and ${isAmong('b.customer_id', range)}
    ) b cross join lateral (values
      (b.known_at, b.from_on, b.amount_fen), (b.noted_at, greatest(b.noted_on, b.from_on), -b.amount_fen)
    ) as x (at, on_day, fen)
    where b.noted_on is not null or x.fen > 0`.execute(ctx.db)
  return rows
}

/** Held against the instalments that were opened again, so that it ends when they are paid. */
async function refusedRows(ctx: ReadCtx, range: Range): Promise<DeltaRow[]> {
  type Part = Entry & { id: string; customer: string; whole: number; bill: string | null }
  const { rows } = await sql<Part>`
    select i.id, i.customer_id as customer, i.amount_fen::float8 as whole,
      (extract(epoch from greatest(a.known_at, i.known_at)) * 1000)::float8 as at,
      (extract(epoch from least(a.voided_at, i.voided_at)) * 1000)::float8 as until,
      ${dayIndex(sql`a.occurred_on`)} as on, a.amount_fen::float8 as fen, case when a.amount_fen < 0 then p.bill_id end as bill
    from instalment i join allocation a on a.org_id = i.org_id and a.instalment_id = i.id
    join payment p on p.org_id = a.org_id and p.id = a.payment_id
    where i.org_id = ${ctx.orgId} and i.id in (select x.instalment_id from payment r
      join allocation x on x.org_id = r.org_id and x.payment_id = r.id
      where r.org_id = ${ctx.orgId} and r.bill_move = 'refused' and ${isAmong('r.customer_id', range)})
    order by i.id, a.known_at, a.id`.execute(ctx.db)
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((parts) => {
    const { whole, customer } = parts[0]!
    const ref = { ref_kind: 'bill', ref_id: parts.findLast(({ bill }) => bill !== null)!.bill }
    return reopenedSteps(whole, parts).map(({ at, until, on, fen }) => ({
      ...{ metric: 'bills_refused_fen', subject_id: customer, at, until, on_day: on, value: fen },
      ...{ n: null, part: null, grp: null, ...ref },
    }))
  })
}
