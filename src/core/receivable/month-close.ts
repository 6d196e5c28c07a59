import { type Day, type Month, monthOf } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import { lowersBalance, type StatementKind } from './statement.ts'

export type CloseRefusal = 'month_not_over' | 'month_closed' | 'month_note_needed'

/**
 * A month is closed once and not before it is over. A balance that differs from the general ledger is no
 * obstacle, but says why: the difference stays beside the figure for good.
 */
export function checkClose(
  wish: { month: Month; balanceFen: Fen; ledgerFen: Fen | null; note: string },
  known: { today: Day; closed: ReadonlySet<Month> },
): Result<{ differenceFen: Fen | null }, CloseRefusal> {
  if (wish.month >= monthOf(known.today)) return refuse('month_not_over')
  if (known.closed.has(wish.month)) return refuse('month_closed')
  const differenceFen = wish.ledgerFen === null ? null : wish.balanceFen - wish.ledgerFen
  if (differenceFen !== null && differenceFen !== 0n && wish.note.trim() === '')
    return refuse('month_note_needed', { differenceFen: Number(differenceFen) })
  return ok({ differenceFen })
}

/** A document that a closed month did not know, or no longer has. */
export type LateChange = {
  change: 'added' | 'voided'
  kind: StatementKind
  amountFen: Fen
}

/** What a late document does to the balance: billing more or taking money back raises it. */
export function effectOf({ change, kind, amountFen }: LateChange): Fen {
  const raises = lowersBalance(kind) ? -amountFen : amountFen
  return change === 'added' ? raises : -raises
}

/**
 * Closed figure + late changes = the figure of that day as it reads today. What is left over comes from
 * imports that were undone, which leave no rows to list; it is said and not hidden.
 */
export function tieOut(closedFen: Fen, changes: readonly LateChange[], nowFen: Fen) {
  const changedFen = changes.reduce((sum, change) => sum + effectOf(change), 0n)
  return { changedFen, unlistedFen: nowFen - closedFen - changedFen }
}
