import type * as api from '../../../../src/api/obligations.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  contractObligations: { input: (r) => ({ params: { id: r.contractId } }), reach: byScope },
  listObligations: { input: () => ({ query: { whose: 'all', size: 200 } }) },
  addObligations: {
    input: (r) => ({
      params: { id: r.contractId },
      body: { items: [{ kind: 'invoice', dueOn: addDays(TODAY, 9) }] },
    }),
    reach: byScope,
  },
  settleObligation: {
    input: (r) => ({ params: { id: r.obligationId }, body: { kind: 'done', reason: '客户签收' } }),
    reach: byScope,
  },
}
