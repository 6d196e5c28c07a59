import type * as api from '../../../../src/api/customer-members.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  saveMember: {
    input: (r, org) => ({ params: { id: r.customerId }, body: { userId: org.users.legal, note: '看合同' } }),
    reach: byScope,
  },
  // Nobody is a member in this world; that somebody can be taken out again is for the room's own test.
  endMember: {
    input: (r, org) => ({ params: { id: r.customerId, userId: org.users.legal } }),
    fails: { status: 404, code: 'not_found' },
  },
}
