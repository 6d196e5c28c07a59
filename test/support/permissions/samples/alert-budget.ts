import type * as api from '../../../../src/api/alert-budget.ts'
import type { Samples } from '../sample.ts'

/** One of the organisation. */
export const samples: Samples<typeof api> = {
  getAlertBudget: {},
  setAlertBudget: { input: () => ({ body: { perWeek: 0.5 } }) },
}
