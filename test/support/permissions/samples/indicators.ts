import type * as api from '../../../../src/api/indicators.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

const NOTHING = { status: 404, code: 'not_found' }
const form = { nameZh: '钢价', unit: '元/吨', bad: 'high' as const, dueWorkdays: 3 }

export const samples: Samples<typeof api> = {
  listIndicators: {},
  createIndicator: {
    input: (_, org) => ({ body: { ...form, every: 'month' as const, responsibleId: org.users.finance } }),
  },
  updateIndicator: {
    input: (r, org) => ({
      params: { id: r.customerId },
      body: { ...form, responsibleId: org.users.finance },
    }),
    fails: NOTHING,
  },
  endIndicator: { input: (r) => ({ params: { id: r.customerId }, body: { ended: true } }), fails: NOTHING },
  listIndicatorValues: { input: (r) => ({ params: { id: r.customerId } }), fails: NOTHING },
  recordIndicatorValues: {
    input: () => ({ body: { values: [{ key: 'steel', on: TODAY, value: 1 }] } }),
    fails: { status: 400, code: 'indicator_unknown' },
  },
  voidIndicatorValue: { input: (r) => ({ params: { id: r.customerId } }), fails: NOTHING },
}
