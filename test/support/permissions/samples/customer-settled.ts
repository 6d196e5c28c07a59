import type * as api from '../../../../src/api/customer-settled.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  customerSettled: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
}
