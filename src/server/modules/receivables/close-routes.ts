import * as api from '../../../api/closes.ts'
import { type App, serve } from '../../platform/serve.ts'
import { closeMonth, listCloses, previewClose, readClose, reopenMonth } from './close-month.ts'

export function closesRoutes(app: App): void {
  serve(app, api.listCloses, (ctx) => listCloses(ctx))
  serve(app, api.previewClose, (ctx, { params }) => previewClose(ctx, params.month))
  serve(app, api.getClose, (ctx, { params }) => readClose(ctx, params.month))
  serve(app, api.closeMonth, (ctx, { body }) => closeMonth(ctx, body))
  serve(app, api.reopenMonth, (ctx, { params, body }) => reopenMonth(ctx, params.month, body.reason))
}
