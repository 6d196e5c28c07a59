import { expect } from 'vitest'
import { SUBJECT_KINDS } from '../../src/core/watch/subject.ts'
import { runBacktest, runTogether } from '../../src/server/modules/backtest/index.ts'
import { loadRules } from '../../src/server/modules/watch/rule-rows.ts'
import type { ReadCtx } from '../../src/server/platform/context.ts'

/**
 * Every rule of a kind told side by side says what it says when it is told alone. Returns how many alerts
 * were compared.
 */
export async function expectSameTogether(ctx: ReadCtx): Promise<number> {
  const rules = (await loadRules(ctx)).map(({ current }) => current)
  let alerts = 0
  for (const kind of SUBJECT_KINDS) {
    const requests = rules.filter(({ subject }) => subject === kind).map((rule) => ({ rule, wish: {} }))
    if (requests.length === 0) continue
    const together = await runTogether(ctx, requests)
    for (const [index, request] of requests.entries()) {
      const alone = await runBacktest(ctx, request)
      expect(together[index], request.rule.code).toEqual(alone)
      alerts += alone!.raised
    }
  }
  return alerts
}
