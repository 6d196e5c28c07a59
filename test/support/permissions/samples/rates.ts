import type * as api from '../../../../src/api/rates.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listRates: {},
  recordRates: {
    input: () => ({ body: { rates: [{ currency: 'SEK', day: TODAY, quoted: '74.50', per: 100 }] } }),
  },
  withdrawRate: {
    input: (r) => ({ params: { id: r.customerId } }),
    fails: { status: 404, code: 'not_found' },
  },
}
