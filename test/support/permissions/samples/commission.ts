import type * as api from '../../../../src/api/commission.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getCommission: {},
  getCommissionRule: {},
  saveCommissionRule: {
    input: () => ({ body: { tiers: [{ fromFen: 0, rateBp: 100 }], lateDays: 30, lateBp: 5_000 } }),
  },
}
