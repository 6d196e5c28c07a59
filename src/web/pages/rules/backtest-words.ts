import type { ruleBacktest } from '../../../api/backtest.ts'
import type { ReplyOf } from '../../api.ts'

export type RuleBacktest = ReplyOf<typeof ruleBacktest>

export const VERDICT_TONE = {
  useful: 'success',
  'no-better-than-chance': 'warning',
  harmful: 'error',
  'not-enough-data': 'default',
} as const
