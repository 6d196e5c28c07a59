import { blockBootstrap } from '../stats/bootstrap.ts'
import { type Chance, seeded } from '../stats/chance.ts'
import { type Interval, wilson } from '../stats/interval.ts'
import { ascending, quantile } from '../stats/order.ts'
import type { DayIndex } from '../watch/day-index.ts'
import { countDay, type DayCounts, noDays } from './day-counts.ts'
import { addSums, type Judgement, NO_SUMS, type Sums } from './judge.ts'

export const VERDICTS = ['useful', 'no-better-than-chance', 'harmful', 'not-enough-data'] as const
export type BacktestVerdict = (typeof VERDICTS)[number]

/** With fewer events than this no share is shown as a percentage, and no verdict is given (law 11). */
export const FEWEST_EVENTS = 10

export type LeadDays = {
  p25: number
  median: number
  p75: number
  mean: number
  distribution: { days: number; count: number }[]
}

export type ModeReport = {
  /** every time somebody would have been disturbed */
  raised: number
  /** those of them that can be judged */
  alerts: number
  truePositive: number
  falsePositive: number
  repeats: number
  unscored: number
  missed: number
  trueNegative: number | null
  events: number
  judged: number
  baseRate: number | null
  precision: number | null
  recall: number | null
  /** precision ÷ base rate: 1 is what warning at random would reach */
  lift: number | null
  intervals: { precision: Interval | null; recall: Interval | null; lift: Interval | null }
  leadDays: LeadDays | null
  perWeekPerPerson: number
  persons: number
  money: { caughtFen: number; missedFen: number }
  verdict: BacktestVerdict
}

/** Everything counted for one mode of one rule. */
export type Tally = {
  sums: Sums
  blocks: Sums[]
  leads: number[]
  /** the days of the alerts that could be judged */
  judgedOn: DayCounts
  persons: Set<string>
}

/**
 * Subjects are dealt out to at most this many blocks: a block is drawn as a whole, and 500 are plenty for an
 * interval while 100,000 would only be slower.
 */
const MOST_BLOCKS = 500
const DRAWS = 1_000
const FEWEST_BLOCKS = 8
const CONFIDENCE = 0.95
/** The report of the same facts is the same report. */
const SEED = 20_260_101

export function emptyTally(from: DayIndex, to: DayIndex): Tally {
  return { sums: { ...NO_SUMS }, blocks: [], leads: [], judgedOn: noDays(from, to), persons: new Set() }
}

export function addToTally(
  tally: Tally,
  subject: { index: number; person: string | null },
  { sums, leads, judgedOn }: Judgement,
): void {
  addSums(tally.sums, sums)
  const index = subject.index % MOST_BLOCKS
  while (tally.blocks.length <= index) tally.blocks.push({ ...NO_SUMS })
  addSums(tally.blocks[index]!, sums)
  for (const lead of leads) tally.leads.push(lead)
  for (const day of judgedOn) countDay(tally.judgedOn, day)
  if (sums.raised > 0 && subject.person !== null) tally.persons.add(subject.person)
}

export type ReportTerms = {
  weeks: number
  /** whether silence was judged as well (decision mode) */
  hasCalm: boolean
  /** the chance of being right with warnings on these very days at any subject; null: over the whole span */
  baseOf: ((days: DayCounts) => number | null) | null
  /** what happened in the span, each event once however often it was looked at */
  events: number
}

export function reportOf(
  { sums, blocks, leads, judgedOn, persons }: Tally,
  { weeks, hasCalm, baseOf, events }: ReportTerms,
): ModeReport {
  const judged = sums.right + sums.wrong
  const precision = share(sums.right, judged)
  const matched = baseOf ? baseOf(judgedOn) : null
  const baseRate = matched ?? share(sums.atStake, sums.judgeable)
  const recall = share(sums.caught, sums.events)
  const lift = precision === null || !baseRate ? null : precision / baseRate
  const isFew = Math.min(events, sums.events, judged) < FEWEST_EVENTS
  const intervals = intervalsOf(sums, blocks, { chance: seeded(SEED), base: matched, isFew })
  return {
    raised: sums.raised,
    alerts: judged + sums.repeats,
    truePositive: sums.right,
    falsePositive: sums.wrong,
    repeats: sums.repeats,
    unscored: sums.unscored,
    missed: sums.missed,
    trueNegative: hasCalm ? sums.calm : null,
    events: sums.events,
    judged: hasCalm ? sums.judgeable : judged,
    baseRate,
    precision,
    recall,
    lift,
    intervals,
    leadDays: leadDaysOf(leads),
    perWeekPerPerson: weeks > 0 ? sums.raised / weeks / Math.max(1, persons.size) : 0,
    persons: persons.size,
    money: { caughtFen: sums.caughtFen, missedFen: sums.missedFen },
    verdict: isFew ? 'not-enough-data' : verdictOf(intervals.lift),
  }
}

/**
 * Useful when even the lower end of the lift is above chance, harmful when even its upper end is below. Too
 * few events or alerts to say so is an answer of its own.
 */
function verdictOf(lift: Interval | null): BacktestVerdict {
  if (lift === null) return 'not-enough-data'
  if (lift.low > 1) return 'useful'
  return lift.high < 1 ? 'harmful' : 'no-better-than-chance'
}

function intervalsOf(
  sums: Sums,
  blocks: readonly Sums[],
  { chance, base, isFew }: { chance: Chance; base: number | null; isFew: boolean },
): ModeReport['intervals'] {
  const telling = blocks.filter((block) => block.judgeable > 0 || block.raised > 0 || block.events > 0)
  // Drawing one hit out of one again and again would call it certain.
  if (isFew || telling.length < FEWEST_BLOCKS) return fewBlocks(sums, base)
  const rows = telling.map((one) => [
    one.right,
    one.right + one.wrong,
    one.caught,
    one.events,
    one.atStake,
    one.judgeable,
  ])
  const precision = (s: readonly number[]) => s[0]! / s[1]!
  const recall = (s: readonly number[]) => s[2]! / s[3]!
  const lift = (s: readonly number[]) => s[0]! / s[1]! / (base ?? s[4]! / s[5]!)
  const options = { chance, draws: DRAWS, confidence: CONFIDENCE }
  const [p, r, l] = blockBootstrap(rows, [precision, recall, lift], options)
  return { precision: p!, recall: r!, lift: l! }
}

/** A handful of subjects leaves nothing to draw from: the interval of a share, as if all were apart. */
function fewBlocks(sums: Sums, matched: number | null): ModeReport['intervals'] {
  const base = matched ?? share(sums.atStake, sums.judgeable)
  const judged = sums.right + sums.wrong
  const precision = judged > 0 ? wilson(sums.right, judged) : null
  const recall = sums.events > 0 ? wilson(sums.caught, sums.events) : null
  const lift = precision && base ? { low: precision.low / base, high: precision.high / base } : null
  return { precision, recall, lift }
}

function leadDaysOf(leads: readonly number[]): LeadDays | null {
  if (leads.length === 0) return null
  const sorted = ascending(leads)
  const counts = new Map<number, number>()
  for (const lead of sorted) {
    const week = Math.ceil(lead / 7) * 7
    counts.set(week, (counts.get(week) ?? 0) + 1)
  }
  return {
    p25: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    p75: quantile(sorted, 0.75),
    mean: sorted.reduce((sum, days) => sum + days, 0) / sorted.length,
    distribution: [...counts].map(([days, count]) => ({ days, count })),
  }
}

function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
