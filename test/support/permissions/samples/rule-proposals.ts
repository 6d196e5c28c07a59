import type * as api from '../../../../src/api/rule-proposals.ts'
import type { Samples } from '../sample.ts'

const none = {
  input: () => ({ params: { id: '019b0000-0000-7000-8000-000000000001' }, body: {} }),
  fails: { status: 404, code: 'not_found' },
}

/** Of the organisation; there is none to decide before somebody changed a rule. */
export const samples: Samples<typeof api> = {
  listRuleProposals: {},
  acceptRuleProposal: none,
  declineRuleProposal: none,
  needSecondPerson: { input: () => ({ body: { isNeeded: false } }) },
}
