import * as api from '../../../api/deals.ts'
import * as settings from '../../../api/settings.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { drawDeals } from './export-deals.ts'
import { moveDeal } from './move-deal.ts'
import { listPipelines, savePipeline } from './pipelines.ts'
import { listDeals, readBoard } from './read.ts'
import { getDeal } from './read-deal.ts'
import { readFunnel } from './read-funnel.ts'
import { createDeal, updateDeal } from './save-deal.ts'

export function dealsRoutes(app: App): void {
  serve(app, api.listDeals, (ctx, { query }) => listDeals(ctx, query))
  serve(app, api.dealBoard, (ctx, { query }) => readBoard(ctx, query))
  serve(app, api.funnel, (ctx, { query }) =>
    readFunnel(ctx, { asOf: query.asOf ?? dayOf(ctx.now), reading: query.known ? 'known' : 'business' }),
  )
  serveExport(app, api.exportDeals, 'deals', drawDeals)
  serve(app, api.getDeal, (ctx, { params, query }) => getDeal(ctx, params.id, query.asOf))
  serve(app, api.createDeal, (ctx, { body }) => createDeal(ctx, body))
  serve(app, api.updateDeal, (ctx, { params, body }) => updateDeal(ctx, params.id, body))
  serve(app, api.moveDeal, (ctx, { params, body }) => moveDeal(ctx, params.id, body))
  serve(app, settings.listPipelines, (ctx) => listPipelines(ctx))
  serve(app, settings.savePipeline, (ctx, { body }) => savePipeline(ctx, body))
}
