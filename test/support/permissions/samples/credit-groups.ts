import type * as api from '../../../../src/api/credit-groups.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  saveCreditGroup: {
    input: (r) => ({
      params: { id: r.customerId },
      body: { name: '一家', limitFen: null, memberIds: [r.customerId], version: 0 },
    }),
    reach: byScope,
  },
}
