import type * as api from '../../../../src/api/transfers.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  assignCustomers: {
    input: (r, org) => ({ body: { ids: [r.customerId], responsibleId: org.users.mate } }),
    reach: byScope,
  },
  previewAssign: { input: (r) => ({ body: { ids: [r.customerId] } }), reach: byScope },
}
