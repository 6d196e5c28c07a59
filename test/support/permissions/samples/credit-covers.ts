import type * as api from '../../../../src/api/credit-covers.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const ofCustomer = (r: { customerId: string }) => ({ params: { id: r.customerId } })
const NOTHING = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  customerCovers: { input: ofCustomer, reach: byScope },
  recordCover: {
    input: (r) => ({
      ...ofCustomer(r),
      body: {
        ...{ kind: 'insurance', provider: '中国信保', capFen: 100_000, shareBp: 8_000, deductibleFen: 0 },
        ...{ fromOn: TODAY, untilOn: addDays(TODAY, 300) },
      },
    }),
    reach: byScope,
  },
  endCover: { input: (r) => ({ params: { id: r.customerId }, body: { untilOn: TODAY } }), fails: NOTHING },
  voidCover: { input: (r) => ({ params: { id: r.customerId } }), fails: NOTHING },
  listFinancing: {},
  recordFinancing: {
    input: () => ({ body: { kind: 'bank_line', provider: '工商银行', capacityFen: 100_000, leadDays: 5 } }),
  },
  voidFinancing: { input: (r) => ({ params: { id: r.customerId } }), fails: NOTHING },
}
