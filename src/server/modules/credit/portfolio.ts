import type { Day } from '../../../core/calendar.ts'
import { factsAt } from '../../../core/credit/facts.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { loadRaw } from './load-raw.ts'

/** How late the company's customers were as a whole, by day, the oldest first. */
export type Portfolio = readonly { day: Day; lateShare: number }[]

/** Before anything has fallen due: what the first invoices of a new company are measured against. */
const FIRST_SHARE = 0.1
/** So many instalments' worth of that first guess stay in the figure. */
const FIRST_N = 20

export function lateShareAt(portfolio: Portfolio, day: Day): number {
  return portfolio.findLast((one) => one.day <= day)?.lateShare ?? FIRST_SHARE
}

export async function readPortfolio(ctx: ReadCtx): Promise<Portfolio> {
  const rows = await ctx.db
    .selectFrom('credit_portfolio')
    .select(['on_day as day', 'late_share_bp'])
    .where('org_id', '=', ctx.orgId)
    .orderBy('on_day')
    .execute()
  return rows.map(({ day, late_share_bp }) => ({ day, lateShare: late_share_bp / 10_000 }))
}

/** Late and judged instalments of some customers at each of the days, to be added up. */
export async function countLate(
  ctx: ReadCtx,
  ids: readonly string[],
  days: readonly Day[],
): Promise<{ late: number; matured: number }[]> {
  const raws = await loadRaw(ctx, ids, days[0]!)
  return days.map((day) => {
    let [late, matured] = [0, 0]
    for (const raw of raws) {
      const facts = factsAt(raw, day)
      late += facts.late30
      matured += facts.matured
    }
    return { late, matured }
  })
}

export async function savePortfolio(
  ctx: WriteCtx,
  rows: readonly { day: Day; late: number; matured: number }[],
): Promise<void> {
  await ctx.db
    .insertInto('credit_portfolio')
    .values(
      rows.map(({ day, late, matured }) => ({
        org_id: ctx.orgId,
        on_day: day,
        late_share_bp: Math.round((10_000 * (late + FIRST_N * FIRST_SHARE)) / (matured + FIRST_N)),
        matured,
      })),
    )
    .onConflict((conflict) => conflict.columns(['org_id', 'on_day']).doNothing())
    .execute()
}
