import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import type { BudgetFact } from '../../../core/watch/budget.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { ms } from '../../platform/metric-loader.ts'

/** Why the budget was worked out: with the first rules, by hand, for a changed rule, for a new month. */
export type BudgetCause = 'begun' | 'set' | 'rules' | 'month'

/** A new company may be wrong about a manager once in four weeks, until somebody says otherwise. */
export const FIRST_PER_WEEK = 0.25

/** Everything that was ever worked out, in order. */
export async function loadBudget(ctx: ReadCtx): Promise<BudgetFact[]> {
  const { rows } = await sql<Omit<BudgetFact, 'perWeek'> & { per100: number }>`
    select ${ms('b.from_at')} as at, b.per_100_weeks as per100, b.most, b.lines from alert_budget b
    where b.org_id = ${ctx.orgId} order by b.from_at`.execute(ctx.db)
  return rows.map(({ per100, ...row }) => ({ ...row, perWeek: per100 / 100 }))
}

/** In force from this tick, or from the beginning of watching; of one tick the last word counts. */
export async function keepBudget(
  ctx: WriteCtx,
  { from, cause, ...fact }: Omit<BudgetFact, 'at'> & { from: Instant; cause: BudgetCause },
): Promise<void> {
  await ctx.db
    .insertInto('alert_budget')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      from_at: at(from),
      per_100_weeks: Math.round(fact.perWeek * 100),
      most: fact.most,
      lines: json(fact.lines),
      cause,
      actor: ctx.actor.userId,
      recorded_at: at(ctx.tick),
    })
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'from_at']).doUpdateSet((row) => ({
        per_100_weeks: row.ref('excluded.per_100_weeks'),
        most: row.ref('excluded.most'),
        lines: row.ref('excluded.lines'),
        cause: row.ref('excluded.cause'),
        actor: row.ref('excluded.actor'),
      })),
    )
    .execute()
}
