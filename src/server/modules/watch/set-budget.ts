import type { z } from 'zod'
import type { getAlertBudget } from '../../../api/alert-budget.ts'
import { canonicalText } from '../../../core/approval/content.ts'
import { may } from '../../../core/permission.ts'
import { sharesBudget } from '../../../core/watch/budget.ts'
import { PACK } from '../../../core/watch/pack.ts'
import { asksChance, type Condition, isLeaf, type Rule } from '../../../core/watch/rule.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { FIRST_PER_WEEK, loadBudget } from './budget-rows.ts'
import { calibrate } from './calibrate.ts'
import { loadRules } from './rule-rows.ts'
import { rewriteRule } from './save-rule.ts'
import { hasSecondWord, takeBackWord, waitingWord } from './second-word.ts'

type Reply = z.output<typeof getAlertBudget.reply>

/** What is allowed now, how much the busiest manager watches, and which rules stand beside it. */
export async function readBudget(ctx: ReadCtx): Promise<Reply> {
  const fact = (await loadBudget(ctx)).at(-1) ?? null
  const asking = (await loadRules(ctx)).filter(({ current }) => current.mode !== 'off' && asksChance(current))
  const beside = asking.filter(({ current }) => !sharesBudget(current))
  return {
    perWeek: fact?.perWeek ?? FIRST_PER_WEEK,
    isSet: fact !== null,
    most: fact?.most ?? null,
    rules: asking.length - beside.length,
    beside: beside.map(({ code, current }) => ({ code, title: current.title })),
    asked: await waitingWord(ctx, 'budget'),
    can: { save: may(ctx.actor.roles, 'setting.write') || 'forbidden' },
  }
}

/**
 * From the next week on. Rules that still stand as they shipped before there was a budget come under it;
 * whoever gave one a number of its own keeps that. Where changes of rules need a second person, this does
 * too: it moves the lines of all of them.
 */
export async function setBudget(ctx: WriteCtx, { perWeek }: { perWeek: number }): Promise<Reply> {
  const per100Weeks = Math.round(perWeek * 100)
  // While another number waits, whoever says the one that holds wants no other.
  if ((await waitingWord(ctx, 'budget')) && (await isBudget(ctx, per100Weeks))) {
    await takeBackWord(ctx, 'budget')
    return readBudget(ctx)
  }
  const isHeld = !(await hasSecondWord(ctx, 'budget', per100Weeks))
  if (!isHeld) await carryOut(ctx, perWeek)
  await recordEvent(ctx, {
    kind: 'alert-budget.set',
    subject: { kind: 'org', id: ctx.orgId },
    summary: { per100Weeks, isHeld },
  })
  return readBudget(ctx)
}

async function isBudget(ctx: ReadCtx, per100Weeks: number): Promise<boolean> {
  const fact = (await loadBudget(ctx)).at(-1)
  return fact !== undefined && Math.round(fact.perWeek * 100) === per100Weeks
}

async function carryOut(ctx: WriteCtx, perWeek: number): Promise<void> {
  for (const stored of await loadRules(ctx)) {
    const next = broughtUnder(stored.current)
    if (next) await rewriteRule(ctx, stored, next)
  }
  await calibrate(ctx, { cause: 'set', perWeek })
}

function broughtUnder(rule: Rule): Rule | null {
  const shipped = PACK.find(({ code }) => code === rule.code)
  if (!shipped || !sharesBudget(shipped) || sharesBudget(rule)) return null
  const isAsShipped = canonicalText(rule.condition) === canonicalText(withNumbers(shipped.condition))
  return isAsShipped ? { ...rule, condition: shipped.condition } : null
}

/** The condition as it shipped before there was a budget to draw on. */
function withNumbers(condition: Condition): Condition {
  if (isLeaf(condition)) {
    if (condition.threshold.kind !== 'statistical') return condition
    const { shared: _shared, ...threshold } = condition.threshold
    return { ...condition, threshold }
  }
  if ('not' in condition) return { not: withNumbers(condition.not) }
  return 'all' in condition
    ? { all: condition.all.map(withNumbers) }
    : { any: condition.any.map(withNumbers) }
}
