import type { Instant } from '../calendar.ts'
import { wilson } from '../stats/interval.ts'
import { median } from '../stats/order.ts'

/**
 * One alert as its first person answered it (C130); whoever closed it is measured by how long that took, see
 * `Closed`. What went away, or was taken out of their hands, while there was still time asked nothing of
 * them and is not here.
 */
export type Answered = {
  alertId: string
  ruleCode: string
  severity: 1 | 2 | 3
  /** who had it first; the team they were in then */
  personId: string
  teamId: string | null
  openedAt: Instant
  /** working minutes until they took it up; of one they did not take up in time, at least so many */
  takenMinutes: number
  /** taken up by whoever had it, within the time its rule allows */
  inTime: boolean
  /** closed by them, and back within two weeks: what was done did not hold */
  cameBack: boolean
}

/** One alert as somebody closed it, in how many working minutes since it came to them. */
export type Closed = {
  ruleCode: string
  personId: string
  teamId: string | null
  openedAt: Instant
  minutes: number
  cameBack: boolean
}

/** How many such alerts one person had in one team, and how many of them were answered well. */
export type Tally = Pick<Answered, 'ruleCode' | 'severity' | 'personId' | 'teamId'> & {
  n: number
  good: number
}

/** Below this many alerts a figure is counts and no share, median or index (law 11). */
export const LEAST_ANSWERED = 10

/**
 * With fewer others behind it an expectation would be the figure of a colleague (law 11): a rule so few had
 * is measured by its severity, a severity by all alerts; with fewer others in all, only a leader sees it.
 */
export const LEAST_OTHERS = 3

/** A rule that others answered rarely says little: so many alerts like all of its severity are added. */
const WEIGHT = 5

export type ResponseFigure = {
  n: number
  /** taken up in time and not back */
  good: number
  /** how many would have been, had each been answered as others answer such alerts; null: too few others */
  expected: number | null
  /** own reports of risks and own corrections, see `creditIn` */
  credit: number
  /** 100 is what was to be expected; with its interval, credit included; null under ten */
  index: { value: number; low: number; high: number } | null
  takenMedian: number | null
  /** what they closed, whoever had it first, and what of it came back */
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
  own: { answered: readonly Answered[]; closed: readonly Closed[] },
  expectedOf: Expectation,
  credit: number,
): ResponseFigure {
  const { answered, closed } = own
  const n = answered.length
  const good = answered.filter(({ inTime, cameBack }) => inTime && !cameBack).length
  const shares = answered.map(expectedOf)
  const expected = shares.includes(null) ? null : shares.reduce<number>((sum, share) => sum + share!, 0)
  const enough = n >= LEAST_ANSWERED
  return {
    n,
    good,
    expected,
    credit,
    index: enough && expected !== null && expected > 0 ? indexOf({ n, good, expected, credit }) : null,
    takenMedian: enough ? median(answered.map(({ takenMinutes }) => takenMinutes)) : null,
    closedN: closed.length,
    closedMedian: closed.length >= LEAST_ANSWERED ? median(closed.map(({ minutes }) => minutes)) : null,
    cameBack: closed.filter(({ cameBack }) => cameBack).length,
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

/** The share that was to be expected of an alert; null where too few others stand behind it. */
export type Expectation = (one: Answered) => number | null

const EVERY = 'all'

type Count = { n: number; good: number; people: number }

/**
 * What is to be expected of an alert: how often people other than the one who had it answered such alerts
 * well, or teams other than theirs. `isShielded`: the reader leads nobody and is told nothing that fewer than
 * three others stand behind.
 */
export function expectations(
  tallies: readonly Tally[],
  whose: (one: Pick<Tally, 'personId' | 'teamId'>) => string | null,
  isShielded: boolean,
): Expectation {
  const keysOf = ({ severity, ruleCode }: Pick<Tally, 'severity' | 'ruleCode'>) =>
    [`s:${severity}`, `r:${severity}:${ruleCode}`] as const
  const groups = new Map<string, Tally[]>()
  for (const one of tallies)
    for (const key of keysOf(one)) {
      const group = groups.get(key)
      if (group) group.push(one)
      else groups.set(key, [one])
    }
  const seen = new Map<string, Count>()
  const others = (key: string, one: Answered) => {
    const own = whose(one)
    const name = `${key}|${own}`
    const such = key === EVERY ? tallies : (groups.get(key) ?? [])
    const count = seen.get(name) ?? counted(such.filter((each) => whose(each) !== own))
    seen.set(name, count)
    return count
  }
  const every = counted(tallies)
  const overall = every.n > 0 ? every.good / every.n : 0
  return (one) => {
    const [severity, rule] = keysOf(one)
    const isFew = others(EVERY, one).people < LEAST_OTHERS
    if (isFew && isShielded) return null
    const stands = ({ people }: Count) => isFew || people >= LEAST_OTHERS
    return [others(severity, one), others(rule, one)]
      .filter(stands)
      .reduce((share, count) => shrunk(count, share), overall)
  }
}

function counted(tallies: readonly Tally[]): Count {
  return {
    n: tallies.reduce((sum, { n }) => sum + n, 0),
    good: tallies.reduce((sum, { good }) => sum + good, 0),
    people: new Set(tallies.map(({ personId }) => personId)).size,
  }
}

function shrunk({ n, good }: Count, towards: number): number {
  return (good + WEIGHT * towards) / (n + WEIGHT)
}
