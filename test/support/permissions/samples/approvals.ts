import type * as api from '../../../../src/api/approvals.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

/** Who reaches which case is held by the module's own tests; here a case that is not there. */
const NOWHERE = '00000000-0000-7000-8000-000000000001'
const absent = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  listApprovals: { input: () => ({ query: { box: 'mine' } }) },
  getApproval: { input: () => ({ params: { id: NOWHERE } }), fails: absent },
  actOnApproval: {
    input: () => ({ params: { id: NOWHERE }, body: { act: { kind: 'agree' } } }),
    fails: absent,
  },
  agreeToMany: { input: () => ({ body: { items: [{ id: NOWHERE, version: 1 }] } }) },
  // Marks what there is of mine: where there is nothing, nothing is marked and nothing told.
  readApprovalCopy: { input: () => ({ params: { id: NOWHERE } }) },
  exportApproval: { input: () => ({ params: { id: NOWHERE } }), fails: absent },
  listDelegations: {},
  delegate: {
    input: (_records, org) => ({
      body: {
        toUserId: org.users.manager2,
        kind: null,
        fromDay: addDays(TODAY, 10),
        toDay: addDays(TODAY, 12),
      },
    }),
  },
  endDelegation: { input: () => ({ params: { id: NOWHERE } }), fails: absent },
}
