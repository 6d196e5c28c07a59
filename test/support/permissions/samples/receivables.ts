import type * as api from '../../../../src/api/receivables.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  ageing: {},
  listInstalments: { input: () => ({ query: { size: 200 } }) },
  collectionMeasures: {},
  dueCalendar: { input: () => ({ query: { month: TODAY.slice(0, 7) } }) },
  exportAgeing: {},
  customerStatement: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  statementFile: {
    input: (r) => ({ params: { id: r.customerId }, query: { format: 'xlsx' } }),
    reach: byScope,
  },
  recordPayment: {
    input: (r) => ({
      body: {
        customerId: r.customerId,
        receivedOn: TODAY,
        amountFen: 50_000,
        allocate: [{ instalmentId: r.instalmentIds[1]!, amountFen: 50_000 }],
      },
    }),
    reach: byScope,
  },
  previewPayment: {
    input: (r) => ({
      body: {
        customerId: r.customerId,
        receivedOn: TODAY,
        amountFen: 50_000,
        allocate: [{ instalmentId: r.instalmentIds[1]!, amountFen: 50_000 }],
      },
    }),
    reach: byScope,
  },
  voidPayment: {
    input: (r) => ({ params: { id: r.paymentId }, body: { reason: '记错了' } }),
    reach: byScope,
  },
  // The invoice of the world has money set against it; its number and owner are asked about, not its
  // refusal.
  voidInvoice: {
    input: (r) => ({ params: { id: r.freeInvoiceId }, body: { reason: '开错了' } }),
    reach: byScope,
  },
}
