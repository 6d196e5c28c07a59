import type * as api from '../../../../src/api/orders.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import { byScope, type Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  listOrders: { input: () => ({ query: { view: 'all', size: 200 } }) },
  exportOrders: { input: () => ({ query: { view: 'all' } }), also: 'order.read' },
  getOrder: { input: (r) => ({ params: { id: r.orderId } }), reach: byScope },
  createOrder: {
    input: (r) => ({
      body: { number: 'NEW-1', customerId: r.customerId, amountFen: 500, orderedOn: TODAY },
    }),
    reach: byScope,
  },
  updateOrder: {
    input: (r) => ({ params: { id: r.orderId }, body: { title: '改名', remark: '' } }),
    reach: byScope,
  },
  recordOrderStep: {
    input: (r) => ({ params: { id: r.orderId }, body: { kind: 'completed' } }),
    reach: byScope,
    fails: { status: 409, code: 'order_finished' },
  },
  correctOrder: {
    input: (r) => ({ params: { id: r.orderId }, body: { amountFen: 400, reason: '录错' } }),
    reach: byScope,
    fails: { status: 409, code: 'order_finished' },
  },
  releaseOrder: {
    input: (r) => ({ params: { id: r.orderId }, body: { reason: '客户要求' } }),
    reach: byScope,
    fails: { status: 409, code: 'order_price_free' },
  },
  undoOrderStep: {
    input: (r) => ({ params: { id: r.orderId }, body: { stepId: r.orderStepId } }),
    reach: byScope,
  },
}
