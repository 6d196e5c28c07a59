import type * as api from '../../../../src/api/pool.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listPool: {},
  // A customer that somebody answers for is in no pool: whoever may ask at all is told that it is not there.
  claimCustomer: {
    input: (r) => ({ params: { id: r.customerId } }),
    reach: byScope,
    fails: { status: 404, code: 'not_found' },
  },
  releaseCustomer: {
    input: (r) => ({ params: { id: r.customerId }, body: { reason: '不再联系' } }),
    reach: byScope,
    fails: { status: 409, code: 'pool_protected' },
  },
  poolStanding: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  savePoolSettings: {
    input: () => ({ body: { recycleDays: 60, mostPerPerson: 200, coolDays: 7 } }),
  },
}
