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
  getCreditPolicy: {},
  saveCreditPolicy: {
    input: () => ({
      body: {
        check: { quote: 'warn', contract: 'warn', order: 'approve' },
        countsOrders: true,
        managerDays: 15,
        financeDays: 30,
        blockDays: 60,
        gradeLimitFen: { A: null, B: null, C: 100_000, D: 0 },
      },
    }),
  },
  customerStanding: { input: ofCustomer, reach: byScope },
  heldOrders: {},
  askException: {
    input: (r) => ({
      ...ofCustomer(r),
      body: { amountFen: 100_000, reason: 'one large order in spring', expiresOn: addDays(TODAY, 30) },
    }),
    reach: byScope,
  },
  endOverride: {
    input: ofCustomer,
    reach: byScope,
    fails: { status: 409, code: 'credit_no_override' },
  },
}
