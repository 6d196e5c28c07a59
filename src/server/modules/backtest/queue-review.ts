import { linesAround } from '../../../core/backtest/lines.ts'
import { DAY_MS } from '../../../core/calendar.ts'
import { knobsOf } from '../../../core/watch/knobs.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { wake } from '../../platform/jobs.ts'
import { findNewest, insertBacktest } from './backtest-rows.ts'

/** The line that variants are about, by its knob. */
export function linePath(rule: Rule): { path: string; value: number } | null {
  const knob = knobsOf(rule).find(({ path }) => path.endsWith('.threshold.value'))
  return knob ? { path: knob.path, value: knob.value } : null
}

/** A backtest of this very version that is no older says the same as another would. */
const FRESH_DAYS = 7

/**
 * A backtest of the rule with other lines beside its own, which is queued unless a fresh one is there; null
 * when the rule has none to move, or is being tested right now.
 */
export async function queueReview(ctx: WriteCtx, rule: Rule): Promise<string | null> {
  const lines = linesAround(rule)
  if (lines.length < 2) return null
  const newest = await findNewest(ctx, rule.code)
  if (newest?.state === 'queued' || newest?.state === 'running') return null
  const isFresh = newest !== null && newest.created_at >= ctx.now - FRESH_DAYS * DAY_MS
  if (isFresh && newest.state === 'done' && newest.rule_version === rule.version) return newest.id
  const id = await insertBacktest(ctx, rule, { thresholds: lines })
  await wake(ctx, 'watch.evaluate')
  return id
}
