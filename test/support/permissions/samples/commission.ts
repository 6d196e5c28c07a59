import type * as api from '../../../../src/api/commission.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getCommission: {},
  listCommissions: {},
  getCommissionOf: {
    input: (r) => ({ params: { userId: r.userId } }),
    reach: byScope,
  },
  exportCommissions: {},
  getCommissionRule: {},
  saveCommissionRule: {
    input: () => ({ body: { tiers: [{ fromFen: 0, rateBp: 100 }], lateDays: 30, lateBp: 5_000 } }),
  },
}
