import type * as api from '../../../../src/api/deal-help.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listStuckNearby: { tellsTeamNames: true },
  listHelp: { input: (r) => ({ params: { id: r.dealId } }), reach: byScope },
  // Nobody has the handle of a deal that was not shown to them.
  offerHelp: {
    input: () => ({ body: { handle: '0'.repeat(64), message: '我认识他们采购' } }),
    fails: { status: 404, code: 'not_found' },
  },
  withdrawHelp: {
    input: (r) => ({ params: { id: r.helpId } }),
    reach: () => false,
    fails: { status: 404, code: 'not_found' },
  },
  acceptHelp: {
    input: (r) => ({ params: { id: r.helpId }, body: { untilOn: addDays(TODAY, 20) } }),
    reach: byScope,
  },
  declineHelp: { input: (r) => ({ params: { id: r.helpId }, body: {} }), reach: byScope },
  endHelp: {
    input: (r) => ({ params: { id: r.helpId } }),
    reach: ({ sees }) => sees('deal.write'),
    fails: { status: 409, code: 'help_over' },
  },
  assignHelp: {
    input: (r, org) => ({
      params: { id: r.dealId },
      body: { helperId: org.users.assistant, untilOn: addDays(TODAY, 20) },
    }),
    reach: byScope,
  },
}
