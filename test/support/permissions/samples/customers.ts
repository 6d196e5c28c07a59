import type * as api from '../../../../src/api/customers.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listCustomers: { input: () => ({ query: { size: 200 } }) },
  exportCustomers: {},
  findAlike: { input: () => ({ query: { name: '新客户有限公司' } }) },
  createCustomer: {
    input: (_, org) => ({ body: { name: '新客户有限公司', responsibleId: org.users.mate } }),
  },
  getCustomer: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  updateCustomer: {
    input: (r) => ({ params: { id: r.customerId }, body: { name: '改名有限公司' } }),
    reach: byScope,
  },
  revealPhone: { input: (r) => ({ params: { id: r.customerId } }), reach: byScope },
  addContact: { input: (r) => ({ params: { id: r.customerId }, body: { name: '王经理' } }), reach: byScope },
  updateContact: {
    input: (r) => ({ params: { id: r.contactId }, body: { name: '王经理' } }),
    reach: byScope,
  },
  recordActivity: {
    input: (r) => ({ body: { dealId: r.dealId, kind: 'call', summary: '谈了交期' } }),
    reach: byScope,
  },
  // One's own, or with customer.assign a team member's.
  voidActivity: {
    input: (r) => ({ params: { id: r.activityId }, body: { reason: '记错了' } }),
    reach: ({ isOwner, sees }) => isOwner || sees('customer.assign'),
  },
}
