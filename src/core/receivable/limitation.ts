import type { Day, Instant } from '../calendar.ts'

/** What makes the period begin anew (Civil Code 195): asking for the money, or the debtor owning up to it. */
export const INTERRUPTIONS = ['demand', 'promise', 'payment'] as const
export type InterruptionKind = (typeof INTERRUPTIONS)[number]

/** Known from `at` until it was taken back. A demand is one that can be proven: a call is not. */
export type Interruption = {
  id: string
  kind: InterruptionKind
  on: Day
  at: Instant
  until: Instant | null
}

/** From a beginning, the day on which the period ends if nothing else happens. */
export type Period = { by: Interruption | null; endsOn: Day; at: Instant; until: Instant | null }

/** Civil Code 188: three years. */
export const LIMITATION_YEARS = 3

/** The same day so many years later; from a 29 February the day before 1 March. */
export function addYears(day: Day, years: number): Day {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0')
  const rest = day.slice(4)
  return rest === '-02-29' && !isLeap(Number(year)) ? `${year}-02-28` : `${year}${rest}`
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/**
 * The periods of one claim: from the due day, and anew from every interruption (C101, methods §5). Whoever
 * asks after the period has run out asks in vain; a promise or a payment of the debtor begins a new one all
 * the same. A demand that counts only because of an earlier one is known while both are, and hangs on every
 * running period: what is recorded later cannot change what was known (law 2), and one that is
 * taken back takes nothing with it that another carries. The newest end is the one that counts.
 */
export function limitationPeriods(
  due: { on: Day; at: Instant; until: Instant | null },
  interruptions: readonly Interruption[],
): Period[] {
  const periods: Period[] = [
    { by: null, endsOn: addYears(due.on, LIMITATION_YEARS), at: due.at, until: due.until },
  ]
  const inOrder = [...interruptions].sort((a, b) => (a.on === b.on ? a.at - b.at : a.on < b.on ? -1 : 1))
  for (const by of inOrder) {
    const own = { by, endsOn: addYears(by.on, LIMITATION_YEARS), at: by.at, until: by.until }
    if (by.kind !== 'demand') {
      periods.push(own)
      continue
    }
    const running = periods.filter(({ endsOn }) => endsOn >= by.on)
    periods.push(
      ...joined(
        running.map(({ at, until }) => ({
          ...own,
          at: Math.max(own.at, at),
          until: sooner(own.until, until),
        })),
      ),
    )
  }
  return periods
}

/** Periods of one beginning, each as long as it was known: those that follow on each other are one. */
function joined(periods: readonly Period[]): Period[] {
  const whole: Period[] = []
  for (const one of [...periods].sort((a, b) => a.at - b.at)) {
    if (one.until !== null && one.until <= one.at) continue
    const last = whole.at(-1)
    if (!last || (last.until !== null && last.until < one.at)) whole.push({ ...one })
    else if (last.until !== null && (one.until === null || one.until > last.until)) last.until = one.until
  }
  return whole
}

function sooner(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}

/**
 * The period that counts on a day: of all that had begun, the one that ends last. By business date what
 * stands today and happened by then, as known what was known then; null: nothing was due or known yet.
 */
export function periodOn(
  periods: readonly Period[],
  { day, known }: { day: Day; known: Instant | null },
): Period | null {
  return periods
    .filter(({ by, at, until }) =>
      known === null
        ? until === null && (by === null || by.on <= day)
        : at <= known && (until === null || until > known),
    )
    .reduce<Period | null>((last, one) => (last === null || one.endsOn > last.endsOn ? one : last), null)
}
