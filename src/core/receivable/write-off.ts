import type { Day } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** Why nothing more is expected (C097); what tax asks to be shown goes by these. */
export const GROUNDS = ['insolvent', 'dissolved', 'court', 'vanished', 'aged', 'settled', 'other'] as const
export type Ground = (typeof GROUNDS)[number]

export const WRITE_OFF_STATES = ['draft', 'asked', 'in_effect', 'ended'] as const
export type WriteOffState = (typeof WRITE_OFF_STATES)[number]

export type WriteOffLine = { instalmentId: string; amountFen: Fen }
export type WriteOffRefusal =
  | 'amount_not_positive'
  | 'write_off_twice'
  | 'instalment_of_other_customer'
  | 'amount_exceeds_open'

/**
 * What may be written off: parts of what one customer owes at this moment, each named once. `open` holds what
 * is open of that customer and nothing else. Gives the sum.
 */
export function checkLines(
  lines: readonly WriteOffLine[],
  open: ReadonlyMap<string, Fen>,
): Result<Fen, WriteOffRefusal> {
  const seen = new Set<string>()
  for (const { instalmentId, amountFen } of lines) {
    if (amountFen <= 0n) return refuse('amount_not_positive')
    if (seen.has(instalmentId)) return refuse('write_off_twice')
    seen.add(instalmentId)
    const openFen = open.get(instalmentId)
    if (openFen === undefined) return refuse('instalment_of_other_customer')
    if (amountFen > openFen) return refuse('amount_exceeds_open', { instalmentId })
  }
  return ok(sumFen(lines.map(({ amountFen }) => amountFen)))
}

/** What proves it: files on the write-off, and what was done to get the money. */
export type Evidence = { files: number; dunningSteps: number; lastDunnedOn: Day | null }

/** Nobody decides on a bare sentence: a file or a recorded dunning step has to stand behind it. */
export function checkEvidence({ files, dunningSteps }: Evidence): Result<null, 'write_off_no_evidence'> {
  return files + dunningSteps === 0 ? refuse('write_off_no_evidence') : ok(null)
}

/** What may still be done with one, asked before the write and shown with the row (law 7). */
export type WriteOffCan = {
  ask: true | 'write_off_not_draft'
  end: true | 'write_off_over' | 'write_off_asked' | 'write_off_recovered'
  recover: true | 'write_off_not_in_effect' | 'write_off_recovered_whole'
}

export function writeOffCan(one: {
  status: WriteOffState
  /** its approval sent it back to whoever asked, who may ask once more with better evidence */
  isReturned: boolean
  amountFen: Fen
  recoveredFen: Fen
}): WriteOffCan {
  const { status, isReturned, amountFen, recoveredFen } = one
  return {
    ask: status === 'draft' || (status === 'asked' && isReturned) || 'write_off_not_draft',
    end: endable(status, recoveredFen),
    recover:
      status !== 'in_effect'
        ? 'write_off_not_in_effect'
        : recoveredFen < amountFen || 'write_off_recovered_whole',
  }
}

/** One that is being decided is withdrawn in its approval; money that came for it has to be moved first. */
function endable(status: WriteOffState, recoveredFen: Fen): WriteOffCan['end'] {
  if (status === 'ended') return 'write_off_over'
  if (status === 'asked') return 'write_off_asked'
  return status === 'in_effect' && recoveredFen > 0n ? 'write_off_recovered' : true
}

export type RecoveryRefusal =
  | 'amount_not_positive'
  | 'date_in_future'
  | 'recovery_before_write_off'
  | 'recovery_exceeds_claim'

/** Money for a claim that is off the books: not before it was, and no more than is left of it. */
export function checkRecovery(
  wish: { amountFen: Fen; receivedOn: Day },
  claim: { amountFen: Fen; recoveredFen: Fen; writtenOffOn: Day; today: Day },
): Result<null, RecoveryRefusal> {
  const leftFen = claim.amountFen - claim.recoveredFen
  if (wish.amountFen <= 0n) return refuse('amount_not_positive')
  if (wish.receivedOn > claim.today) return refuse('date_in_future')
  if (wish.receivedOn < claim.writtenOffOn) return refuse('recovery_before_write_off')
  if (wish.amountFen > leftFen) return refuse('recovery_exceeds_claim', { leftFen: Number(leftFen) })
  return ok(null)
}

/**
 * What moved the provision between two bookings. Below zero when more was taken back than came new: a booking
 * told of it before.
 */
export type Movement = { writtenOffFen: Fen; recoveredFen: Fen }

/** What of all that moved no booking has told yet: also what came late, or was taken back since. */
export function notYetBooked(all: Movement, booked: readonly Movement[]): Movement {
  return {
    writtenOffFen: all.writtenOffFen - sumFen(booked.map((one) => one.writtenOffFen)),
    recoveredFen: all.recoveredFen - sumFen(booked.map((one) => one.recoveredFen)),
  }
}

/**
 * What the income statement bears so that the provision comes to `closing` (C098): a write-off uses the
 * provision up, a recovery gives it back. opening + charge − written off + recovered = closing.
 */
export function chargeOf(opening: Fen, closing: Fen, { writtenOffFen, recoveredFen }: Movement): Fen {
  return closing - opening + writtenOffFen - recoveredFen
}
