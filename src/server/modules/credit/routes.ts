import * as api from '../../../api/credit.ts'
import { type App, serve } from '../../platform/serve.ts'
import { endOverride, overrideGrade } from './override.ts'
import { readBoard } from './read-board.ts'
import { getRating } from './read-rating.ts'

export function creditRoutes(app: App): void {
  serve(app, api.creditBoard, (ctx, { query }) => readBoard(ctx, query.asOf))
  serve(app, api.customerCredit, (ctx, { params, query }) => getRating(ctx, params.id, query.asOf))
  serve(app, api.overrideGrade, (ctx, { params, body }) => overrideGrade(ctx, params.id, body))
  serve(app, api.endOverride, (ctx, { params }) => endOverride(ctx, params.id))
}
