import type * as api from '../../../../src/api/handovers.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Reach, Samples } from '../sample.ts'

/** The leaver, whoever assigns the leaver's customers, and, with counts only, who keeps the accounts. */
const takesPart: Reach = ({ isOwner, may, sees }) => isOwner || sees('customer.assign') || may('person.write')

export const samples: Samples<typeof api> = {
  listHandovers: {},
  startHandover: {
    input: (_, org) => ({
      body: { userId: org.users.assistant, reason: '合同到期', lastDay: addDays(TODAY, 9) },
    }),
  },
  getHandover: { input: (r) => ({ params: { id: r.handoverId } }), reach: takesPart },
  listHandoverItems: {
    input: (r) => ({ params: { id: r.handoverId }, query: { state: 'all', size: 200 } }),
    reach: ({ isOwner, sees }) => isOwner || sees('customer.assign'),
  },
  divideHandover: {
    input: (r, org) => ({
      params: { id: r.handoverId },
      body: { kind: 'customer', receiverId: org.users.finance },
    }),
    reach: takesPart,
  },
  tickHandover: { input: (r) => ({ params: { id: r.handoverId }, body: {} }), reach: takesPart },
  confirmHandover: {
    input: (r) => ({ params: { id: r.handoverId }, body: { note: '都清楚' } }),
    reach: takesPart,
    fails: { status: 409, code: 'handover_items_open' },
  },
  completeHandover: {
    input: (r) => ({ params: { id: r.handoverId } }),
    reach: takesPart,
    fails: { status: 409, code: 'handover_items_open' },
  },
  endHandoverAccess: {
    input: (r) => ({ params: { id: r.handoverId }, body: { gapReason: '当天离岗' } }),
    reach: takesPart,
  },
}
