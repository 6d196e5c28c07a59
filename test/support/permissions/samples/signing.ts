import type * as api from '../../../../src/api/signing.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listSignings: { input: (r) => ({ params: { id: r.contractId } }), reach: byScope },
  // What nobody has approved is not sealed; who reaches it is told that.
  sealContract: {
    input: (r) => ({ params: { id: r.contractId }, body: {} }),
    reach: byScope,
    fails: { status: 409, code: 'not_approved' },
  },
}
