import type * as api from '../../../../src/api/receipts.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

const BANK = '交易日期,收入金额,支出金额,对方户名,对方账号,备注\n2026-03-02,12.00,,某某公司,1,货款\n'

export const samples: Samples<typeof api> = {
  listReceipts: { input: () => ({ query: { view: 'claimed', size: 200 } }) },
  uploadBankFile: { upload: { name: '流水.csv', text: BANK } },
  reportReceipt: {
    input: (r) => ({ body: { customerId: r.customerId, receivedOn: TODAY, amountFen: 100 } }),
    reach: byScope,
  },
  claimReceipt: {
    input: (r) => ({ params: { id: r.bankLineId }, body: { customerId: r.customerId, note: '货款' } }),
    reach: byScope,
  },
  releaseReceipt: { input: (r) => ({ params: { id: r.bankLineId } }), reach: byScope },
  confirmReceipts: { input: (r) => ({ body: { ids: [r.receiptId] } }), reach: byScope },
  setReceiptAside: {
    input: (r) => ({ params: { id: r.receiptId }, body: { reason: '利息' } }),
    reach: byScope,
  },
  saveThreshold: { input: () => ({ body: { twiceFromFen: 100_000 } }) },
}
