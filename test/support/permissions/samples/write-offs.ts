import type * as api from '../../../../src/api/write-offs.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listWriteOffs: {},
  draftWriteOff: {
    input: (r) => ({
      body: {
        customerId: r.customerId,
        ground: 'vanished',
        reason: '失联',
        lines: [{ instalmentId: r.contestableId, amountFen: 100 }],
      },
    }),
    reach: byScope,
  },
  askWriteOff: { input: (r) => ({ params: { id: r.draftWriteOffId } }), reach: byScope },
  endWriteOff: {
    input: (r) => ({ params: { id: r.draftWriteOffId }, body: { reason: '客户付款了' } }),
    reach: byScope,
  },
  recordRecovery: {
    input: (r) => ({ params: { id: r.writeOffId }, body: { receivedOn: TODAY, amountFen: 5 } }),
    reach: byScope,
  },
  voidRecovery: {
    input: (r) => ({ params: { id: r.recoveryId }, body: { reason: '登错了' } }),
    reach: byScope,
  },
}
