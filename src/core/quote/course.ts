import { type Day, dayOf, type Instant } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

export const STEP_KINDS = [
  'asked',
  'sent',
  'answered',
  'paused',
  'resumed',
  'won',
  'lost',
  'withdrawn',
] as const
export type StepKind = (typeof STEP_KINDS)[number]

export const QUOTE_STATUSES = ['asked', 'paused', 'sent', 'answered', 'won', 'lost', 'withdrawn'] as const
export type QuoteStatus = (typeof QUOTE_STATUSES)[number]

export type QuoteRefusal =
  | 'quote_decided'
  | 'quote_not_sent'
  | 'quote_not_waiting'
  | 'quote_not_paused'
  | 'quote_expired'
  | 'amount_not_positive'
  | 'validity_passed'
  | 'reason_required'
  | 'date_in_future'
  | 'step_before_last'

export type NextStep = {
  kind: Exclude<StepKind, 'asked'>
  at: Instant
  amountFen?: bigint | null | undefined
  validUntil?: Day | null | undefined
  reason?: string | null | undefined
}

export type Standing = { status: QuoteStatus; lastAt: Instant; validUntil: Day | null; wasSent: boolean }

/** May this happen to the quote now? Returns the state it leads to. */
export function decideStep(
  standing: Standing,
  step: NextStep,
  now: Instant,
): Result<QuoteStatus, QuoteRefusal> {
  if (isDecided(standing.status)) return refuse('quote_decided')
  if (step.at > now) return refuse('date_in_future')
  if (step.at < standing.lastAt) return refuse('step_before_last')
  const reason = step.reason?.trim() ?? ''
  switch (step.kind) {
    case 'sent':
      if (!step.amountFen || step.amountFen <= 0n) return refuse('amount_not_positive')
      if (step.validUntil && step.validUntil < dayOf(step.at)) return refuse('validity_passed')
      return ok('sent')
    case 'answered':
      return standing.wasSent ? ok('answered') : refuse('quote_not_sent')
    case 'paused':
      if (standing.status !== 'asked') return refuse('quote_not_waiting')
      return reason ? ok('paused') : refuse('reason_required')
    case 'resumed':
      return standing.status === 'paused' ? ok('asked') : refuse('quote_not_paused')
    case 'won':
      if (!standing.wasSent) return refuse('quote_not_sent')
      // C064: an offer that has run out binds nobody; it is sent again with a new date first.
      if (isExpired(standing, dayOf(step.at)))
        return refuse('quote_expired', { validUntil: standing.validUntil })
      return ok('won')
    default:
      return reason ? ok(step.kind) : refuse('reason_required')
  }
}

export function isDecided(status: QuoteStatus): boolean {
  return status === 'won' || status === 'lost' || status === 'withdrawn'
}

/** The last day of validity is still valid. */
export function isExpired(quote: Pick<Standing, 'status' | 'validUntil'>, day: Day): boolean {
  return !isDecided(quote.status) && quote.validUntil !== null && quote.validUntil < day
}

/** What can be done with the quote, each with true or the reason why not, for buttons and guards alike. */
export function possibleSteps(standing: Standing, today: Day): Record<NextStep['kind'], true | QuoteRefusal> {
  const open = isDecided(standing.status) ? 'quote_decided' : true
  const sent = open === true ? standing.wasSent || 'quote_not_sent' : open
  return {
    sent: open,
    answered: sent,
    paused: open === true ? standing.status === 'asked' || 'quote_not_waiting' : open,
    resumed: open === true ? standing.status === 'paused' || 'quote_not_paused' : open,
    won: sent === true && isExpired(standing, today) ? 'quote_expired' : sent,
    lost: open,
    withdrawn: open,
  }
}

export type CourseStep = { kind: StepKind; at: Instant; validUntil: Day | null }

const RANK: Record<StepKind, number> = {
  asked: 0,
  paused: 1,
  resumed: 2,
  sent: 3,
  answered: 4,
  won: 5,
  lost: 5,
  withdrawn: 5,
}

/** Steps in order of time; those of one instant (known by their day only) in the order they can happen. */
export function inOrder<T extends { kind: StepKind; at: Instant }>(steps: readonly T[]): T[] {
  return [...steps].sort((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind])
}

/** Where these steps, in order, have led. */
export function standingOf(steps: readonly CourseStep[]): Standing {
  const standing: Standing = { status: 'asked', lastAt: 0, validUntil: null, wasSent: false }
  for (const { kind, at, validUntil } of steps) {
    standing.lastAt = at
    if (kind === 'resumed') standing.status = 'asked'
    else standing.status = kind
    if (kind === 'sent') {
      standing.wasSent = true
      standing.validUntil = validUntil
    }
  }
  return standing
}
