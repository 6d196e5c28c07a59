import type * as api from '../../../../src/api/contracts.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listContracts: { input: () => ({ query: { view: 'all', size: 200 } }) },
  getContract: { input: (r) => ({ params: { id: r.contractId } }), reach: byScope },
  createContract: {
    input: (r) => ({ body: { number: 'NEW-K', customerId: r.customerId, amountFen: 500 } }),
    reach: byScope,
  },
  approveContract: {
    input: (r) => ({ params: { id: r.contractId }, body: { kind: 'approved' } }),
    reach: byScope,
  },
  recordContractStep: {
    input: (r) => ({
      params: { id: r.contractId },
      body: { kind: 'prolonged', endsOn: addDays(TODAY, 400) },
    }),
    reach: byScope,
  },
}
