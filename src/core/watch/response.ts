import type { Instant } from '../calendar.ts'
import { wilson } from '../stats/interval.ts'
import { median } from '../stats/order.ts'

/**
 * One alert as it was answered (C130). Whoever had it first is measured by how it was taken up; whoever
 * closed it by how long that took. What went away by itself while there was still time
 * asked nothing of anybody and is not here.
 */
export type Answered = {
  alertId: string
  ruleCode: string
  severity: 1 | 2 | 3
  /** who had it first; the team they were in */
  personId: string
  teamId: string | null
  openedAt: Instant
  /** working minutes until somebody took it up; of one nobody took up in time, at least so many */
  takenMinutes: number
  /** taken up by whoever had it, within the time its rule allows */
  inTime: boolean
  /** who closed it, in how many working minutes since it was opened */
  closed: { personId: string; minutes: number } | null
  /** closed, and back within two weeks: what was done did not hold */
  cameBack: boolean
}

/** Below this many alerts a figure is counts and no share, median or index (law 11). */
export const LEAST_ANSWERED = 10

/** A rule that others answered rarely says little: so many alerts like all of its severity are added. */
const WEIGHT = 5

export type ResponseFigure = {
  n: number
  /** taken up in time and not back */
  good: number
  /** how many would have been, had each been answered as others answer such alerts */
  expected: number
  /** own reports of risks and own corrections, see `creditIn` */
  credit: number
  /** 100 is what was to be expected; with its interval, credit included; null under ten */
  index: { value: number; low: number; high: number } | null
  takenMedian: number | null
  closedN: number
  closedMedian: number | null
  cameBack: number
}

/**
 * How somebody answers alerts, fair to how many and how hard they are (C130–C133): observed against expected
 * by indirect standardisation (Breslow & Day 1987, II, 2.3). Expected is the share of such alerts (same rule,
 * same severity) that *others* took up in time and for good, shrunk towards all of that severity where there
 * are few (Marshall 1991). Index = 100 · (good + c) ÷ (expected + c · expected ÷ n): each report or
 * correction of one's own counts as an alert answered in time of which only the usual share was to be
 * expected, at most as many as there are alerts, so that nobody reports their way past what they leave lying.
 * Interval: Wilson's of the share, scaled.
 */
export function responseOf(
  own: readonly Answered[],
  expectedOf: (one: Answered) => number,
  credit: number,
): ResponseFigure {
  const n = own.length
  const good = own.filter(isGood).length
  const expected = own.reduce((sum, one) => sum + expectedOf(one), 0)
  const closed = own.flatMap((one) => one.closed ?? [])
  const enough = n >= LEAST_ANSWERED
  return {
    n,
    good,
    expected,
    credit,
    index: enough && expected > 0 ? indexOf({ n, good, expected, credit }) : null,
    takenMedian: enough ? median(own.map(({ takenMinutes }) => takenMinutes)) : null,
    closedN: closed.length,
    closedMedian: closed.length >= LEAST_ANSWERED ? median(closed.map(({ minutes }) => minutes)) : null,
    cameBack: own.filter(({ cameBack }) => cameBack).length,
  }
}

function indexOf({
  n,
  good,
  expected,
  credit,
}: {
  n: number
  good: number
  expected: number
  credit: number
}) {
  const counted = creditIn(credit, n)
  const cases = n + counted
  const usual = expected / n
  const { low, high } = wilson(good + counted, cases)
  const scaled = (share: number) => (100 * share) / usual
  return { value: scaled((good + counted) / cases), low: scaled(low), high: scaled(high) }
}

/** Credit counts up to the alerts one had. */
export function creditIn(credit: number, n: number): number {
  return Math.min(credit, n)
}

function isGood({ inTime, cameBack }: Answered): boolean {
  return inTime && !cameBack
}

/**
 * What is to be expected of an alert: how often people other than the one who had it answered such alerts
 * well. `team`: measured against other teams instead of against other people.
 */
export function expectations(
  all: readonly Answered[],
  whose: (one: Answered) => string | null,
): (one: Answered) => number {
  const counts = new Map<string, { n: number; good: number }>()
  const add = (key: string, one: Answered) => {
    const count = counts.get(key) ?? { n: 0, good: 0 }
    counts.set(key, { n: count.n + 1, good: count.good + (isGood(one) ? 1 : 0) })
  }
  const keysOf = (one: Answered) => [`s:${one.severity}`, `r:${one.severity}:${one.ruleCode}`] as const
  for (const one of all)
    for (const key of keysOf(one)) {
      add(key, one)
      add(`${key}|${whose(one)}`, one)
    }
  const others = (key: string, one: Answered) => {
    const every = counts.get(key)!
    const own = counts.get(`${key}|${whose(one)}`)!
    return { n: every.n - own.n, good: every.good - own.good }
  }
  const everybody = {
    n: all.length,
    good: all.filter(isGood).length,
  }
  return (one) => {
    const [severity, rule] = keysOf(one)
    const general = others(severity, one)
    const base = shrunk(general, everybody.n > 0 ? everybody.good / everybody.n : 0)
    return shrunk(others(rule, one), base)
  }
}

function shrunk({ n, good }: { n: number; good: number }, towards: number): number {
  return (good + WEIGHT * towards) / (n + WEIGHT)
}
