import type { getQuote, recordQuoteStep } from '../../../api/quotes.ts'
import type { BodyOf, ReplyOf } from '../../api.ts'

export type Quote = ReplyOf<typeof getQuote>
export type StepKind = BodyOf<typeof recordQuoteStep>['kind']
export const ACTION = {
  sent: 'doSent',
  answered: 'doAnswered',
  paused: 'doPaused',
  resumed: 'doResumed',
  won: 'doWon',
  lost: 'doLost',
  withdrawn: 'doWithdrawn',
} as const
