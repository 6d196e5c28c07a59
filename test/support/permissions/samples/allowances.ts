import type * as api from '../../../../src/api/allowances.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

/** Who reaches which allowance is held by the module's own tests; here one that is not there. */
const NOWHERE = '00000000-0000-7000-8000-000000000001'
const absent = { status: 404, code: 'not_found' }

export const samples: Samples<typeof api> = {
  listAllowances: { input: () => ({ query: { size: 200 } }) },
  askReturn: {
    input: (r) => ({
      params: { id: r.noteId },
      body: {
        ...{ returnedOn: TODAY, cause: 'wrong', condition: 'intact' },
        lines: [{ lineId: NOWHERE, quantityMilli: 1000 }],
      },
    }),
    reach: byScope,
    fails: { status: 409, code: 'return_not_signed' },
  },
  askDiscount: {
    input: (r) => ({
      body: {
        customerId: r.customerId,
        invoiceNumber: 'NOWHERE',
        cause: 'price',
        amountFen: 100,
        reason: '让利',
      },
    }),
    fails: absent,
  },
  creditAllowance: { input: () => ({ params: { id: NOWHERE }, body: { reference: 'HZ-1' } }), fails: absent },
  endAllowance: { input: () => ({ params: { id: NOWHERE }, body: { reason: '录错了' } }), fails: absent },
  readReconciliation: { input: (r) => ({ params: { id: r.customerId }, query: {} }), reach: byScope },
  billNotes: {
    input: (r) => ({
      params: { id: r.customerId },
      body: { noteIds: [NOWHERE], number: 'FP-1', issuedOn: TODAY, dueOn: TODAY, totalFen: 0 },
    }),
    reach: byScope,
    fails: { status: 409, code: 'note_not_billable' },
  },
}
