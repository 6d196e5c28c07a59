import type * as api from '../../../../src/api/backtest.ts'
import type { Samples } from '../sample.ts'

const RULE = 'instalment-overdue-1'

/** Backtests belong to the organisation, as rules do; there is none to cancel before one was started. */
export const samples: Samples<typeof api> = {
  latestBacktests: {},
  ruleBacktest: { input: () => ({ params: { code: RULE } }) },
  startBacktest: { input: () => ({ params: { code: RULE }, body: { wish: {} } }) },
  cancelBacktest: {
    input: () => ({ params: { id: '019b0000-0000-7000-8000-000000000001' }, body: {} }),
    fails: { status: 404, code: 'not_found' },
  },
}
