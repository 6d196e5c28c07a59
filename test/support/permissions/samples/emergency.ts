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
  savePlan: { input: () => ({ body: plan }) },
  startRun: { input: () => ({ body: { drill: { situation: '大客户跑路' } } }) },
  getRun: { input: (r) => ({ params: { id: r.runId } }) },
  markRun: {
    input: (r) => ({ params: { id: r.runId }, body: { item: 'call-0', kind: 'done' as const, text: '' } }),
  },
  endRun: {
    input: (r) => ({
      params: { id: r.runId },
      body: {
        findings: '电话没人接',
        tasks: [{ title: '换备用电话', to: 'manager', dueOn: addDays(TODAY, 3) }],
      },
    }),
  },
}
