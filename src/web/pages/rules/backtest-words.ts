import type { ruleBacktest } from '../../../api/backtest.ts'
import type { ReplyOf } from '../../api.ts'

export type RuleBacktest = ReplyOf<typeof ruleBacktest>

/** Under ten cases the cases themselves (law 11). */
export function few(part: number, whole: number): string {
  if (whole === 0) return '—'
  return whole < 10 ? `${part}/${whole}` : `${Math.round((part / whole) * 1000) / 10}%`
}
