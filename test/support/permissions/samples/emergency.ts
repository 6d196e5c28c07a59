import type * as api from '../../../../src/api/emergency.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

const plan = {
  calls: [{ userId: null, name: '王律师', office: '律师', phone: '010-88' }],
  steps: [{ title: '停止发货', minutes: 30 }],
}

export const samples: Samples<typeof api> = {
  getEmergency: {},
  // Every owner's run has a plan of its own, of which the writer would have had to see the newest.
  savePlan: {
    input: () => ({ body: { ...plan, seen: null } }),
    fails: { status: 409, code: 'plan_changed' },
  },
  startRun: { input: () => ({ body: { drill: { situation: '大客户跑路' } } }) },
  getRun: { input: (r) => ({ params: { id: r.runId } }) },
  markRun: {
    input: (r) => ({ params: { id: r.runId }, body: { item: 'call-0', kind: 'done' as const, text: '' } }),
  },
  endRun: {
    also: 'rule.write',
    input: (r) => ({
      params: { id: r.runId },
      body: {
        findings: '电话没人接',
        tasks: [{ title: '换备用电话', to: 'manager', dueOn: addDays(TODAY, 3) }],
      },
    }),
  },
}
