import type * as api from '../../../../src/api/credit-what-if.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  creditWhatIf: {
    input: (r) => ({ query: { customerId: r.customerId, limitFen: 100_000 } }),
    reach: byScope,
  },
}
