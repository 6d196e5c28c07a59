import type * as api from '../../../../src/api/commission.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getCommission: {},
  listCommissions: {},
  getCommissionOf: {
    input: (_, org) => ({ params: { userId: org.users.rep } }),
    reach: ({ isOwner, sees }) => isOwner || sees('target.read'),
  },
  exportCommissions: {},
  getCommissionRule: {},
  saveCommissionRule: {
    input: () => ({ body: { tiers: [{ fromFen: 0, rateBp: 100 }], lateDays: 30, lateBp: 5_000 } }),
  },
}
