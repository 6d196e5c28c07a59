import type * as api from '../../../../src/api/settings.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const month = TODAY.slice(0, 7)

export const samples: Samples<typeof api> = {
  listPipelines: {},
  savePipeline: {
    input: () => ({
      body: {
        name: '大客户流程',
        stages: [
          { name: '接触', kind: 'open' },
          { name: '赢单', kind: 'won' },
          { name: '输单', kind: 'lost' },
        ],
      },
    }),
  },
  getCalendar: { input: () => ({ query: { year: 2026 } }) },
  saveCalendar: {
    input: () => ({ body: { year: 2026, days: [{ day: '2026-03-20', isWorkday: false }] } }),
  },
  getOrgSettings: {},
  getFirstSteps: {},
  saveOrgSettings: { input: (_, org) => ({ body: { unknownResponsibleId: org.users.boss } }) },
  listTargets: { input: () => ({ query: { month } }) },
  saveTargets: {
    input: (r) => ({
      body: { items: [{ userId: r.userId, month, kind: 'bookings', amountFen: 1_000_000, version: 1 }] },
    }),
    reach: byScope,
  },
  searchEverything: { input: () => ({ query: { q: '客户' } }) },
}
