import { type Authority, covers } from '../approval/authority.ts'
import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/**
 * May a file tell of this sending? It has no lines, so that no price list can be asked: history is taken
 * as it was, and what comes after it only from somebody whose authority reaches it (C057).
 */
export function decideToldSending(
  sending: { on: Day; amountFen: Fen | null },
  importer: { isControlled: boolean; historyUntil: Day | null; authority: Authority },
): Result<null, 'price_unchecked'> {
  if (!importer.isControlled) return ok(null)
  if (importer.historyUntil !== null && sending.on <= importer.historyUntil) return ok(null)
  const extent = { amountFen: sending.amountFen, days: 0, deviationBp: null }
  return covers(importer.authority, extent) ? ok(null) : refuse('price_unchecked')
}
