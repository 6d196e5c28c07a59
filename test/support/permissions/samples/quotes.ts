import type * as api from '../../../../src/api/quotes.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listQuotes: { input: () => ({ query: { view: 'all', size: 200 } }) },
  exportQuotes: { input: () => ({ query: { view: 'all' } }), also: 'quote.read' },
  getQuote: { input: (r) => ({ params: { id: r.quoteId } }), reach: byScope },
  requestQuote: {
    input: (r) => ({ body: { title: '新的询价', customerId: r.customerId } }),
    reach: byScope,
  },
  updateQuote: {
    input: (r) => ({ params: { id: r.quoteId }, body: { title: '改名' } }),
    reach: byScope,
  },
  recordQuoteStep: {
    input: (r) => ({ params: { id: r.quoteId }, body: { kind: 'answered', reason: '客户说再看看' } }),
    reach: byScope,
  },
  // Nothing is held against a price list here: the offer needs nobody's approval.
  askQuoteApproval: {
    input: (r) => ({ params: { id: r.quoteId }, body: { amountFen: 500, reason: '客户要求降价' } }),
    reach: byScope,
    fails: { status: 409, code: 'approval_not_needed' },
  },
  undoQuoteStep: {
    input: (r) => ({ params: { id: r.quoteId }, body: { stepId: r.quoteStepId } }),
    reach: byScope,
  },
  // Told by an import, the quote has no content of its own.
  quoteFile: {
    input: (r) => ({ params: { id: r.quoteId } }),
    reach: byScope,
    fails: { status: 409, code: 'quote_without_offer' },
  },
}
