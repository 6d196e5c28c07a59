import type { DayIndex } from '../watch/day-index.ts'
import type { Judged, OutcomeEvent } from './outcome.ts'
import { holds, intersected, type Span, without } from './spans.ts'

/** What one subject adds to a report; every figure is a count, so subjects and blocks can be added up. */
export type Sums = {
  /** every time somebody would have been disturbed, judged or not */
  raised: number
  right: number
  wrong: number
  /** further alerts of an event that was already foreseen: neutral, but they disturb */
  repeats: number
  unscored: number
  missed: number
  calm: number
  events: number
  caught: number
  /** the chance of being right with a warning at a random moment: `atStake` of `judgeable` */
  atStake: number
  judgeable: number
  caughtFen: number
  missedFen: number
}

export const NO_SUMS: Readonly<Sums> = {
  raised: 0,
  right: 0,
  wrong: 0,
  repeats: 0,
  unscored: 0,
  missed: 0,
  calm: 0,
  events: 0,
  caught: 0,
  atStake: 0,
  judgeable: 0,
  caughtFen: 0,
  missedFen: 0,
}

/** Spelled out: it is done three times for every subject. */
export function addSums(into: Sums, more: Sums): void {
  into.raised += more.raised
  into.right += more.right
  into.wrong += more.wrong
  into.repeats += more.repeats
  into.unscored += more.unscored
  into.missed += more.missed
  into.calm += more.calm
  into.events += more.events
  into.caught += more.caught
  into.atStake += more.atStake
  into.judgeable += more.judgeable
  into.caughtFen += more.caughtFen
  into.missedFen += more.missedFen
}

export type Judgement = { sums: Sums; leads: number[]; judgedOn: DayIndex[] }

/** `byCase`: the base rate is that of the cases, because their ends are what is asked for. */
export type Terms = { from: DayIndex; to: DayIndex; byCase: boolean }

/**
 * Alerts as people would have been disturbed: each is held against the first event it could have foreseen.
 * An event is caught once; further alerts of it are repeats. Events are counted from the day after the
 * first one on which a warning was possible.
 */
export function judgeEpisodes(openedOn: readonly DayIndex[], judged: Judged, terms: Terms): Judgement {
  const { from, to } = terms
  const sums: Sums = { ...NO_SUMS }
  const leads: number[] = []
  const judgedOn: DayIndex[] = []
  const caught: OutcomeEvent[] = []
  for (const day of openedOn) {
    if (day < from || day > to) continue
    sums.raised += 1
    const meant = meantOn(day, judged.events, caught)
    if (meant === 'repeat') sums.repeats += 1
    else if (meant) {
      caught.push(meant)
      sums.right += 1
      judgedOn.push(day)
      leads.push(meant.on - day)
      sums.caughtFen += meant.valueFen
    } else if (holds(judged.scored, day)) {
      sums.wrong += 1
      judgedOn.push(day)
    } else sums.unscored += 1
  }
  for (const event of judged.events) {
    if (event.on <= from || event.on > to) continue
    sums.events += 1
    if (caught.includes(event)) sums.caught += 1
    else {
      sums.missed += 1
      sums.missedFen += event.valueFen
    }
  }
  if (terms.byCase) {
    sums.atStake = judged.badCases
    sums.judgeable = judged.cases
  } else {
    const term = [{ from, to }]
    sums.atStake = daysOf(intersected(judged.bad, term))
    sums.judgeable = daysOf(intersected(judged.scored, term))
  }
  return { sums, leads, judgedOn }
}

/** The first event that a warning of this day foresees and no earlier one did. */
export function meantOn(
  day: DayIndex,
  events: readonly OutcomeEvent[],
  caught: readonly OutcomeEvent[],
): OutcomeEvent | 'repeat' | null {
  let isMeant = false
  for (const event of events) {
    if (day < event.window.from || day > event.window.to) continue
    if (!caught.includes(event)) return event
    isMeant = true
  }
  return isMeant ? 'repeat' : null
}

/** The days on which people would have looked, in order, with how many there are up to each day. */
export type Looks = { days: readonly DayIndex[]; upTo: (day: DayIndex) => number }

export function looksOn(days: readonly DayIndex[], from: DayIndex, to: DayIndex): Looks {
  const inside = [...new Set(days)].filter((day) => day >= from && day <= to).sort((a, b) => a - b)
  const counts = new Int32Array(Math.max(0, to - from + 1))
  for (const day of inside) counts[day - from]! += 1
  for (let index = 1; index < counts.length; index += 1) counts[index]! += counts[index - 1]!
  return {
    days: inside,
    upTo: (day) => (day < from || counts.length === 0 ? 0 : counts[Math.min(day, to) - from]!),
  }
}

/** What the rule said at the end of each day, where it said anything. */
export type Said = { alarm: Span[]; calm: Span[]; unknown: Span[] }

export type DecisionSpans = { right: Span[]; wrong: Span[]; missed: Span[]; good: Span[] }

/**
 * Each look at each subject is a decision. Nothing to judge (no case in the window, window not over, too few
 * cases behind the figure) makes it unscored and counts neither way.
 */
export function judgeDecisions(
  said: Said,
  judged: Judged,
  looks: Looks,
): Judgement & { spans: DecisionSpans } {
  const good = without(judged.scored, judged.bad)
  const spans: DecisionSpans = {
    right: intersected(said.alarm, judged.bad),
    wrong: intersected(said.alarm, good),
    missed: intersected(said.calm, judged.bad),
    good: intersected(said.calm, good),
  }
  const count = (list: readonly Span[]) => looksIn(looks, list)
  const sums: Sums = { ...NO_SUMS, right: count(spans.right), wrong: count(spans.wrong) }
  sums.missed = count(spans.missed)
  sums.calm = count(spans.good)
  sums.raised = count(said.alarm)
  sums.atStake = sums.right + sums.missed
  sums.judgeable = sums.right + sums.wrong + sums.missed + sums.calm
  sums.unscored = sums.raised + count(said.calm) + count(said.unknown) - sums.judgeable
  sums.events = sums.right + sums.missed
  sums.caught = sums.right
  const leads: number[] = []
  for (const event of judged.events) {
    const first = firstLook(looks, intersected(said.alarm, [event.window]))
    if (first !== null) {
      leads.push(event.on - first)
      sums.caughtFen += event.valueFen
    } else if (looksIn(looks, intersected(said.calm, [event.window])) > 0) sums.missedFen += event.valueFen
  }
  return { sums, leads, judgedOn: [], spans }
}

export function looksIn({ upTo }: Looks, spans: readonly Span[]): number {
  let count = 0
  for (const { from, to } of spans) count += upTo(to) - upTo(from - 1)
  return count
}

function firstLook({ days, upTo }: Looks, spans: readonly Span[]): DayIndex | null {
  for (const { from, to } of spans) if (upTo(to) > upTo(from - 1)) return days[upTo(from - 1)]!
  return null
}

function daysOf(spans: readonly Span[]): number {
  let count = 0
  for (const { from, to } of spans) count += to - from + 1
  return count
}
