import type * as api from '../../../../src/api/invoices.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  recordInvoice: {
    input: (r, org) => ({
      body: {
        customerId: r.customerId,
        responsibleId: org.users.mate,
        number: 'INV-NEW',
        issuedOn: TODAY,
        amountFen: 100_000,
        instalments: [{ dueOn: addDays(TODAY, 30), amountFen: 100_000 }],
      },
    }),
    reach: byScope,
  },
  setInvoiceOwnFields: {
    input: (r) => ({ params: { id: r.freeInvoiceId }, body: { custom: { [r.invoiceFieldKey]: 'SF' } } }),
    reach: byScope,
  },
}
