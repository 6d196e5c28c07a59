import type { RuleSpec } from '../../../api/rules.ts'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { median } from '../../../core/stats/order.ts'
import { type BudgetFact, budgetAt, sharesBudget, underBudget } from '../../../core/watch/budget.ts'
import { canBeTeam } from '../../../core/watch/compose.ts'
import { detectable } from '../../../core/watch/detectable.ts'
import { evaluate, type Finding, moneyAtRisk } from '../../../core/watch/evaluate.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { assign } from '../../../core/watch/responsible.ts'
import { asksChance, leavesOf, type Rule } from '../../../core/watch/rule.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { historyFor } from '../../../core/watch/sweep.ts'
import { budgetSentence } from '../../../text/alert-budget.ts'
import { findingSentence, RULE_PROBLEM_WORDS, ruleSentence } from '../../../text/watch.ts'
import { detectableSentence } from '../../../text/watch-chance.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { hasSomebody, loadStaff } from '../identity/index.ts'
import { loadBudget } from './budget-rows.ts'
import { loadHistories, peersFor, wantedBy } from './loaders.ts'
import { readEnough } from './read-enough.ts'
import { findRule } from './rule-rows.ts'
import { problemsOf } from './save-rule.ts'
import { loadSubjects, type SubjectInfo, subjectsEver } from './subjects.ts'

type Asked = { code?: string | undefined; spec?: RuleSpec | undefined; asOf?: Day | undefined }

const CHUNK = 2_000
const SHOWN = 20
/** Ticks run ahead of the clock: what holds now is the newest there is. */
const LATEST = Number.MAX_SAFE_INTEGER

/** A rule tried on a day, today or long past, from what was known then; nothing is written (C121). */
export async function previewRule(ctx: ReadCtx, asked: Asked) {
  const rule = await ruleOf(ctx, asked)
  const problems = problemsOf(rule)
  const at = asked.asOf ? Math.min(endOfDay(asked.asOf), ctx.now) : ctx.now
  const looked = problems.length > 0 ? NOTHING : await lookAt(ctx, rule, at)
  const [staff, budget] = await Promise.all([loadStaff(ctx), loadBudget(ctx)])
  const personOf = (subject: SubjectInfo) =>
    hasSomebody(staff) ? assign(staff.directory, rule.responsible, subject, at).userId : subject.responsibleId
  const hits = looked.hits.map((hit) => ({ ...hit, userId: personOf(hit.subject) }))
  // Whoever writes rules without seeing alerts learns how many there would be, and not about whom.
  const seen = may(ctx.actor.roles, 'alert.read') ? visibleUsers(ctx, 'alert.read') : []
  const mine = hits.filter(({ userId }) => seen === null || (userId !== null && seen.includes(userId)))
  const load = new Map<string, number>()
  for (const { userId } of hits) if (userId) load.set(userId, (load.get(userId) ?? 0) + 1)
  const nameOf = (id: string | null) => (id ? (staff.names.get(id) ?? '') : null)
  return {
    sentence: ruleSentence(rule),
    problems: problems.map(({ path, code }) => ({ path, code, text: RULE_PROBLEM_WORDS[code] })),
    asOf: dayOf(at),
    subjects: looked.subjects,
    total: hits.length,
    moneyFen: hits.reduce((sum, { finding }) => sum + moneyAtRisk(finding.moneyFen), 0n),
    rows: mine.slice(0, SHOWN).map(({ subject, finding, userId }) => ({
      id: subject.id,
      label: subject.label,
      sentence: finding.headline ? findingSentence(rule.subject, finding.headline) : rule.title,
      moneyFen: finding.moneyFen === null ? null : moneyAtRisk(finding.moneyFen),
      person: nameOf(userId),
    })),
    load: [...load]
      .filter(([id]) => seen === null || seen.includes(id))
      .map(([id, count]) => ({ person: nameOf(id) ?? '', count }))
      .sort((a, b) => b.count - a.count),
    unknown: looked.unknown,
    detectable:
      detectableOf(underBudget(rule, budget, asked.asOf ? at : LATEST), looked.weeks) ??
      (problems.length === 0 ? await readEnough(ctx, rule) : null),
    budget: budgetOf(rule, budget, asked.asOf ? at : LATEST),
  }
}

/** How soon a stored rule would notice a change, for its card; null for a rule that chance has no part in. */
export async function readDetectability(ctx: ReadCtx, code: string) {
  const rule = await ruleOf(ctx, { code })
  if (!asksChance(rule)) return { detectable: await readEnough(ctx, rule), budget: null }
  const [{ weeks }, budget] = await Promise.all([lookAt(ctx, rule, ctx.now), loadBudget(ctx)])
  return {
    detectable: detectableOf(underBudget(rule, budget, LATEST), weeks),
    budget: budgetOf(rule, budget, LATEST),
  }
}

/** What the budget makes of the rule, in words; null for one that does not draw on it. */
function budgetOf(rule: Rule, facts: readonly BudgetFact[], at: Instant): Bilingual | null {
  const fact = sharesBudget(rule) ? budgetAt(facts, at) : null
  return fact && budgetSentence(fact, rule.code)
}

async function ruleOf(ctx: ReadCtx, { code, spec }: Asked): Promise<Rule> {
  if (spec) return { ...spec, version: 0, mode: 'on' }
  const stored = code === undefined ? undefined : await findRule(ctx, code)
  if (!stored) throw notFound('rule')
  return { ...stored.current, mode: 'on' }
}

type Hit = { subject: SubjectInfo; finding: Finding }
type Week = { expected: number; cases: number; low: number; high: number }
type Looked = { subjects: number; unknown: number; hits: Hit[]; weeks: Week[] }

const NOTHING: Looked = { subjects: 0, unknown: 0, hits: [], weeks: [] }

/** Every subject of the kind, chunk by chunk; the worst first, by money and then by how far beyond. */
async function lookAt(ctx: ReadCtx, rule: Rule, at: Instant): Promise<Looked> {
  const versions = [{ from: 0, rule }]
  const wanted = wantedBy(versions)
  const peers = await peersFor(ctx, rule.subject, wanted.peers)
  const looked: Looked = { subjects: 0, unknown: 0, hits: [], weeks: [] }
  const all = await subjectsEver(ctx, rule.subject)
  for (let from = 0; from < all.length; from += CHUNK) {
    const ids = all.slice(from, from + CHUNK)
    const [histories, subjects] = await Promise.all([
      loadHistories(ctx, { kind: rule.subject, ids, ...wanted, peers, since: null, bare: true }),
      loadSubjects(ctx, rule.subject, ids),
    ])
    for (const [id, subject] of subjects) {
      const finding = evaluate(rule, historyFor(versions, histories.get(id)!), at)
      if (finding.out !== null || finding.truth === 'closed') continue
      looked.subjects += 1
      if (finding.truth === 'unknown') looked.unknown += 1
      if (finding.truth === 'true') looked.hits.push({ subject, finding })
      const surprise = finding.leaves.find((leaf) => leaf.surprise)?.surprise
      if (surprise && surprise.expected !== null && surprise.low !== null && surprise.high !== null) {
        const { expected, cases, low, high } = surprise
        looked.weeks.push({ expected, cases, low, high })
      }
    }
  }
  looked.hits.sort(
    (a, b) =>
      Number(moneyAtRisk(b.finding.moneyFen) - moneyAtRisk(a.finding.moneyFen)) ||
      b.finding.level - a.finding.level,
  )
  return looked
}

/** Of a figure held against chance, for the middle one of those that are watched. */
function detectableOf(rule: Rule, weeks: readonly Week[]) {
  const leaf = leavesOf(rule.condition).find(({ threshold }) => threshold.kind === 'statistical')
  const def = leaf && metricDef(rule.subject, leaf.metric)
  // A price does not halve: what comes from outside has a usual level, and no usual week.
  const kind = def?.named ? undefined : def?.statistics
  if (leaf?.threshold.kind !== 'statistical' || !kind || weeks.length === 0) return null
  const middle = (of: (week: Week) => number) => median(weeks.map(of))
  const week = {
    expected: middle((one) => one.expected),
    cases: middle((one) => one.cases),
    low: middle((one) => one.low),
    high: middle((one) => one.high),
  }
  const side = leaf.op === 'lt' || leaf.op === 'lte' ? 'low' : 'high'
  const found = detectable(kind, week, { threshold: leaf.threshold, side })
  return {
    sentence: detectableSentence(kind, found, { side, subject: rule.subject }),
    never: found.never,
    /** one level up there are more cases, where the same figure is read on teams */
    team: (found.never || found.weeks === null) && canBeTeam(rule),
  }
}
