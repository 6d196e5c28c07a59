import type { Fen } from '../money.ts'
import { sumFen } from '../money.ts'

/** Where money was lost; no yuan stands in two of them. */
export const LOSS_CAUSES = ['written_off', 'disputed', 'returned', 'late'] as const
export type LossCause = (typeof LOSS_CAUSES)[number]

/** Where money is on its way out and may still be kept; these overlap and are never added up. */
export const RISK_CAUSES = ['old', 'over_limit', 'contested'] as const
export type RiskCause = (typeof RISK_CAUSES)[number]

export const LEAK_CAUSES = [...LOSS_CAUSES, ...RISK_CAUSES] as const
export type LeakCause = LossCause | RiskCause

export type Leak<C extends LeakCause = LeakCause> = { cause: C; n: number; fen: Fen }

/** Overdue for longer than this, money counts as on its way out. */
export const OLD_DAYS = 90

/** Largest first; causes without a case go to the end. */
export function rankLeaks<C extends LeakCause>(leaks: readonly Leak<C>[]): { leaks: Leak<C>[]; fen: Fen } {
  const ranked = [...leaks].sort((a, b) => (a.fen === b.fen ? b.n - a.n : a.fen < b.fen ? 1 : -1))
  return { leaks: ranked, fen: sumFen(leaks.map(({ fen }) => fen)) }
}
