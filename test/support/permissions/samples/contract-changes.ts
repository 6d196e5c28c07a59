import type * as api from '../../../../src/api/contract-changes.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  contractChanges: { input: (r) => ({ params: { id: r.contractId } }), reach: byScope },
  askChange: {
    input: (r) => ({ params: { id: r.contractId }, body: { what: '加装', askedBy: '王工', askedOn: TODAY } }),
    reach: byScope,
    fails: { status: 409, code: 'not_approved' },
  },
  priceChange: {
    input: (r) => ({ params: { id: r.changeId }, body: { amountFen: 100 } }),
    reach: byScope,
  },
  confirmChange: {
    input: (r) => ({
      params: { id: r.changeId },
      body: { on: TODAY, person: '王工', fileId: r.changeId },
    }),
    reach: byScope,
    fails: { status: 409, code: 'change_not_priced' },
  },
  stepChange: {
    input: (r) => ({ params: { id: r.changeId }, body: { kind: 'done' } }),
    reach: byScope,
  },
}
