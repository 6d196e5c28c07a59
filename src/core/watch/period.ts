import type { DayIndex } from './day-index.ts'
import type { Delta } from './metric.ts'

/**
 * Figures of which there is one for each period (C122). The newest one speaks until the next should have
 * come; after that nobody knows, and what nobody knows is no data and never "fine".
 */
export function newestPeriod(deltas: readonly Delta[]): Delta | null {
  let newest: Delta | null = null
  for (const delta of deltas) {
    if (!delta.period) continue
    if (!newest || delta.on > newest.on || (delta.on === newest.on && delta.at >= newest.at)) newest = delta
  }
  return newest
}

/** The figure of the n-th period, as it was last said. */
export function ofPeriod(deltas: readonly Delta[], nth: number): Delta | null {
  return newestPeriod(deltas.filter(({ period }) => period?.nth === nth))
}

/**
 * `deltas`: those known and begun by the day. `back` 0 is the figure itself, else a change in basis points.
 */
export function foldPeriod(
  back: number,
  deltas: readonly Delta[],
  day: DayIndex,
): { value: number; n: number } {
  const rows = periodRows(back, deltas, day)
  const [newest, base] = rows
  if (!newest) return NOTHING
  if (back === 0) return { value: newest.value, n: 1 }
  if (!base || base.value <= 0) return NOTHING
  return { value: changeBp(newest.value, base.value), n: 2 }
}

/** The figures of so many periods up to the newest, oldest first; null where one is missing. */
export function periodLevels(
  back: number,
  deltas: readonly Delta[],
  { day, most }: { day: DayIndex; most: number },
): (number | null)[] {
  const newest = newestPeriod(deltas)
  if (!newest || day > newest.period!.through) return []
  const last = newest.period!.nth
  const first = deltas.reduce((least, { period }) => Math.min(least, period?.nth ?? last), last)
  const count = Math.min(most, last - first + 1)
  return Array.from({ length: count }, (_, index) => levelOf(back, deltas, last - count + 1 + index))
}

function levelOf(back: number, deltas: readonly Delta[], nth: number): number | null {
  const own = ofPeriod(deltas, nth)
  if (!own || back === 0) return own?.value ?? null
  const base = ofPeriod(deltas, nth - back)
  return base && base.value > 0 ? changeBp(own.value, base.value) : null
}

/** What the figure is made of: the newest, and the one it is held against. */
export function periodRows(back: number, deltas: readonly Delta[], day: DayIndex): Delta[] {
  const newest = newestPeriod(deltas)
  if (!newest || day > newest.period!.through) return []
  const base = back === 0 ? null : ofPeriod(deltas, newest.period!.nth - back)
  return base ? [newest, base] : [newest]
}

const NOTHING = { value: 0, n: 0 }

export function changeBp(value: number, base: number): number {
  return Math.round((value / base - 1) * 10_000)
}
