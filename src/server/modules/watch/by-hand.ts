import { sql } from 'kysely'
import type { RuleCard, RuleSpec } from '../../../api/rules.ts'
import { withLine } from '../../../core/backtest/lines.ts'
import type { Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { PACK } from '../../../core/watch/pack.ts'
import { asksProof, hasTrialRecord, TRIAL_DAYS, tellingOf } from '../../../core/watch/proven.ts'
import type { Rule } from '../../../core/watch/rule.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict, forbidden } from '../../platform/errors.ts'
import { propose, refuseWaiting } from './proposals.ts'
import { readCard } from './read-rules.ts'
import { findRule, type StoredRule } from './rule-rows.ts'
import { problemsOf, refuseProblems, saveRule, type TuneInput, tunedBy, tuneRule } from './save-rule.ts'
import { isSecondNeeded } from './second-word.ts'

/** What people do to rules; what ships, is proposed with its record or comes with a plan goes its own way. */

export async function tuneByHand(
  ctx: WriteCtx,
  code: string,
  { override, ...input }: Omit<TuneInput, 'unproven'> & { override?: string | undefined },
): Promise<RuleCard> {
  const { stored, next } = await tunedBy(ctx, code, input)
  const unproven = await proofOf(ctx, stored, next, override)
  return tuneOrPropose(ctx, code, { ...input, unproven })
}

/** As `tuneRule`, or kept for a second person: then the card is that of the rule as it stands. */
export async function tuneOrPropose(ctx: WriteCtx, code: string, input: TuneInput): Promise<RuleCard> {
  if (!(await waitsForSecond(ctx))) return tuneRule(ctx, code, input)
  const { stored, next } = await tunedBy(ctx, code, input)
  await refuseProblems(ctx, next)
  const { version, ...spec } = next
  await propose(ctx, code, version, spec)
  return readCard(ctx, stored)
}

export async function saveByHand(
  ctx: WriteCtx,
  code: string,
  { version, spec, override }: { version: number; spec: RuleSpec; override?: string | undefined },
): Promise<RuleCard> {
  const stored = await findRule(ctx, code)
  // What could not be saved anyway is refused for that.
  const isSound = version === (stored?.current.version ?? 0) && problemsOf({ ...spec, version }).length === 0
  const unproven = isSound ? await proofOf(ctx, stored, spec, override) : undefined
  const wished = { ...spec, ...(unproven === undefined ? {} : { unproven }) }
  if (!isSound || spec.code !== code || !(await waitsForSecond(ctx)))
    return saveRule(ctx, code, { version, spec: wished })
  await refuseProblems(ctx, { ...wished, version })
  await propose(ctx, code, version, wished)
  return readCard(ctx, stored ?? notThere({ ...wished, version }, ctx.now))
}

type Change = { code: string; version: number; spec: Omit<Rule, 'version'> }

/**
 * Rules that only make sense together, as the steps of dunning: written at once, or kept at one instant for a
 * second person, who then accepts or declines all of them. No proof is asked, the plan is checked as a whole.
 */
export async function saveTogether(ctx: WriteCtx, changes: readonly Change[]): Promise<{ isHeld: boolean }> {
  const isHeld = changes.length > 0 && (await waitsForSecond(ctx))
  if (isHeld) {
    for (const { version, spec } of changes) await refuseProblems(ctx, { ...spec, version })
    await refuseWaiting(
      ctx,
      changes.map(({ code }) => code),
    )
  }
  for (const { code, version, spec } of changes) {
    if (isHeld) await propose(ctx, code, version, spec)
    else await saveRule(ctx, code, { version, spec: spec as RuleSpec })
  }
  return { isHeld }
}

/** What the machine does by itself asks nobody. */
async function waitsForSecond(ctx: ReadCtx): Promise<boolean> {
  return ctx.actor.userId !== null && (await isSecondNeeded(ctx))
}

/** The card of a rule that only is proposed. */
function notThere(rule: Rule, now: Instant): StoredRule {
  return { id: '', code: rule.code, current: rule, modeSince: now, versions: [] }
}

/**
 * Refuses what would disturb people without anybody having seen what it does; answers the reason when whoever
 * runs the company lets it all the same, which stays with that version.
 */
async function proofOf(
  ctx: ReadCtx,
  stored: StoredRule | undefined,
  next: Omit<Rule, 'version'>,
  override: string | undefined,
): Promise<string | undefined> {
  if (!asksProof(stored?.current, next, PACK)) return undefined
  if (stored && hasTrialRecord(stored.versions, next, ctx.now)) return undefined
  if (await isBacktested(ctx, next)) return undefined
  if (override === undefined) throw conflict('rule_unproven', { days: TRIAL_DAYS })
  if (!may(ctx.actor.roles, 'setting.write')) throw forbidden('setting.write')
  return override
}

/** Whether a backtest of just this condition was run to its end, under whatever code. */
async function isBacktested(ctx: ReadCtx, next: Omit<Rule, 'version'>): Promise<boolean> {
  const { rows } = await sql<{ rule: Rule; lines: { value: number }[] | null }>`
    select rule, report -> 'variants' as lines from backtest where org_id = ${ctx.orgId} and rule_code = ${next.code} and state = 'done'
    order by created_at desc limit 50`.execute(ctx.db)
  const telling = tellingOf(next)
  // A report measures other lines beside the rule's own; whoever takes one of them has seen that.
  const tried = rows.flatMap(({ rule, lines }) => [
    rule,
    ...(lines ?? []).flatMap(({ value }) => withLine(rule, value) ?? []),
  ])
  return tried.some((rule) => tellingOf(rule) === telling)
}
