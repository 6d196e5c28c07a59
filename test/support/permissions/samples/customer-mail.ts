import type * as api from '../../../../src/api/customer-mail.ts'
import { byScope, type Samples } from '../sample.ts'

/** The organisation of these tests has no mailbox, and its contacts no address. */
const letter = { lang: 'zh', subject: '货款付款提醒', words: '请安排付款' } as const
const noAddress = { status: 400, code: 'mail_no_address' }

export const samples: Samples<typeof api> = {
  previewDunningMail: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  sendDunningMail: {
    input: (r) => ({ params: { id: r.customerId }, body: { ...letter, contactId: r.contactId } }),
    reach: byScope,
    fails: noAddress,
  },
  previewStatementMail: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  sendStatementMail: {
    input: (r) => ({ params: { id: r.customerId }, body: { ...letter, contactId: r.contactId } }),
    reach: byScope,
    fails: noAddress,
  },
  customerMails: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
}
