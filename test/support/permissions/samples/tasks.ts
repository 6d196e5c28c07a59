import type * as api from '../../../../src/api/tasks.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listTasks: {
    input: (r) => ({ query: { recordKind: 'customer', recordId: r.customerId } }),
    reach: ({ sees }) => sees('customer.read'),
  },
  // A step of a playbook: whoever may open its alert sees it and may talk about it.
  getTask: { input: (r) => ({ params: { id: r.taskId } }), reach: ({ sees }) => sees('alert.read') },
  actOnTask: {
    input: (r) => ({ params: { id: r.taskId }, body: { act: { kind: 'comment', text: '问过客户了' } } }),
    reach: byScope,
  },
  createTask: {
    input: (r, org) => ({
      body: {
        ...{ title: '核对对账单', to: org.users.finance, dueOn: addDays(TODAY, 3) },
        ...{ recordKind: 'customer', recordId: r.customerId },
      },
    }),
    reach: byScope,
  },
}
