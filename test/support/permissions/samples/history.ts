import type * as api from '../../../../src/api/history.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  recordHistory: {
    input: (r) => ({ params: { kind: 'customer', recordId: r.customerId } }),
    reach: byScope,
  },
}
