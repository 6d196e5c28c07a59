import type { ruleBacktest } from '../../../api/backtest.ts'
import type { ReplyOf } from '../../api.ts'

export type RuleBacktest = ReplyOf<typeof ruleBacktest>
