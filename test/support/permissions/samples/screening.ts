import type * as api from '../../../../src/api/screening.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const ofCustomer = (r: { customerId: string }) => ({ params: { id: r.customerId } })

export const samples: Samples<typeof api> = {
  customerScreening: { input: ofCustomer, reach: byScope },
  noteItem: {
    input: (r) => ({
      ...ofCustomer(r),
      body: { item: 'staff', value: 80, verdict: 'passed', source: 'visit', on: TODAY },
    }),
    reach: byScope,
  },
  decideAdmission: {
    input: (r) => ({
      ...ofCustomer(r),
      body: { admission: 'admit', reason: 'visited and checked', expiresOn: addDays(TODAY, 300) },
    }),
    reach: byScope,
  },
}
