import type { RuleCard, RuleSpec } from '../../../api/rules.ts'
import { keysIn, recordOf } from '../../../core/fields/custom-scope.ts'
import { sharesBudget } from '../../../core/watch/budget.ts'
import { checkRule, type RuleProblem } from '../../../core/watch/check-rule.ts'
import { turnKnobs } from '../../../core/watch/knobs.ts'
import { indicatorOf } from '../../../core/watch/metrics-indicator.ts'
import { afterRedefinition, remeasured } from '../../../core/watch/redefine.ts'
import { metricsOf, type Rule, withTitles } from '../../../core/watch/rule.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused, stale } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { customFieldsOf } from '../custom-fields/index.ts'
import { namedDefs } from '../indicators/index.ts'
import { calibrate } from './calibrate.ts'
import { isLoadable } from './loaders.ts'
import { readCard } from './read-rules.ts'
import { findRule, type StoredRule, specOf } from './rule-rows.ts'
import { touchAll } from './subjects.ts'

export type TuneInput = {
  version: number
  mode?: Rule['mode'] | undefined
  digestOnly?: boolean | undefined
  knobs?: { path: string; value: number }[] | undefined
  severity?: Rule['severity'] | undefined
  responsible?: Rule['responsible'] | undefined
  informed?: Rule['informed'] | undefined
  /** see `Rule` */
  unproven?: string | undefined
}

/** Everything that is wrong with a rule: what core sees, and metrics nobody can load. */
export function problemsOf(rule: Rule): RuleProblem[] {
  const unknown = metricsOf(rule)
    .filter((metric) => !isLoadable(rule.subject, metric))
    .map((metric): RuleProblem => ({ path: 'condition', code: 'unknown_metric', detail: metric }))
  const known = checkRule(rule)
  return [...known, ...unknown.filter(({ detail }) => !known.some((problem) => problem.detail === detail))]
}

/** Turns the switches and knobs of a card; the result is a new version, in force from this tick (C121). */
export async function tuneRule(ctx: WriteCtx, code: string, input: TuneInput): Promise<RuleCard> {
  const { stored, next } = await tunedBy(ctx, code, input)
  return updateRule(ctx, stored, next)
}

/** The rule as a card would have it; nothing is written. */
export async function tunedBy(
  ctx: ReadCtx,
  code: string,
  input: TuneInput,
): Promise<{ stored: StoredRule; next: Rule }> {
  const stored = await findRule(ctx, code)
  if (!stored) throw notFound('rule')
  if (stored.current.version !== input.version) throw stale(stored.current.version)
  const turned = turnKnobs(stored.current, input.knobs ?? [])
  if (!turned.ok) throw refused(turned, 400)
  const { digestOnly, unproven: _unproven, ...kept } = turned.value
  const next: Rule = {
    ...kept,
    ...((input.digestOnly ?? digestOnly) ? { digestOnly: true } : {}),
    ...(input.unproven === undefined ? {} : { unproven: input.unproven }),
    mode: input.mode ?? stored.current.mode,
    severity: input.severity ?? stored.current.severity,
    responsible: input.responsible ?? stored.current.responsible,
    informed: input.informed ?? stored.current.informed,
  }
  return { stored, next }
}

/** Creates a rule (version 0) or writes its next version, whole. */
export async function saveRule(
  ctx: WriteCtx,
  code: string,
  { version, spec }: { version: number; spec: RuleSpec & Pick<Rule, 'unproven'> },
): Promise<RuleCard> {
  if (spec.code !== code) throw invalid('code_differs', { code })
  const stored = await findRule(ctx, code)
  if (stored) {
    if (version === 0) throw conflict('duplicate_name', { name: code })
    if (stored.current.version !== version) throw stale(stored.current.version)
    if (stored.current.subject !== spec.subject)
      throw conflict('subject_is_fixed', { subject: stored.current.subject })
    return updateRule(ctx, stored, { ...spec, version })
  }
  if (version !== 0) throw notFound('rule')
  const rule: Rule = remeasured(await named(ctx, { ...spec, version: 1 }))
  await refuseProblems(ctx, rule)
  await ctx.db
    .insertInto('rule')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      code,
      mode: rule.mode,
      spec: json(specOf(rule)),
      mode_since: at(ctx.tick),
    })
    .execute()
  return finish(ctx, rule, 'rule.created')
}

async function updateRule(ctx: WriteCtx, stored: StoredRule, wished: Rule): Promise<RuleCard> {
  const asked = await named(ctx, wished)
  await refuseProblems(ctx, asked)
  const next = remeasured(asked)
  return rewriteRule(ctx, stored, next)
}

/** Writes the next version as it is, for what was checked or came with the program. */
export async function rewriteRule(ctx: WriteCtx, stored: StoredRule, next: Rule): Promise<RuleCard> {
  await writeVersion(ctx, stored, next)
  if (sharesBudget(stored.current) && !sharesBudget(next)) await calibrate(ctx, { cause: 'rules' })
  return finish(ctx, next, 'rule.changed')
}

/**
 * Writes the next version of rules whose figures this program measures in another way than the one before:
 * they begin anew with it. Returns how many there were.
 */
export async function renewRedefined(ctx: WriteCtx, rules: readonly StoredRule[]): Promise<number> {
  let count = 0
  for (const stored of rules) {
    const next = afterRedefinition(stored.current)
    if (next === null) continue
    count += 1
    await writeVersion(ctx, stored, next)
    await recordEvent(ctx, {
      kind: 'rule.redefined',
      subject: { kind: 'rule', id: stored.id },
      summary: { code: stored.code, measured: next.measured ?? {} },
    })
    await touchAll(ctx, next.subject)
  }
  return count
}

async function writeVersion(ctx: WriteCtx, stored: StoredRule, next: Rule): Promise<void> {
  await ctx.db
    .updateTable('rule')
    .set({
      mode: next.mode,
      spec: json(specOf(next)),
      version: stored.current.version + 1,
      ...(next.mode === stored.current.mode ? {} : { mode_since: at(ctx.tick) }),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', stored.id)
    .where('version', '=', stored.current.version)
    .execute()
}

async function finish(ctx: WriteCtx, rule: Rule, kind: string): Promise<RuleCard> {
  const saved = await findRule(ctx, rule.code)
  if (!saved) throw notFound('rule')
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'rule', id: saved.id },
    summary: { code: rule.code, mode: rule.mode },
  })
  if (sharesBudget(rule)) await calibrate(ctx, { cause: 'rules' })
  await touchAll(ctx, rule.subject)
  return readCard(ctx, saved)
}

/** Figures from outside are called in the rule what the company calls them, whatever was sent. */
async function named(ctx: ReadCtx, rule: Rule): Promise<Rule> {
  const defs = await namedDefs(ctx, metricsOf(rule))
  return withTitles(rule, (metric) => defs.get(metric)?.title)
}

/** Refuses what no version of a rule may hold, with everything that is wrong with it. */
export async function refuseProblems(ctx: WriteCtx, rule: Rule): Promise<void> {
  const problems = problemsOf(rule)
  if (problems.length > 0) throw invalid('rule_invalid', { problems })
  const outside = metricsOf(rule).filter((metric) => indicatorOf(metric) !== null)
  const defs = await namedDefs(ctx, outside)
  const missing = outside.find((metric) => !defs.has(metric))
  if (missing !== undefined) throw invalid('indicator_unknown', { name: indicatorOf(missing)!.key })
  const record = recordOf(rule.subject)
  const asked = keysIn(rule.scope)
  if (asked.length === 0) return
  const known = record === null ? [] : (await customFieldsOf(ctx, record)).map(({ key }) => key)
  const unknown = asked.find((key) => !known.includes(key))
  if (unknown !== undefined) throw invalid('custom_unknown', { name: unknown })
}
