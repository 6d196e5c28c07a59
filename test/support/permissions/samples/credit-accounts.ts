import type * as api from '../../../../src/api/credit-accounts.ts'
import { byScope, type Samples } from '../sample.ts'

const ofCustomer = (r: { customerId: string }) => ({ params: { id: r.customerId } })

export const samples: Samples<typeof api> = {
  customerAccounts: { input: ofCustomer, reach: byScope },
  recordAccounts: {
    input: (r) => ({
      ...ofCustomer(r),
      body: {
        ...{ periodEnd: '2025-12-31', source: '对方提供', currentAssetsFen: 500, totalAssetsFen: 1000 },
        ...{ currentLiabilitiesFen: 300, totalLiabilitiesFen: 600, retainedEarningsFen: 150 },
        ...{ salesFen: 1400, ebitFen: 80, netProfitFen: 50 },
      },
    }),
    reach: byScope,
  },
  voidAccounts: {
    input: (r) => ({ params: { id: r.customerId } }),
    fails: { status: 404, code: 'not_found' },
  },
  cardCheck: {},
}
