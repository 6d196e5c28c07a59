import type { Instant } from '../calendar.ts'
import { type Condition, isLeaf, leavesOf, type Rule } from './rule.ts'
import type { StatisticalThreshold } from './surprise.ts'

/**
 * The alert budget (C109, methods §1.4): at most so many false alarms a week for one manager, over everything
 * that chance is asked about. What it comes to for each rule is worked out now and then and kept as a dated
 * fact, so that whoever looks at a past week draws the line of that week.
 */
export type BudgetFact = {
  /** in force from here until the next one */
  at: Instant
  /** false alarms a week that one manager may be bothered with */
  perWeek: number
  /** figures watched by whoever watches most */
  most: number
  lines: Readonly<Record<string, BudgetLine>>
}

/** Of one rule, for the manager with the most to watch among those it tells. */
export type BudgetLine = {
  /** all the figures that this manager watches, by whatever rule */
  series: number
  /** those of this rule among them */
  own: number
  /** by how many percent its own history strayed further than promised; 100 where it did not */
  strayedPct: number
}

/** However much may be spent: no single figure cries wolf more than once a year. */
const MOST_PER_YEAR = 1
const WEEKS = 52

export function budgetAt(facts: readonly BudgetFact[], at: Instant): BudgetFact | null {
  let newest: BudgetFact | null = null
  for (const fact of facts) if (fact.at <= at && (!newest || fact.at >= newest.at)) newest = fact
  return newest
}

/** The line of a rule; one that was not there when it was worked out shares with all that anybody watches. */
export function budgetLineOf({ lines, most }: BudgetFact, code: string): BudgetLine {
  return lines[code] ?? { series: Math.max(most, 1), own: 1, strayedPct: 100 }
}

/** What a manager may expect of one rule in a week, in false alarms. */
export function shareOf(fact: BudgetFact, code: string): { perWeek: number; isCapped: boolean } {
  const { series, own } = budgetLineOf(fact, code)
  const fair = fact.perWeek / series
  const most = MOST_PER_YEAR / WEEKS
  return { perWeek: own * Math.min(fair, most), isCapped: fair > most }
}

const drawn = new WeakMap<Rule, { fact: BudgetFact | null; rule: Rule }>()

/** The rule as the budget of that moment draws it; before any was known its own two numbers hold. */
export function underBudget(rule: Rule, facts: readonly BudgetFact[] | undefined, at: Instant): Rule {
  if (!facts || !sharesBudget(rule)) return rule
  const fact = budgetAt(facts, at)
  if (fact === null) return rule
  const last = drawn.get(rule)
  if (last?.fact === fact) return last.rule
  const { series, strayedPct } = budgetLineOf(fact, rule.code)
  const perYear = Math.min(fact.perWeek * WEEKS, MOST_PER_YEAR * series)
  const falsePerYear = (perYear * 100) / Math.max(strayedPct, 100)
  const put = (threshold: StatisticalThreshold) => ({ ...threshold, falsePerYear, series })
  const { condition, clear } = rule
  const next = { ...rule, condition: withShared(condition, put) }
  const found = clear ? { ...next, clear: withShared(clear, put) } : next
  drawn.set(rule, { fact, rule: found })
  return found
}

/** Whether a rule draws on the budget; one with numbers of its own stands beside it. */
export function sharesBudget({ condition, clear }: Pick<Rule, 'condition' | 'clear'>): boolean {
  const leaves = [...leavesOf(condition), ...(clear ? leavesOf(clear) : [])]
  return leaves.some(({ threshold }) => threshold.kind === 'statistical' && threshold.shared === true)
}

function withShared(
  condition: Condition,
  put: (threshold: StatisticalThreshold) => StatisticalThreshold,
): Condition {
  if (isLeaf(condition)) {
    const { threshold } = condition
    return threshold.kind === 'statistical' && threshold.shared
      ? { ...condition, threshold: put(threshold) }
      : condition
  }
  const each = (parts: readonly Condition[]) => parts.map((part) => withShared(part, put))
  if ('not' in condition) return { not: withShared(condition.not, put) }
  return 'all' in condition ? { all: each(condition.all) } : { any: each(condition.any) }
}

/** What whom it tells watches by one rule: figures for each person. */
export type Watched = { code: string; byPerson: ReadonlyMap<string, number>; strayedPct: number }

/** For each rule by whoever of those it tells has most to watch, so that nobody gets more than said. */
export function budgetLines(watched: readonly Watched[]): Pick<BudgetFact, 'most' | 'lines'> {
  const total = new Map<string, number>()
  for (const { byPerson } of watched)
    for (const [person, count] of byPerson) total.set(person, (total.get(person) ?? 0) + count)
  const lines: Record<string, BudgetLine> = {}
  for (const { code, byPerson, strayedPct } of watched) {
    let line: BudgetLine = { series: 1, own: 1, strayedPct }
    for (const [person, own] of byPerson)
      if (total.get(person)! > line.series || own > line.own)
        line = { series: Math.max(total.get(person)!, line.series), own: Math.max(own, line.own), strayedPct }
    lines[code] = line
  }
  return { most: Math.max(1, ...total.values()), lines }
}

/** This much doubt is added on both sides, so that one odd week of a small company moves no line. */
const DOUBT = 2
const STRAYED_MOST = 300

/** How much further than promised a rule strayed, in percent; never less: a promise is an upper bound. */
export function strayedBy({ episodes, expected }: { episodes: number; expected: number }): number {
  const ratio = (episodes + DOUBT) / (expected + DOUBT)
  return Math.min(STRAYED_MOST, Math.max(100, Math.round(ratio * 100)))
}
