import type * as api from '../../../../src/api/statement-answers.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

/** Who takes back which answer is held by the module's own tests; here one that is not there. */
const NOWHERE = '00000000-0000-7000-8000-000000000001'

export const samples: Samples<typeof api> = {
  listStatementAnswers: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  recordStatementAnswer: {
    input: (r) => ({ params: { id: r.customerId }, body: { statementAsOf: TODAY, outcome: 'agreed' } }),
    reach: byScope,
  },
  voidStatementAnswer: {
    input: () => ({ params: { id: NOWHERE }, body: { reason: '记错了' } }),
    fails: { status: 404, code: 'not_found' },
  },
}
