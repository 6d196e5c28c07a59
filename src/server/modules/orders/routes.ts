import * as api from '../../../api/orders.ts'
import { exportUninvoiced, listUninvoiced as uninvoicedRoute } from '../../../api/uninvoiced.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { correctOrder } from './correct-order.ts'
import { drawOrders } from './export-orders.ts'
import { getOrder, listOrders } from './read.ts'
import { drawUninvoiced, listUninvoiced } from './read-uninvoiced.ts'
import { createOrder, recordOrderStep, undoOrderStep, updateOrder } from './record-order-step.ts'
import { releaseOrder } from './release-order.ts'

export function ordersRoutes(app: App): void {
  serve(app, api.listOrders, (ctx, { query }) => listOrders(ctx, query))
  serveExport(app, api.exportOrders, 'orders', drawOrders)
  serve(app, uninvoicedRoute, (ctx, { query }) => listUninvoiced(ctx, query))
  serveExport(app, exportUninvoiced, 'uninvoiced', drawUninvoiced)
  serve(app, api.getOrder, (ctx, { params }) => getOrder(ctx, params.id))
  serve(app, api.createOrder, (ctx, { body }) => createOrder(ctx, body))
  serve(app, api.updateOrder, (ctx, { params, body }) => updateOrder(ctx, params.id, body))
  serve(app, api.recordOrderStep, (ctx, { params, body }) => recordOrderStep(ctx, params.id, body))
  serve(app, api.correctOrder, (ctx, { params, body }) => correctOrder(ctx, params.id, body))
  serve(app, api.releaseOrder, (ctx, { params, body }) => releaseOrder(ctx, params.id, body.reason))
  serve(app, api.undoOrderStep, (ctx, { params, body }) => undoOrderStep(ctx, params.id, body.stepId))
}
