import type * as api from '../../../../src/api/cash.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

const NOTHING = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  readCash: {},
  listExpected: { input: () => ({ query: { weekFrom: addDays(TODAY, 1) } }) },
  listOutflows: {},
  recordOutflows: {
    input: () => ({
      body: {
        outflows: [{ kind: 'salary', label: '工资', amountFen: 100, every: 'month', firstOn: TODAY }],
      },
    }),
  },
  endOutflow: {
    input: (r) => ({ params: { id: r.customerId }, body: { untilOn: TODAY } }),
    fails: NOTHING,
  },
  voidOutflow: { input: (r) => ({ params: { id: r.customerId } }), fails: NOTHING },
  recordBalance: { input: () => ({ body: { on: TODAY, amountFen: 100, floorFen: 0 } }) },
}
