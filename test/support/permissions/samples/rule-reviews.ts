import type * as api from '../../../../src/api/rule-reviews.ts'
import type { Samples } from '../sample.ts'

const none = {
  input: () => ({ params: { id: '019b0000-0000-7000-8000-000000000001' }, body: { version: 1 } }),
  fails: { status: 404, code: 'not_found' },
}

/** Reviews belong to the organisation, as rules do; there is none to decide before one was made. */
export const samples: Samples<typeof api> = {
  listRuleReviews: {},
  startRuleReviews: {},
  acceptRuleReview: none,
  declineRuleReview: none,
}
