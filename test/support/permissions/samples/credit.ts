import type * as api from '../../../../src/api/credit.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const ofCustomer = (r: { customerId: string }) => ({ params: { id: r.customerId } })

export const samples: Samples<typeof api> = {
  creditBoard: {},
  customerCredit: { input: ofCustomer, reach: byScope },
  overrideGrade: {
    input: (r) => ({
      ...ofCustomer(r),
      body: { grade: 'A', reason: 'their new owner guarantees', expiresOn: addDays(TODAY, 30) },
    }),
    reach: byScope,
  },
  endOverride: {
    input: ofCustomer,
    reach: byScope,
    fails: { status: 409, code: 'credit_no_override' },
  },
}
