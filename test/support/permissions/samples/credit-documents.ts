import type * as api from '../../../../src/api/credit-documents.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const ofCustomer = (r: { customerId: string }) => ({ params: { id: r.customerId } })

export const samples: Samples<typeof api> = {
  customerDocuments: { input: ofCustomer, reach: byScope },
  recordDocument: {
    input: (r) => ({
      ...ofCustomer(r),
      body: {
        ...{ kind: 'credit_report', title: '企业信用报告', issuedOn: TODAY },
        ...{ expiresOn: addDays(TODAY, 180) },
      },
    }),
    reach: byScope,
  },
  voidDocument: {
    input: (r) => ({ params: { id: r.customerId } }),
    fails: { status: 404, code: 'not_found' },
  },
}
