import type * as api from '../../../../src/api/provisions.ts'
import { addMonths } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  readProvision: {},
  saveProvisionRates: {
    input: () => ({
      body: {
        rates: [
          { from: null, bp: 0 },
          { from: 1, bp: 500 },
        ],
        validFrom: TODAY,
        reason: '会计政策',
      },
    }),
  },
  judgeProvision: {
    input: (r) => ({ body: { instalmentId: r.contestableId, amountFen: 100, reason: '对方停业' } }),
    reach: byScope,
  },
  endJudgement: {
    input: (r) => ({ params: { id: r.judgementId }, body: { reason: '已付款' } }),
    reach: byScope,
  },
  bookProvision: { input: () => ({ body: { month: addMonths(TODAY.slice(0, 7), -1) } }) },
}
