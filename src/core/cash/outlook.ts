import { addDays, type Day, daysBetween, weekday } from '../calendar.ts'
import { allocateFen, type Fen, sumFen } from '../money.ts'
import { isWorkday, type WorkCalendar } from '../workdays.ts'
import { dayAt, type Likely, likelyDays, type Owed, type PaymentModel } from './predict-payment.ts'

/** One open instalment as it is expected: `openFen` is what is open and not contested. */
export type Open = Owed & { id: string; openFen: Fen }
/** A day that a customer has named and that has not passed; `fen` null: whatever is due by then. */
export type Promised = { customer: string; on: Day; fen: Fen | null }
/** How often promises were kept: of this customer, and of all. */
export type Kept = { of: ReadonlyMap<string, Count>; all: Count }
type Count = { n: number; kept: number }

/** A part of an instalment with the days on which it may come. */
export type Part = {
  id: string
  customer: string
  fen: Fen
  likely: Likely[]
  /** the promised day, when somebody has named one for this part */
  promisedOn: Day | null
}

/** So many kept promises of everybody weigh as much as one customer's own; so many half-kept ones as all. */
const SHRINK_N = 4

/** How likely a promise of this customer is kept, drawn towards everybody's, and that towards one in two. */
export function chanceKept({ of, all }: Kept, customer: string): number {
  const usual = (all.kept + SHRINK_N / 2) / (all.n + SHRINK_N)
  const own = of.get(customer) ?? { n: 0, kept: 0 }
  return (own.kept + SHRINK_N * usual) / (own.n + SHRINK_N)
}

/**
 * What is open, in parts (C102): a promise speaks of what is due by its day, the oldest first, and counts on
 * the promised day as often as promises are kept; otherwise, and for all the rest, by how this customer pays.
 */
export function partsOf(
  model: PaymentModel,
  open: readonly Open[],
  { promises, kept }: { promises: readonly Promised[]; kept: Kept },
): Part[] {
  const byCustomer = Map.groupBy(promises, ({ customer }) => customer)
  const left = new Map<Promised, Fen | null>(promises.map((one) => [one, one.fen]))
  const oldest = [...open].sort((a, b) =>
    a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : 1,
  )
  return oldest.flatMap((one) => {
    const likely = likelyDays(model, one)
    let restFen = one.openFen
    const parts: Part[] = []
    for (const promise of byCustomer.get(one.customer) ?? []) {
      const stillFen = left.get(promise)
      if (promise.on < one.dueOn || restFen === 0n || stillFen === 0n) continue
      const fen = stillFen === null || stillFen === undefined || stillFen > restFen ? restFen : stillFen
      if (stillFen !== null && stillFen !== undefined) left.set(promise, stillFen - fen)
      restFen -= fen
      const chance = chanceKept(kept, one.customer)
      parts.push({
        ...part(one, fen),
        likely: withPromise(likely, promise.on, chance),
        promisedOn: promise.on,
      })
    }
    if (restFen > 0n) parts.push({ ...part(one, restFen), likely, promisedOn: null })
    return parts
  })
}

/**
 * A bill in hand is money on its due day, or the first working day after it (票据法 §53 and the rules of
 * settlement). One that is due today has not come yet, else it were noted: it is expected on the next working
 * day. One whose day has passed and of which nobody knows what became is money on no day.
 */
export function billPart(
  bill: { id: string; customer: string; fen: Fen; dueOn: Day },
  { asOf, calendar }: { asOf: Day; calendar: WorkCalendar },
): Part {
  let on = workdayFrom(calendar, bill.dueOn)
  if (on === asOf) on = workdayFrom(calendar, addDays(asOf, 1))
  return {
    ...{ id: bill.id, customer: bill.customer, fen: bill.fen },
    likely: on > asOf ? [{ on, mass: 1 }] : [],
    promisedOn: null,
  }
}

function workdayFrom(calendar: WorkCalendar, from: Day): Day {
  let on = from
  while (!isWorkday(calendar, on)) on = addDays(on, 1)
  return on
}

function part({ id, customer }: Open, fen: Fen): Pick<Part, 'id' | 'customer' | 'fen'> {
  return { id, customer, fen }
}

function withPromise(likely: readonly Likely[], on: Day, chance: number): Likely[] {
  const otherwise = likely.map((one) => ({ on: one.on, mass: one.mass * (1 - chance) }))
  return [...otherwise, { on, mass: chance }].sort((a, b) => (a.on < b.on ? -1 : 1))
}

export type Week = {
  from: Day
  to: Day
  /** what comes in, in the mean, and the band into which it falls in eight weeks of ten */
  expectedFen: Fen
  lowFen: Fen
  highFen: Fen
  /** of what is named in promises for days of this week, the whole amount */
  promisedFen: Fen
  outFen: Fen
  /** what is in hand at the end of the week; without an opening balance what the weeks add up to */
  closingFen: Fen
  closingLowFen: Fen
  closingHighFen: Fen
}

export type Outlook = {
  weeks: Week[]
  /** expected after the last week */
  laterFen: Fen
  /** of which nobody can say when: open for longer than anything that was ever paid */
  unknownFen: Fen
  /** the day of the horizon on which least is in hand, in the mean */
  lowest: { on: Day; fen: Fen }
  shortfallFen: Fen
}

export const WEEKS_AHEAD = 13
/** Eight of ten: the quantile of the normal distribution that leaves a tenth on either side. */
const BAND = 1.2816

export type Frame = {
  asOf: Day
  openingFen: Fen
  /** less than this is a shortfall */
  floorFen: Fen
  out: readonly { on: Day; fen: Fen }[]
}

/** Weeks end on Sundays; the running one begins tomorrow, since what came today is in the balance. */
export function weeksAhead(asOf: Day, count: number = WEEKS_AHEAD): { from: Day; to: Day }[] {
  let from = addDays(asOf, 1)
  return Array.from({ length: count }, () => {
    const to = addDays(from, 7 - weekday(from))
    const week = { from, to }
    from = addDays(to, 1)
    return week
  })
}

/**
 * Expected money by week with bands (C102). What one customer owes is taken to come or stay away together,
 * customers for themselves: who runs into difficulties pays nobody. Means are rounded once, cumulatively, so
 * that weeks, what comes later and what nobody can tell add up to all that is open.
 */
export function drawOutlook(parts: readonly Part[], frame: Frame): Outlook {
  const weeks = weeksAhead(frame.asOf)
  const days = daysBetween(frame.asOf, weeks.at(-1)!.to)
  const { mean, spread, weekly, seen } = flow(parts, { asOf: frame.asOf, days, weeks })
  const out = new Array<Fen>(days + 1).fill(0n)
  for (const { on, fen } of frame.out) {
    const index = daysBetween(frame.asOf, on)
    if (index >= 1 && index <= days) out[index]! += fen
  }
  const inHand = balances({ mean, out }, frame.openingFen)
  const lowest = inHand.reduce((low, fen, index) => (fen < inHand[low]! ? index : low), 0)
  let before = 0n
  const drawn = weeks.map((week, index): Week => {
    const end = daysBetween(frame.asOf, week.to)
    const expectedFen = rounded(mean[end]!) - before
    before += expectedFen
    const band = rounded(BAND * Math.sqrt(weekly[index]!.variance))
    const cumulative = rounded(BAND * Math.sqrt(spread[end]!))
    return {
      ...week,
      expectedFen,
      lowFen: larger(0n, expectedFen - band),
      highFen: smaller(weekly[index]!.mostFen, expectedFen + band),
      promisedFen: sumFen(
        parts.flatMap(({ promisedOn, fen }) =>
          promisedOn !== null && promisedOn >= week.from && promisedOn <= week.to ? [fen] : [],
        ),
      ),
      outFen: sumFen(out.slice(daysBetween(frame.asOf, week.from), end + 1)),
      closingFen: inHand[end]!,
      closingLowFen: inHand[end]! - smaller(cumulative, before),
      closingHighFen: inHand[end]! + smaller(cumulative, sumFen(parts.map(({ fen }) => fen)) - before),
    }
  })
  return {
    weeks: drawn,
    laterFen: rounded(seen) - before,
    unknownFen: sumFen(parts.map(({ fen }) => fen)) - rounded(seen),
    lowest: { on: addDays(frame.asOf, lowest), fen: inHand[lowest]! },
    shortfallFen: larger(0n, frame.floorFen - inHand[lowest]!),
  }
}

type Flow = {
  /** what has come by the end of each day, and the variance of it */
  mean: Float64Array
  spread: Float64Array
  weekly: { variance: number; mostFen: Fen }[]
  /** what comes at any time at all */
  seen: number
}

function flow(
  parts: readonly Part[],
  { asOf, days, weeks }: { asOf: Day; days: number; weeks: readonly { from: Day; to: Day }[] },
): Flow {
  const mean = new Float64Array(days + 1)
  const spread = new Float64Array(days + 1)
  const weekly = weeks.map(() => ({ variance: 0, mostFen: 0n }))
  const ends = weeks.map(({ to }) => daysBetween(asOf, to))
  let seen = 0
  for (const mine of Map.groupBy(parts, ({ customer }) => customer).values()) {
    const own = new Float64Array(days + 1)
    const ownWeekly = new Float64Array(weeks.length)
    for (const { fen, likely } of mine) {
      const amount = Number(fen)
      const chance = chances(likely, asOf, days)
      seen += amount * likely.reduce((sum, { mass }) => sum + mass, 0)
      for (let day = 1; day <= days; day += 1) {
        mean[day]! += amount * chance[day]!
        own[day]! += amount * deviation(chance[day]!)
      }
      ends.forEach((end, index) => {
        const within = chance[end]! - (index === 0 ? 0 : chance[ends[index - 1]!]!)
        ownWeekly[index]! += amount * deviation(within)
        if (within > 0) weekly[index]!.mostFen += fen
      })
    }
    for (let day = 1; day <= days; day += 1) spread[day]! += own[day]! ** 2
    weekly.forEach((week, index) => {
      week.variance += ownWeekly[index]! ** 2
    })
  }
  return { mean, spread, weekly, seen }
}

/** How likely it has come by the end of each day after `asOf`. */
function chances(likely: readonly Likely[], asOf: Day, days: number): Float64Array {
  const by = new Float64Array(days + 1)
  for (const { on, mass } of likely) {
    const index = Math.max(1, daysBetween(asOf, on))
    if (index <= days) by[index]! += mass
  }
  for (let day = 1; day <= days; day += 1) by[day] = Math.min(1, by[day]! + by[day - 1]!)
  return by
}

const deviation = (chance: number) => Math.sqrt(Math.max(0, chance * (1 - chance)))

function balances({ mean, out }: { mean: Float64Array; out: readonly Fen[] }, openingFen: Fen): Fen[] {
  let gone = 0n
  return out.map((fen, day) => {
    gone += fen
    return openingFen + rounded(mean[day]!) - gone
  })
}

export type Expected = {
  part: Part
  fen: Fen
  chance: number
  on: Day | null
  from: Day | null
  to: Day | null
}

/** The parts behind the figure of a week, the largest first; their amounts add up to it (law 9). */
export function expectedIn(
  parts: readonly Part[],
  { from, to, expectedFen }: Pick<Week, 'from' | 'to' | 'expectedFen'>,
): Expected[] {
  const inside = parts.flatMap((part) => {
    const chance = part.likely.reduce((sum, { on, mass }) => (on >= from && on <= to ? sum + mass : sum), 0)
    return chance > 0 ? [{ part, chance, amount: Number(part.fen) * chance }] : []
  })
  if (inside.length === 0) return []
  inside.sort((a, b) => b.amount - a.amount || (a.part.id < b.part.id ? -1 : 1))
  const fens = allocateFen(
    expectedFen,
    inside.map(({ amount }) => rounded(amount)),
  )
  return inside.map(({ part, chance }, index) => ({
    part,
    chance,
    fen: fens[index]!,
    on: dayAt(part.likely, 0.5),
    from: dayAt(part.likely, 0.25),
    to: dayAt(part.likely, 0.75),
  }))
}

/** Half a fen goes up; a mean is no money until here. */
const rounded = (fen: number): Fen => BigInt(Math.round(fen))
const larger = (a: Fen, b: Fen): Fen => (a > b ? a : b)
const smaller = (a: Fen, b: Fen): Fen => (a < b ? a : b)
