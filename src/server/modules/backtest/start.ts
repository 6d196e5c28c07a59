import type { BacktestRow, BacktestWish } from '../../../api/backtest.ts'
import type { RuleSpec } from '../../../api/rules.ts'
import { linesAround } from '../../../core/backtest/lines.ts'
import type { Day } from '../../../core/calendar.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { wake } from '../../platform/jobs.ts'
import { loadRules, problemsOf } from '../watch/index.ts'
import { findNewest, getBacktest, insertBacktest, rowOf } from './backtest-rows.ts'
import { planBacktest } from './plan.ts'

/** Queues a backtest of a rule as it is, or of a draft under its code; refuses what could not run. */
export async function startBacktest(
  ctx: WriteCtx,
  code: string,
  { wish, draft, newest: known }: { wish: BacktestWish; draft?: RuleSpec | undefined; newest?: Day | null },
): Promise<BacktestRow> {
  const stored = (await loadRules(ctx)).find((rule) => rule.code === code)
  const rule: Rule | undefined = draft ? { ...draft, version: 0 } : stored?.current
  if (!rule) throw notFound('rule')
  if (draft && draft.code !== code) throw invalid('code_differs', { code })
  const problems = problemsOf(rule)
  if (problems.length > 0) throw invalid('rule_invalid', { problems })
  const newest = await findNewest(ctx, code)
  if (newest?.state === 'queued' || newest?.state === 'running') throw conflict('backtest_running')
  await planBacktest(ctx, rule, wish, known)
  const id = await insertBacktest(ctx, rule, { thresholds: linesAround(rule), ...wish })
  await wake(ctx, 'watch.evaluate')
  return rowOf(await getBacktest(ctx, id))
}

/** The run sees this at its next chunk and stops. */
export async function cancelBacktest(ctx: WriteCtx, id: string): Promise<BacktestRow> {
  const stored = await getBacktest(ctx, id, true)
  if (stored.state !== 'queued' && stored.state !== 'running') throw conflict('backtest_not_running')
  await ctx.db
    .updateTable('backtest')
    .set({ state: 'cancelled' })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  return rowOf(await getBacktest(ctx, id))
}
