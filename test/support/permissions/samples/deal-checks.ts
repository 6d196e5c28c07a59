import type * as api from '../../../../src/api/deal-checks.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listDealChecks: { input: (r) => ({ params: { id: r.dealId } }), reach: byScope },
  markDealCheck: {
    input: (r) => ({
      params: { id: r.dealId, checkId: r.checkId },
      body: { state: 'skipped', reason: '老客户，资料已有' },
    }),
    reach: byScope,
  },
  unmarkDealCheck: {
    input: (r) => ({ params: { id: r.dealId, checkId: r.checkId } }),
    reach: byScope,
  },
  listStageChecks: { input: (_, org) => ({ params: { id: org.pipelineId } }) },
  // Every owner's deal has an item of its own there, which the writer would have had to see.
  saveStageChecks: {
    input: (_, org) => ({
      params: { id: org.pipelineId },
      body: { seen: [], stages: [{ id: org.stages.get('need')!, items: [{ title: '需求已确认' }] }] },
    }),
    fails: { status: 409, code: 'checks_changed_meanwhile' },
  },
}
