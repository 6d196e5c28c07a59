import { type Day, dayFromNumber, dayNumber, type Instant, lastDayOf, monthOf } from '../calendar.ts'
import { type DayIndex, dayIndexOf, endOfDayIndex, mondayOf, startOfDayIndex } from '../watch/day-index.ts'
import { evaluate, type History } from '../watch/evaluate.ts'
import type { MetricDef } from '../watch/metric.ts'
import { isLeaf, type Leaf, type Rule } from '../watch/rule.ts'
import { type DayCounts, meanOver } from './day-counts.ts'
import { sweptEpisodes, type Term, walkCourse } from './episodes.ts'
import {
  judgeDecisions,
  judgeEpisodes,
  type Looks,
  looksIn,
  looksOn,
  type Said,
  type Terms,
} from './judge.ts'
import { withLine } from './lines.ts'
import { openingsOf, plainLeaf, saidBy } from './openings.ts'
import { type Judged, judgedBy, type OutcomeCase, type OutcomeSpec } from './outcome.ts'
import type { Piece } from './pieces.ts'
import { addToTally, emptyTally, type ModeReport, type ReportTerms, reportOf, type Tally } from './report.ts'
import { intersected, united } from './spans.ts'
import {
  hasCourse,
  knownSince,
  type Pieced,
  pieced,
  piecesFor,
  type TruthStep,
  truthCourse,
} from './truth-course.ts'
import {
  emptyVariant,
  judgeVariant,
  type Parts,
  type Reach,
  type Variant,
  type VariantRow,
  variantRow,
} from './variants.ts'

/** Which days people look in decision mode; days can be named one by one. */
export type LookPlan = 'day' | 'week' | 'month-end' | readonly Day[]

export type BacktestSpec = {
  rule: Rule
  outcome: OutcomeSpec | null
  from: Day
  to: Day
  looks: LookPlan
  leadDays: number
  /** other values of the first fixed line, each of which gets a row of its own */
  variants: readonly number[]
  /** until when outcomes are known */
  observedTo: Day
}

export type BacktestSubject = {
  history: History
  cases: readonly OutcomeCase[]
  /** who would have been told */
  person: string | null
  /** what rules that are told side by side have in common about this subject */
  shared?: Shared
}

/** Pieces by metric and judgements by what was asked, worked out by whichever rule comes first. */
export type Shared = { pieces: Pieced['pieces']; judged: Map<string, Judged> }

export function nothingShared(): Shared {
  return { pieces: new Map(), judged: new Map() }
}

export type PeriodRow = { on: Day; tp: number; fp: number; fn: number; tn: number }

export type BacktestFindings = {
  subjects: number
  weeks: number
  decisions: ModeReport
  episodes: ModeReport
  /** per look, or per month when there are many */
  periods: PeriodRow[]
  variants: VariantRow[]
  splitOn: Day | null
  season: SeasonCheck[]
  /** the days on which alerts would have opened, in decision mode the looks with an alarm */
  alertDays: Record<'decisions' | 'episodes', Day[]>
}

/** Of the alarms that a comparison with the same season could confirm, how many it does. */
export type SeasonCheck = { months: number; comparable: number; remain: number }

const MOST_PERIODS = 60
const EARLY_SHARE = 0.6

type Asked = { def: MetricDef | undefined; late: History['late']; leaf: Leaf | null }
type Plain = { pieces: readonly Piece[]; op: Leaf['op']; line: number; known: Instant }

/** What is counted per day over all subjects, as changes from one day to the next. */
type Counted = 'tp' | 'fp' | 'fn' | 'tn' | 'bad' | 'scored' | 'alarm'

/**
 * A backtest under way: subjects are taken one by one and forgotten, so that a hundred thousand need the
 * memory of one. Nothing later than a moment is read for what the rule said at that moment; outcomes are read
 * with all that is known by `observedTo`.
 */
export class Backtest {
  readonly #spec: BacktestSpec
  readonly #from: DayIndex
  readonly #to: DayIndex
  readonly #parts: Parts
  readonly #events = { whole: 0, early: 0, late: 0 }
  readonly #cases = { bad: 0, all: 0 }
  readonly #looks: Looks
  readonly #terms: Terms
  readonly #decisions: Tally
  readonly #episodes: Tally
  readonly #variants: Variant[]
  readonly #changes: Record<Counted, Int32Array>
  readonly #opened: Uint8Array
  readonly #term: Term
  readonly #asked = new Map<Rule, Asked>()
  readonly #season: (SeasonCheck & { rule: Rule })[]
  /** rules that ask for the same are judged alike */
  readonly #asks: string
  #subjects = 0

  constructor(spec: BacktestSpec) {
    this.#spec = spec
    this.#from = dayNumber(spec.from)
    this.#to = dayNumber(spec.to)
    this.#decisions = emptyTally(this.#from, this.#to)
    this.#episodes = emptyTally(this.#from, this.#to)
    const days = this.#to - this.#from + 1
    const byCase = spec.outcome !== null && spec.outcome.horizonDays === null
    this.#terms = { from: this.#from, to: this.#to, byCase }
    const split = this.#from + Math.floor(days * EARLY_SHARE)
    const embargo = spec.outcome?.horizonDays ?? 0
    this.#parts = {
      whole: { from: this.#from, to: this.#to },
      early: { from: this.#from, to: split - 1 },
      late: { from: Math.min(split + embargo, this.#to + 1), to: this.#to },
    }
    this.#looks = looksOn(lookDays(spec.looks, this.#from, this.#to), this.#from, this.#to)
    this.#variants = spec.variants.flatMap((value) => {
      const rule = withLine(spec.rule, value)
      return rule ? [emptyVariant(rule, value, this.#parts.whole)] : []
    })
    this.#season = seasonalTwins(spec.rule)
    this.#asks = JSON.stringify([spec.outcome, spec.from, spec.observedTo, spec.leadDays])
    this.#opened = new Uint8Array(days)
    this.#term = { begin: startOfDayIndex(this.#from), end: endOfDayIndex(this.#to) }
    const changes = () => new Int32Array(days + 1)
    this.#changes = {
      tp: changes(),
      fp: changes(),
      fn: changes(),
      tn: changes(),
      bad: changes(),
      scored: changes(),
      alarm: changes(),
    }
  }

  take(subject: BacktestSubject): void {
    const { rule } = this.#spec
    const { shared = nothingShared() } = subject
    const index = this.#subjects
    this.#subjects += 1
    let judged = shared.judged.get(this.#asks)
    if (!judged) {
      judged = this.#judge(subject.cases)
      shared.judged.set(this.#asks, judged)
    }
    const who = { index, person: subject.person }
    const source: Pieced = { history: subject.history, pieces: shared.pieces }
    const plain = this.#plain(rule, source)
    const course = !plain && hasCourse(rule, subject.history) ? truthCourse(rule, source) : null
    const openedOn = plain
      ? openingsOf(plain.pieces, plain, this.#term, plain.known)
      : this.#openedOn(rule, source, course)
    for (const day of openedOn) this.#opened[day - this.#from] = 1
    addToTally(this.#episodes, who, judgeEpisodes(openedOn, judged, this.#terms))
    const said = plain
      ? saidBy(plain.pieces, plain, this.#parts.whole, plain.known)
      : this.#said(rule, source, course)
    this.#mark('alarm', said.alarm)
    for (const twin of this.#season) this.#compare(twin, said, subject.history)
    const decided = judgeDecisions(said, judged, this.#looks)
    addToTally(this.#decisions, who, decided)
    this.#mark('tp', decided.spans.right)
    this.#mark('fp', decided.spans.wrong)
    this.#mark('fn', decided.spans.missed)
    this.#mark('tn', decided.spans.good)
    this.#mark('bad', judged.bad)
    this.#mark('scored', judged.scored)
    this.#count(judged)
    for (const variant of this.#variants) this.#takeVariant(variant, source, judged, subject.person)
  }

  findings(): BacktestFindings {
    const weeks = (this.#to - this.#from + 1) / 7
    const baseOf = this.#terms.byCase ? null : this.#baseOf()
    const { whole: events } = this.#events
    const episodes: ReportTerms = { weeks, hasCalm: false, baseOf, events }
    const ofCases = this.#cases.all > 0 ? this.#cases.bad / this.#cases.all : null
    const lines = { weeks, parts: this.#parts, events: this.#events, baseOf: baseOf ?? (() => ofCases) }
    return {
      subjects: this.#subjects,
      weeks,
      decisions: reportOf(this.#decisions, { weeks, hasCalm: true, baseOf: null, events }),
      episodes: reportOf(this.#episodes, episodes),
      periods: this.#periods(),
      variants: this.#variants.map((variant) => variantRow(variant, lines)),
      splitOn: this.#variants.length > 0 ? dayFromNumber(this.#parts.early.to + 1) : null,
      season: this.#season.map(({ months, comparable, remain }) => ({ months, comparable, remain })),
      alertDays: this.#alertDays(),
    }
  }

  #judge(cases: readonly OutcomeCase[]): Judged {
    const { outcome, leadDays, observedTo } = this.#spec
    return outcome
      ? judgedBy(cases, { spec: outcome, observedTo: dayNumber(observedTo), leadDays })
      : { scored: [], bad: [], events: [], cases: 0, badCases: 0 }
  }

  #takeVariant(variant: Variant, source: Pieced, judged: Judged, person: string | null): void {
    const { rule } = variant
    const plain = this.#plain(rule, source)
    const openedOn = plain
      ? openingsOf(plain.pieces, plain, this.#term, plain.known)
      : this.#openedOn(rule, source, hasCourse(rule, source.history) ? truthCourse(rule, source) : null)
    judgeVariant(variant, openedOn, judged, { parts: this.#parts, person })
  }

  #count(judged: Judged): void {
    this.#cases.bad += judged.badCases
    this.#cases.all += judged.cases
    for (const part of ['whole', 'early', 'late'] as const) {
      const { from, to } = this.#parts[part]
      for (const { on } of judged.events) if (on > from && on <= to) this.#events[part] += 1
    }
  }

  /** Where the rule is one figure against one line: all there is to know about this subject. */
  #plain(rule: Rule, source: Pieced): Plain | null {
    const { series, late } = source.history
    const def = isLeaf(rule.condition) ? series.get(rule.condition.metric)?.def : undefined
    let asked = this.#asked.get(rule)
    // Whether it is plain hangs on the rule and the company, so it is asked once for all subjects.
    if (!asked || asked.def !== def || asked.late !== late) {
      asked = { def, late, leaf: plainLeaf(rule, source.history) }
      this.#asked.set(rule, asked)
    }
    const { leaf } = asked
    const known = leaf ? knownSince(source) : null
    if (leaf?.threshold.kind !== 'fixed' || known === null) return null
    return { pieces: piecesFor(source, leaf.metric), op: leaf.op, line: leaf.threshold.value, known }
  }

  #openedOn(rule: Rule, { history }: Pieced, course: readonly TruthStep[] | null): DayIndex[] {
    const term = this.#term
    const episodes = course ? walkCourse(rule, course, term) : sweptEpisodes(rule, history, term)
    return episodes.map(({ openedAt }) => dayIndexOf(openedAt))
  }

  /** The condition as it stood at the end of each day; the looks themselves are the grid. */
  #said(rule: Rule, source: Pieced, course: readonly TruthStep[] | null): Said {
    const said: Said = { alarm: [], calm: [], unknown: [] }
    const into = { true: said.alarm, false: said.calm, unknown: said.unknown, closed: null }
    if (!course) {
      const daily: Rule = { ...rule, grid: 'day' }
      for (const day of this.#looks.days) {
        into[evaluate(daily, source.history, endOfDayIndex(day)).truth]?.push({ from: day, to: day })
      }
      return said
    }
    const steps = rule.grid === 'week' ? truthCourse({ ...rule, grid: 'change' }, source) : course
    for (const [index, { at, truth }] of steps.entries()) {
      const next = steps[index + 1]?.at
      const from = Number.isFinite(at) ? Math.max(dayIndexOf(at), this.#from) : this.#from
      const to = next === undefined ? this.#to : Math.min(dayIndexOf(next) - 1, this.#to)
      if (from <= to) into[truth]?.push({ from, to })
    }
    return said
  }

  /**
   * How often a warning on exactly these days would have been right at a subject picked at random: a rule
   * earns nothing by warning in the season in which everything goes wrong.
   */
  #baseOf(): (days: DayCounts, reach?: Reach) => number | null {
    const shares = new Float64Array(this.#to - this.#from + 1)
    let bad = 0
    let scored = 0
    for (let index = 0; index < shares.length; index += 1) {
      bad += this.#changes.bad[index]!
      scored += this.#changes.scored[index]!
      shares[index] = scored > 0 ? bad / scored : 0
    }
    return (days, reach = this.#parts.whole) => meanOver(days, shares, reach)
  }

  /** The days on which alerts would have opened, and the looks at which any subject was in alarm. */
  #alertDays(): BacktestFindings['alertDays'] {
    const inAlarm = new Set<DayIndex>()
    let alarms = 0
    for (let day = this.#from; day <= this.#to; day += 1) {
      alarms += this.#changes.alarm[day - this.#from]!
      if (alarms > 0) inAlarm.add(day)
    }
    const opened = [...this.#opened.keys()].filter((index) => this.#opened[index] === 1)
    return {
      decisions: this.#looks.days.filter((day) => inAlarm.has(day)).map(dayFromNumber),
      episodes: opened.map((index) => dayFromNumber(index + this.#from)),
    }
  }

  #compare(twin: SeasonCheck & { rule: Rule }, said: Said, history: History): void {
    const other = this.#said(twin.rule, pieced(history), null)
    twin.comparable += looksIn(this.#looks, intersected(said.alarm, united([...other.alarm, ...other.calm])))
    twin.remain += looksIn(this.#looks, intersected(said.alarm, other.alarm))
  }

  #mark(what: Counted, spans: readonly { from: DayIndex; to: DayIndex }[]): void {
    const changes = this.#changes[what]
    for (const { from, to } of spans) {
      const [first, last] = [Math.max(from, this.#from), Math.min(to, this.#to)]
      if (first > last) continue
      changes[first - this.#from]! += 1
      changes[last - this.#from + 1]! -= 1
    }
  }

  #periods(): PeriodRow[] {
    const { days } = this.#looks
    const perLook = days.length <= MOST_PERIODS
    const rows = new Map<Day, PeriodRow>()
    const running = { tp: 0, fp: 0, fn: 0, tn: 0 }
    let position = 0
    for (let day = this.#from; day <= this.#to; day += 1) {
      for (const key of ['tp', 'fp', 'fn', 'tn'] as const)
        running[key] += this.#changes[key][day - this.#from]!
      if (days[position] !== day) continue
      position += 1
      const on = perLook ? dayFromNumber(day) : lastDayOf(monthOf(dayFromNumber(day)))
      const row = rows.get(on) ?? { on, tp: 0, fp: 0, fn: 0, tn: 0 }
      rows.set(on, row)
      for (const key of ['tp', 'fp', 'fn', 'tn'] as const) row[key] += running[key]
    }
    return [...rows.values()]
  }
}

/**
 * A line drawn a month or two ago finds every season: the same rule held against the same month of the last
 * quarter and of the last year tells which alarms are more than that.
 */
function seasonalTwins(rule: Rule): (SeasonCheck & { rule: Rule })[] {
  const { condition } = rule
  if (!isLeaf(condition) || condition.threshold.kind !== 'earlier-month') return []
  const { threshold } = condition
  if (threshold.months % 3 === 0) return []
  return [3, 12].map((months) => {
    const seasonal = { ...condition, threshold: { ...threshold, months } }
    return { rule: { ...rule, condition: seasonal }, months, comparable: 0, remain: 0 }
  })
}

function lookDays(plan: LookPlan, from: DayIndex, to: DayIndex): DayIndex[] {
  if (typeof plan !== 'string') return plan.map(dayNumber)
  const days: DayIndex[] = []
  for (let day = from; day <= to; day += 1) {
    const isLook =
      plan === 'day' ||
      (plan === 'week' && mondayOf(day) + 6 === day) ||
      (plan === 'month-end' && lastDayOf(monthOf(dayFromNumber(day))) === dayFromNumber(day))
    if (isLook) days.push(day)
  }
  return days
}
