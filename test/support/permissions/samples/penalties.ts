import type * as api from '../../../../src/api/penalties.ts'
import { byScope, type Samples } from '../sample.ts'

const NOTHING = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  readPenalties: { input: (r) => ({ params: { customerId: r.customerId } }), reach: byScope },
  askWaiver: {
    input: (r) => ({
      body: {
        customerId: r.customerId,
        reason: '客户已付清本金',
        lines: [{ instalmentId: r.contestableId, amountFen: 1 }],
      },
    }),
    reach: byScope,
    fails: { status: 409, code: 'waiver_no_penalty' },
  },
  endWaiver: { input: (r) => ({ params: { id: r.customerId } }), fails: NOTHING },
}
