import type { Day, Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { type ChangeStepKind, changeState, isDoneUnconfirmed, outsideFen } from './change.ts'

/** A change as it was known step by step; `amountFen` of a step is its price, in yuan. */
export type ChangeCourse = {
  id: string
  on: Day
  at: Instant
  estimateFen: Fen
  inForceAt: Instant | null
  steps: readonly {
    kind: ChangeStepKind
    on: Day
    at: Instant
    until: Instant | null
    amountFen: Fen | null
  }[]
}

export type Moment = {
  at: Instant
  on: Day
  /** nobody of the customer has confirmed it, nor is it given up */
  isUnconfirmed: boolean
  /** the day on which it was delivered although no contract in force says it */
  doneOn: Day | null
  /** what stands in no contract in force; less work is no risk */
  fen: Fen
}

/** What was known of a change at each moment at which something became known of it, the oldest first. */
export function momentsOf(change: ChangeCourse, dayOf: (at: Instant) => Day): Moment[] {
  const days = new Map<Instant, Day>([[change.at, change.on]])
  for (const { at, until, on } of change.steps) {
    if (!days.has(at)) days.set(at, on)
    if (until !== null && !days.has(until)) days.set(until, dayOf(until))
  }
  const { inForceAt } = change
  if (inForceAt !== null) days.set(inForceAt, dayOf(inForceAt))
  return [...days.entries()]
    .sort(([a], [b]) => a - b)
    .map(([at, on]) => {
      const live = change.steps.filter((step) => step.at <= at && (step.until === null || step.until > at))
      const standing = {
        steps: live.map(({ kind }) => kind),
        isInForce: inForceAt !== null && inForceAt <= at,
      }
      const state = changeState(standing)
      const isOpen = state === 'asked' || state === 'priced' || state === 'confirmed'
      const price = live.findLast(({ kind }) => kind === 'priced')?.amountFen ?? change.estimateFen
      const done = live.find(({ kind }) => kind === 'done')
      return {
        at,
        on,
        isUnconfirmed: state === 'asked' || state === 'priced',
        doneOn: done && isDoneUnconfirmed(standing) ? done.on : null,
        fen: isOpen ? outsideFen(price) : 0n,
      }
    })
}

export type Span = { id: string; on: Day; at: Instant; until: Instant | null; endedOn: Day | null }

/** The stretches of a course during which it ran since the day that `since` names. */
export function spansOf(
  id: string,
  moments: readonly Moment[],
  since: (moment: Moment) => Day | null,
): Span[] {
  const spans: Span[] = []
  let open: Span | null = null
  for (const moment of moments) {
    const on = since(moment)
    if (open && on === null) {
      open.until = moment.at
      open.endedOn = moment.on
      open = null
    } else if (!open && on !== null) {
      open = { id, on, at: moment.at, until: null, endedOn: null }
      spans.push(open)
    }
  }
  return spans
}

/**
 * Of spans that overlap, which is the oldest by its day at each moment: their pieces follow on one another,
 * so that an age read off them is that of the oldest.
 */
export function oldestSpans(spans: readonly Span[]): Omit<Span, 'endedOn'>[] {
  const moments = [...new Set(spans.flatMap(({ at, until }) => (until === null ? [at] : [at, until])))]
  moments.sort((a, b) => a - b)
  const found: Omit<Span, 'endedOn'>[] = []
  for (const [index, at] of moments.entries()) {
    const running = spans.filter((span) => span.at <= at && (span.until === null || span.until > at))
    const [oldest] = running.sort((a, b) => (a.on === b.on ? a.at - b.at : a.on < b.on ? -1 : 1))
    if (!oldest) continue
    const until = moments[index + 1] ?? null
    const last = found.at(-1)
    if (last && last.id === oldest.id && last.until === at) last.until = until
    else found.push({ id: oldest.id, on: oldest.on, at, until })
  }
  return found
}
