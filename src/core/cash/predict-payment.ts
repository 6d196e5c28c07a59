import { type Day, dayFromNumber, dayNumber } from '../calendar.ts'
import { type DaysModel, expectedDays, fitDays } from '../credit/late-days.ts'
import { isUndated } from '../receivable/retention.ts'
import { ascending, quantile } from '../stats/order.ts'
import type { WorkCalendar } from '../workdays.ts'
import { nextPayDay, type PayHabit, payHabit } from './pay-habit.ts'

/** What was known of an instalment when it was issued; `more` are further features, centred and scaled. */
export type Owed = { customer: string; issuedOn: Day; dueOn: Day; fen: number; more?: readonly number[] }
export type PaidOwed = Owed & { paidOn: Day }

/** One possible day of payment and how likely it is. */
export type Likely = { on: Day; mass: number }

export type PaymentModel = {
  asOf: Day
  /** days after the due day */
  lag: DaysModel
  isFeatured: boolean
  calendar: WorkCalendar
  /** how far payments have come before or after the expected day, everybody's, per whole day */
  pool: ReadonlyMap<number, Seen>
  poolN: number
  own: ReadonlyMap<string, Own>
  /** days around the expected one by customer, null: who has not paid yet; filled as asked for */
  curves: Map<string | null, readonly Point[]>
}

type Seen = { paid: number; open: number }
type Own = { seen: ReadonlyMap<number, Seen>; n: number; habit: PayHabit }

/** So many payments of one's own weigh as much as everybody's (methods §5). */
const SHRINK_N = 4
/** A habit is what was done of late: the newest payments of one customer. */
const OWN_LATEST = 40
/** Fewer payments do not bear features: what is drawn through three points says nothing about a fourth. */
const ENOUGH_FOR_FEATURES = 30
/** One payment of five hundred days says nothing about the usual; it still counts in how far days spread. */
const TRIM = 0.01

/**
 * How this company's customers pay, from what was paid by `asOf` and what was still open then. Features known
 * at issue: term, amount, day of issue, and whatever `more` holds; what is a customer's own is drawn towards
 * everybody's while little is known of it. What is open counts as "not yet" (Kaplan and Meier), else those
 * who do not pay would be forgotten. Nothing later than `asOf` may be passed in.
 */
export function fitPayments(
  paid: readonly PaidOwed[],
  open: readonly Owed[],
  { asOf, calendar }: { asOf: Day; calendar: WorkCalendar },
): PaymentModel {
  const lags = ascending(paid.map((one) => dayNumber(one.paidOn) - dayNumber(one.dueOn)))
  const [least, most] = lags.length === 0 ? [0, 0] : [quantile(lags, TRIM), quantile(lags, 1 - TRIM)]
  const isFeatured = paid.length >= ENOUGH_FOR_FEATURES
  const lag = fitDays(
    paid.map((one) => ({
      customer: one.customer,
      x: isFeatured ? featuresOf(one, asOf) : [],
      days: Math.min(most, Math.max(least, dayNumber(one.paidOn) - dayNumber(one.dueOn))),
    })),
  )
  const pool = new Map<number, Seen>()
  const mine = Map.groupBy(
    [...paid].sort((a, b) => (a.paidOn < b.paidOn ? 1 : -1)),
    ({ customer }) => customer,
  )
  const stillOpen = Map.groupBy(open, ({ customer }) => customer)
  const own = new Map<string, Own>()
  const model = {
    asOf,
    lag,
    isFeatured,
    calendar,
    pool,
    poolN: paid.length + open.length,
    own,
    curves: new Map(),
  }
  const offset = (one: Owed, on: Day) => dayNumber(on) - expectedOn(model, one)
  for (const one of paid) note(pool, offset(one, one.paidOn), 'paid')
  for (const one of open) note(pool, offset(one, asOf), 'open')
  for (const [customer, all] of mine) {
    const latest = all.slice(0, OWN_LATEST)
    const seen = new Map<number, Seen>()
    for (const one of latest) note(seen, offset(one, one.paidOn), 'paid')
    for (const one of stillOpen.get(customer) ?? []) note(seen, offset(one, asOf), 'open')
    own.set(customer, { seen, n: latest.length, habit: payHabit(latest.map(({ paidOn }) => paidOn)) })
  }
  return model
}

/**
 * On which days an instalment that is open after `asOf` may be paid, in their order; the days are those on
 * which this customer pays. What is later than everything that was ever seen has no day: the masses then come
 * to less than one. A customer without a payment is taken as everybody; while nobody has paid anything the
 * due day is all there is to go by. What waits for acceptance has no day at all.
 */
export function likelyDays(model: PaymentModel, one: Owed): Likely[] {
  if (isUndated(one.dueOn)) return []
  const own = model.own.get(one.customer)
  const centre = expectedOn(model, one)
  if (model.own.size === 0) return one.dueOn > model.asOf ? [dueDay(model, one)] : []
  const today = dayNumber(model.asOf)
  const byDay = new Map<Day, number>()
  for (const { offset, mass } of beyond(curveFor(model, one.customer), today - centre)) {
    const on = nextPayDay(own?.habit ?? { kind: 'any' }, dayFromNumber(centre + offset), model.calendar)
    byDay.set(on, (byDay.get(on) ?? 0) + mass)
  }
  return [...byDay].map(([on, mass]) => ({ on, mass })).sort((a, b) => (a.on < b.on ? -1 : 1))
}

function dueDay({ calendar }: PaymentModel, { dueOn }: Owed): Likely {
  return { on: nextPayDay({ kind: 'any' }, dueOn, calendar), mass: 1 }
}

export type Prediction = {
  /** the day by which it is as likely paid as not; null: later than anything that was ever seen */
  on: Day | null
  /** the first and the last day of the middle half */
  from: Day | null
  to: Day | null
  /** so many payments of this customer stand behind it */
  n: number
}

export function predictPayment(model: PaymentModel, one: Owed): Prediction {
  const likely = likelyDays(model, one)
  return {
    on: dayAt(likely, 0.5),
    from: dayAt(likely, 0.25),
    to: dayAt(likely, 0.75),
    n: model.own.get(one.customer)?.n ?? 0,
  }
}

/** How likely the money is there at the end of that day. */
export function chanceBy(likely: readonly Likely[], day: Day): number {
  return Math.min(
    1,
    likely.reduce((sum, { on, mass }) => (on <= day ? sum + mass : sum), 0),
  )
}

export function dayAt(likely: readonly Likely[], share: number): Day | null {
  let sum = 0
  for (const { on, mass } of likely) {
    sum += mass
    if (sum >= share - 1e-9) return on
  }
  return null
}

const termOf = ({ issuedOn, dueOn }: Owed) => dayNumber(dueOn) - dayNumber(issuedOn)

/** Scaled by plain constants; the trend goes no further back than two years. */
function featuresOf(one: Owed, asOf: Day): number[] {
  return [
    termOf(one) / 30,
    Math.log10(Math.max(1, one.fen)) - 6,
    Math.max(-2, (dayNumber(one.issuedOn) - dayNumber(asOf)) / 365),
    ...(one.more ?? []),
  ]
}

/** The expected day as a day number; without a single payment it is the due day. */
function expectedOn(
  { asOf, lag, isFeatured }: Pick<PaymentModel, 'asOf' | 'lag' | 'isFeatured'>,
  one: Owed,
): number {
  return (
    dayNumber(one.dueOn) +
    Math.round(expectedDays(lag, one.customer, isFeatured ? featuresOf(one, asOf) : []))
  )
}

function note(seen: Map<number, Seen>, offset: number, as: keyof Seen): void {
  const at = seen.get(offset) ?? { paid: 0, open: 0 }
  at[as] += 1
  seen.set(offset, at)
}

type Point = { offset: number; paid: number; open: number }

/** A curve is of a customer and not of an instalment: once for all that one of them owes. */
function curveFor(model: PaymentModel, customer: string): readonly Point[] {
  const own = model.own.get(customer)
  const key = own ? customer : null
  const curve = model.curves.get(key) ?? curveOf(model, own)
  model.curves.set(key, curve)
  return curve
}

/** Days around the expected one, everybody's weighing as much as SHRINK_N of one's own. */
function curveOf({ pool, poolN }: PaymentModel, own: Own | undefined): Point[] {
  const weight = poolN === 0 ? 0 : SHRINK_N / poolN
  const points = new Map<number, Point>()
  const add = (seen: ReadonlyMap<number, Seen>, factor: number) => {
    for (const [offset, { paid, open }] of seen) {
      const at = points.get(offset) ?? { offset, paid: 0, open: 0 }
      at.paid += paid * factor
      at.open += open * factor
      points.set(offset, at)
    }
  }
  add(pool, weight)
  if (own) add(own.seen, 1)
  return [...points.values()].sort((a, b) => a.offset - b.offset)
}

/** So much of what is known stands for whoever never pays: one late payment makes no other one sure. */
const NEVER = 0.02

/** The product-limit estimate of what comes after `passed` days, given that it had not come by then. */
function beyond(points: readonly Point[], passed: number): { offset: number; mass: number }[] {
  let atRisk = (1 + NEVER) * points.reduce((sum, { paid, open }) => sum + paid + open, 0)
  let left = 1
  const out: { offset: number; mass: number }[] = []
  for (const { offset, paid, open } of points) {
    if (offset > passed && paid > 0 && atRisk > 1e-12) {
      const mass = left * Math.min(1, paid / atRisk)
      out.push({ offset, mass })
      left -= mass
    }
    atRisk -= paid + open
  }
  return out
}
