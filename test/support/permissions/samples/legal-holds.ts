import type * as api from '../../../../src/api/legal-holds.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  customerInhibition: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  placeLegalHold: {
    input: (r) => ({ params: { id: r.customerId }, body: { reason: '准备起诉' } }),
    reach: byScope,
  },
  liftLegalHold: {
    input: (r) => ({ params: { id: r.heldCustomerId }, body: { reason: '谈妥了' } }),
    reach: byScope,
  },
}
