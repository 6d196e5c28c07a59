import * as api from '../../../api/handovers.ts'
import { assignCustomers, previewAssign } from '../../../api/transfers.ts'
import { type App, serve } from '../../platform/serve.ts'
import { completeHandover, confirmHandover, endHandoverAccess } from './confirm.ts'
import { divideHandover, tickHandover } from './divide.ts'
import { getHandover, listHandoverItems, listHandovers } from './read.ts'
import { startHandover } from './start-handover.ts'
import { previewTransfer, transferCustomers } from './transfer-customers.ts'

export function handoverRoutes(app: App): void {
  serve(app, api.listHandovers, (ctx) => listHandovers(ctx))
  serve(app, api.startHandover, (ctx, { body }) => startHandover(ctx, body))
  serve(app, api.getHandover, (ctx, { params }) => getHandover(ctx, params.id))
  serve(app, api.listHandoverItems, (ctx, { params, query }) => listHandoverItems(ctx, params.id, query))
  serve(app, api.divideHandover, (ctx, { params, body }) => divideHandover(ctx, params.id, body))
  serve(app, api.tickHandover, (ctx, { params, body }) => tickHandover(ctx, params.id, body))
  serve(app, api.confirmHandover, (ctx, { params, body }) => confirmHandover(ctx, params.id, body.note))
  serve(app, api.completeHandover, (ctx, { params }) => completeHandover(ctx, params.id))
  serve(app, previewAssign, (ctx, { body }) => previewTransfer(ctx, body.ids))
  serve(app, assignCustomers, (ctx, { body }) => transferCustomers(ctx, body))
  serve(app, api.endHandoverAccess, (ctx, { params, body }) =>
    endHandoverAccess(ctx, params.id, body.gapReason ?? null),
  )
}
