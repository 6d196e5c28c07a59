import { checkPlan, type PlanWish, rulesOf, rulesWithout } from '../../../core/dunning/plan.ts'
import {
  firstDayOf,
  groupOf,
  groupsWithPlan,
  PLAN_GROUPS,
  type PlanGroup,
  type PlanStage,
  planOf,
  ruleCode,
  STAGE_CODES,
} from '../../../core/dunning/stage.ts'
import { may } from '../../../core/permission.ts'
import { ok } from '../../../core/result.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { loadRules, saveTogether } from '../watch/index.ts'

/** The plan that a customer is dunned by, as the rules hold it today (decision 0010). */
export async function loadPlans(
  ctx: ReadCtx,
): Promise<(customer: { keyLevel: string; grade: string | null }) => readonly PlanStage[]> {
  const rules = (await loadRules(ctx)).map(({ current }) => current)
  const own = groupsWithPlan(rules)
  const plans = new Map(PLAN_GROUPS.map((group) => [group, planOf(rules, group)]))
  return (customer) => plans.get(groupOf(customer, own))!
}

export async function readPlans(ctx: ReadCtx) {
  const rules = new Map((await loadRules(ctx)).map(({ current }) => [current.code, current]))
  const own = groupsWithPlan([...rules.values()])
  const groups = PLAN_GROUPS.map((group) => {
    const stages = STAGE_CODES.flatMap((stage) => {
      const rule = rules.get(ruleCode(stage, group)) ?? rules.get(ruleCode(stage, 'all'))
      const from = rule && firstDayOf(rule)
      return rule && from != null ? [{ stage, from, on: rule.mode === 'on', to: rule.responsible }] : []
    })
    return { group, own: own.some((one) => one === group), stages }
  })
  return { groups, can: { edit: may(ctx.actor.roles, 'rule.write') || 'forbidden' } }
}

/**
 * Days and stages of a group: the rules are rewritten, each in its next version; nothing else holds them.
 * Where changes of rules need a second person, the plan waits whole: half of it would leave days without a
 * stage.
 */
export async function savePlan(ctx: WriteCtx, group: PlanGroup, wish: readonly PlanWish[]) {
  // A group without a stage of its own is treated like all.
  const isBack = group !== 'all' && wish.every(({ on }) => !on)
  const checked = isBack ? ok(wish) : checkPlan(wish)
  if (!checked.ok) throw refused(checked, 400)
  const stored = (await loadRules(ctx)).map(({ current }) => current)
  const changed = isBack ? rulesWithout(stored, group) : rulesOf(stored, group, checked.value)
  const { isHeld } = await saveTogether(
    ctx,
    changed.map(({ version: _version, ...spec }) => {
      const before = stored.find(({ code }) => code === spec.code)
      return { code: spec.code, version: before?.version ?? 0, spec }
    }),
  )
  if (changed.length > 0)
    await recordEvent(ctx, {
      kind: 'dunning.planned',
      subject: { kind: 'dunning_plan', id: ctx.orgId },
      summary: {
        group,
        isHeld,
        stages: wish.filter(({ on }) => on).map(({ stage, from }) => `${stage} ${from}`),
      },
    })
  return { changed: changed.length, isHeld }
}
