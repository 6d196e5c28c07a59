import { addDays, type Day, type Instant, startOfDay } from '../calendar.ts'

/** What is known from one instant until another; null: it still is. */
type Known = { at: Instant; until: Instant | null }

/** A customer said on `notedOn` that money would come by `on`; `fen` null: no amount was named. */
export type PaymentPromise = Known & { id: string; notedOn: Day; on: Day; fen: number | null }
export type MoneyIn = Known & { on: Day; fen: number }

/**
 * standing: the day has not passed. moved: another day was named before this one passed. kept: money came by
 * then. broken: it did not, or less than was promised. late: broken, and the money came afterwards.
 */
export type PromiseState = 'standing' | 'moved' | 'kept' | 'broken' | 'late'
export type PromiseSpan = Known & { promise: PaymentPromise; state: PromiseState }

/** Whoever has named a day is left in peace until it has passed, but for no longer than this. */
export const PROMISE_PAUSE_DAYS = 14
/** A broken promise weighs on dunning for so long, unless the money comes first. */
export const PROMISE_WEIGHT_DAYS = 90
/** So many broken promises within PROMISE_WEIGHT_DAYS, and a further one stops nothing. */
const PROMISES_TOO_MANY = 2

/**
 * What became of each promise of one customer, as it could be known over time (C087): a payment that is
 * recorded late makes a broken promise a kept one from then on and not before. Payments of the customer
 * count whatever they were set against.
 */
export function promiseCourse(promises: readonly PaymentPromise[], money: readonly MoneyIn[]): PromiseSpan[] {
  return promises.flatMap((promise) => spansOf(promise, promises, money))
}

function spansOf(
  promise: PaymentPromise,
  all: readonly PaymentPromise[],
  money: readonly MoneyIn[],
): PromiseSpan[] {
  const mine = money.filter(({ on }) => on >= promise.notedOn)
  const later = all.filter((other) => isLater(other, promise) && other.notedOn <= promise.on)
  const { at, until } = promise
  const times = new Set<Instant>([at])
  const note = (time: Instant | null) => {
    if (time !== null && time > at && (until === null || time < until)) times.add(time)
  }
  note(startOfDay(addDays(promise.on, 1)))
  for (const one of [...mine, ...later]) {
    note(one.at)
    note(one.until)
  }
  const spans: PromiseSpan[] = []
  for (const time of [...times].sort((a, b) => a - b)) {
    const state = stateAt(promise, { later, mine }, time)
    const last = spans.at(-1)
    if (last?.state === state) continue
    if (last) last.until = time
    spans.push({ promise, state, at: time, until })
  }
  return spans
}

function stateAt(
  promise: PaymentPromise,
  { later, mine }: { later: readonly PaymentPromise[]; mine: readonly MoneyIn[] },
  time: Instant,
): PromiseState {
  const seen = mine.filter((one) => isKnown(one, time))
  if (isEnough(promise, sumOf(seen.filter(({ on }) => on <= promise.on)))) return 'kept'
  if (later.some((one) => isKnown(one, time))) return 'moved'
  if (time < startOfDay(addDays(promise.on, 1))) return 'standing'
  return isEnough(promise, sumOf(seen)) ? 'late' : 'broken'
}

const isLater = (one: PaymentPromise, other: PaymentPromise) =>
  one.at > other.at || (one.at === other.at && one.id > other.id)
const isKnown = ({ at, until }: Known, time: Instant) => at <= time && (until === null || time < until)
const sumOf = (money: readonly MoneyIn[]) => money.reduce((sum, { fen }) => sum + fen, 0)
const isEnough = ({ fen }: PaymentPromise, sum: number) => (fen === null ? sum > 0 : sum >= fen)

/** From when until when a promise was known to be broken, and the day after the promised one. */
export function brokenSpans(course: readonly PromiseSpan[]): (Known & { brokenOn: Day })[] {
  return course
    .filter(({ state }) => state === 'broken' || state === 'late')
    .map(({ promise, at, until }) => ({ at, until, brokenOn: addDays(promise.on, 1) }))
}

/** How a promise bears on dunning: it pauses, or it has been broken and moves the matter on. */
export type PromiseWeight = 'standing' | 'broken'

/**
 * What promises do to the dunning of something due on `dueOn`, over time. A promise speaks of what is due by
 * its day. It pauses until the day has passed, at most PROMISE_PAUSE_DAYS; of a customer who has broken two
 * of late it pauses nothing. A broken one weighs until the money comes, at most PROMISE_WEIGHT_DAYS.
 */
export function promiseWeights(
  course: readonly PromiseSpan[],
  dueOn: Day,
): (Known & { value: PromiseWeight | null })[] {
  const mine = course.filter(({ promise }) => promise.on >= dueOn)
  const times = new Set<Instant>()
  for (const { promise, at, until } of course) {
    for (const time of [at, until, pauseEnds(promise), weightEnds(promise)])
      if (time !== null) times.add(time)
  }
  const spans: (Known & { value: PromiseWeight | null })[] = []
  for (const time of [...times].sort((a, b) => a - b)) {
    const value = weightAt(course, mine, time)
    const last = spans.at(-1)
    if (last ? last.value === value : value === null) continue
    if (last) last.until = time
    spans.push({ at: time, until: null, value })
  }
  return spans.filter(({ value }) => value !== null)
}

function weightAt(
  course: readonly PromiseSpan[],
  mine: readonly PromiseSpan[],
  time: Instant,
): PromiseWeight | null {
  const now = mine.filter((one) => isKnown(one, time))
  const isPaused = now.some(
    ({ promise, state }) =>
      state === 'standing' && time < pauseEnds(promise) && !hasBrokenTooMany(course, promise, time),
  )
  if (isPaused) return 'standing'
  return now.some(({ promise, state }) => state === 'broken' && time < weightEnds(promise)) ? 'broken' : null
}

function hasBrokenTooMany(course: readonly PromiseSpan[], promise: PaymentPromise, time: Instant): boolean {
  const broken = course.filter(
    (one) =>
      (one.state === 'broken' || one.state === 'late') &&
      isKnown(one, time) &&
      one.promise.on < promise.notedOn &&
      weightEnds(one.promise) > startOfDay(promise.notedOn),
  )
  return broken.length >= PROMISES_TOO_MANY
}

const pauseEnds = ({ notedOn, on }: PaymentPromise): Instant => {
  const patience = addDays(notedOn, PROMISE_PAUSE_DAYS)
  return startOfDay(addDays(on < patience ? on : patience, 1))
}
const weightEnds = ({ on }: PaymentPromise): Instant => startOfDay(addDays(on, 1 + PROMISE_WEIGHT_DAYS))
