import type * as api from '../../../../src/api/deals.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listDeals: { input: () => ({ query: { size: 200 } }) },
  listDealPriority: { input: () => ({ query: { size: 200 } }) },
  dealBoard: { input: (_, org) => ({ query: { pipelineId: org.pipelineId } }) },
  funnel: {},
  conversion: { input: (_, org) => ({ query: { pipelineId: org.pipelineId } }) },
  exportDeals: {},
  getDeal: { input: (r) => ({ params: { id: r.dealId } }), reach: byScope },
  createDeal: {
    input: (r, org) => ({
      body: { title: '新商机', customerId: r.customerId, amountFen: 100_000, pipelineId: org.pipelineId },
    }),
    reach: byScope,
  },
  updateDeal: {
    input: (r, org) => ({
      params: { id: r.dealId },
      body: { title: '改名商机', responsibleId: org.users.mate },
    }),
    reach: byScope,
  },
  moveDeal: {
    input: (r, org) => ({ params: { id: r.dealId }, body: { stageId: org.stages.get('quote')! } }),
    reach: byScope,
  },
}
