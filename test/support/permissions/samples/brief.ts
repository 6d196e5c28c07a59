import type * as api from '../../../../src/api/brief.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getBriefPage: {},
  listCollected: {},
  askCustomer: { input: () => ({ query: { q: '公司' } }) },
}
