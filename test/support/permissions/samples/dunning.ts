import type * as api from '../../../../src/api/dunning.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listDunning: { input: () => ({ query: { view: 'all', size: 200 } }) },
  customerDunning: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  recordDunning: {
    input: (r) => ({ params: { id: r.customerId }, body: { channel: 'call', note: '打过电话' } }),
    reach: byScope,
  },
  voidDunning: {
    input: (r) => ({ params: { id: r.dunningStepId }, body: { reason: '记错了' } }),
    reach: ({ isOwner, may, sees }) => sees('receivable.note') && (isOwner || may('customer.assign')),
  },
  dunningLetter: {
    input: (r) => ({ params: { id: r.customerId }, query: { stage: 'letter', format: 'docx' } }),
    reach: byScope,
  },
  dunningPlan: {},
  saveDunningPlan: {
    input: () => ({ params: { group: 'all' }, body: { stages: [{ stage: 'manager', from: 8, on: true }] } }),
  },
  dunningTexts: {},
  saveDunningText: {
    input: () => ({ body: { stage: 'call', kind: 'message', lang: 'zh', body: '您好，{客户}' } }),
  },
  dunningEffect: {},
}
