import type * as api from '../../../../src/api/quiet.ts'
import { DAY_MS } from '../../../../src/core/calendar.ts'
import { NOW } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const reason = '展会期间'

export const samples: Samples<typeof api> = {
  listQuiet: {},
  addQuiet: {
    input: (r) => ({
      body: { kind: 'customer', customerId: r.customerId, from: NOW, until: NOW + 30 * DAY_MS, reason },
    }),
    reach: byScope,
  },
  endQuiet: { input: (r) => ({ params: { id: r.quietId } }), reach: byScope },
}
