import type * as api from '../../../../src/api/disputes.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listDisputes: {},
  openDispute: {
    input: (r) => ({
      body: { instalmentId: r.contestableId, kind: 'price', amountFen: 100, reason: '价格不对' },
    }),
    reach: byScope,
  },
  resolveDispute: {
    input: (r) => ({ params: { id: r.disputeId }, body: { outcome: 'rejected', resolution: '说清楚了' } }),
    reach: byScope,
  },
  changeDispute: {
    input: (r) => ({ params: { id: r.disputeId }, body: { dueOn: addDays(TODAY, 20) } }),
    reach: byScope,
  },
  voidDispute: {
    input: (r) => ({ params: { id: r.disputeId }, body: { reason: '登记错了' } }),
    reach: byScope,
  },
}
