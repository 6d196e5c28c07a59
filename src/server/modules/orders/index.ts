export { otherCurrenciesTold } from './agreed-currency.ts'
export {
  bookPart,
  cancelCallOff,
  deliverByNote,
  type LockedOrder,
  lockOrder,
  requireLeaving,
  takeBackByNote,
} from './by-note.ts'
export { correctOrder } from './correct-order.ts'
export { heldNumbers } from './credit-hold.ts'
export { orderDoor } from './door.ts'
export { orderMetrics } from './metrics.ts'
export { orderScope } from './order-rows.ts'
export { passOrders } from './pass-orders.ts'
export { type OrderInput, planOrders } from './plan-orders.ts'
export { createOrder } from './record-order-step.ts'
export { releaseOrder, settleOrder } from './release-order.ts'
export { ordersRoutes } from './routes.ts'
export { saveOrders } from './save-orders.ts'
export { takeBackOrders } from './take-back.ts'
export { touchOrders } from './write-order-steps.ts'
