import type * as api from '../../../../src/api/merges.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listDuplicates: {},
  previewMerge: {
    input: (r) => ({ params: { id: r.customerId }, query: { otherId: r.customerId } }),
    reach: byScope,
  },
  // A record is not merged into itself: who may see it is told so, nobody else learns that it is there.
  mergeCustomers: {
    input: (r) => ({ params: { id: r.customerId }, body: { otherId: r.customerId, reason: '录重了' } }),
    reach: byScope,
    fails: { status: 409, code: 'merge_same' },
  },
  listMerges: { input: (r) => ({ query: { customerId: r.customerId } }) },
  undoMerge: {
    input: (r) => ({ params: { id: r.mergeId } }),
    reach: byScope,
  },
}
