import type * as api from '../../../../src/api/bills.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listBills: {},
  receiveBill: {
    input: (r) => ({
      body: {
        customerId: r.customerId,
        kind: 'bank',
        number: 'PJ-2026-001',
        acceptor: '某银行',
        amountFen: 100,
        issuedOn: addDays(TODAY, -10),
        dueOn: addDays(TODAY, 90),
        receivedOn: TODAY,
      },
    }),
    reach: byScope,
  },
  stepBill: {
    input: (r) => ({ params: { id: r.billId }, body: { step: 'refused', on: TODAY, note: '账户余额不足' } }),
    reach: byScope,
  },
  takeBackBill: {
    input: (r) => ({ params: { id: r.billId }, body: { reason: '登错了' } }),
    reach: byScope,
  },
  saveBillsCollected: { input: () => ({ body: { collected: 'received' } }) },
}
