import * as checks from '../../../api/deal-checks.ts'
import * as help from '../../../api/deal-help.ts'
import * as api from '../../../api/deals.ts'
import * as settings from '../../../api/settings.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { listDealChecks, markCheck, unmarkCheck } from './checks.ts'
import { drawDeals } from './export-deals.ts'
import { answerHelp, assignHelp, endHelp, offerHelp, withdrawHelp } from './help.ts'
import { listHelp, listStuckNearby } from './help-rows.ts'
import { moveDeal } from './move-deal.ts'
import { listPipelines, savePipeline } from './pipelines.ts'
import { listPriority } from './priority.ts'
import { listDeals, readBoard } from './read.ts'
import { readConversion } from './read-conversion.ts'
import { getDeal } from './read-deal.ts'
import { readFunnel } from './read-funnel.ts'
import { createDeal, updateDeal } from './save-deal.ts'
import { listStageChecks, saveStageChecks } from './stage-checks.ts'

export function dealsRoutes(app: App): void {
  serve(app, api.listDeals, (ctx, { query }) => listDeals(ctx, query))
  serve(app, api.listDealPriority, (ctx, { query }) => listPriority(ctx, query))
  serve(app, api.dealBoard, (ctx, { query }) => readBoard(ctx, query))
  serve(app, api.funnel, (ctx, { query }) =>
    readFunnel(ctx, { asOf: query.asOf ?? dayOf(ctx.now), reading: query.known ? 'known' : 'business' }),
  )
  serve(app, api.conversion, (ctx, { query: { known, ...query } }) =>
    readConversion(ctx, { ...query, reading: known ? 'known' : 'business' }),
  )
  serveExport(app, api.exportDeals, 'deals', drawDeals)
  serve(app, api.getDeal, (ctx, { params, query }) => getDeal(ctx, params.id, query.asOf))
  serve(app, api.createDeal, (ctx, { body }) => createDeal(ctx, body))
  serve(app, api.updateDeal, (ctx, { params, body }) => updateDeal(ctx, params.id, body))
  serve(app, api.moveDeal, (ctx, { params, body }) => moveDeal(ctx, params.id, body))
  helpRoutes(app)
  checkRoutes(app)
  serve(app, settings.listPipelines, (ctx) => listPipelines(ctx))
  serve(app, settings.savePipeline, (ctx, { body }) => savePipeline(ctx, body))
}

/** Colleagues who help with a deal that has stalled (C046). */
function helpRoutes(app: App): void {
  serve(app, help.listStuckNearby, (ctx) => listStuckNearby(ctx))
  serve(app, help.listHelp, (ctx, { params }) => listHelp(ctx, params.id))
  serve(app, help.offerHelp, (ctx, { body }) => offerHelp(ctx, body.handle, body.message))
  serve(app, help.withdrawHelp, (ctx, { params }) => withdrawHelp(ctx, params.id))
  serve(app, help.acceptHelp, (ctx, { params, body }) =>
    answerHelp(ctx, params.id, { act: 'accept', ...body }),
  )
  serve(app, help.declineHelp, (ctx, { params, body }) =>
    answerHelp(ctx, params.id, { act: 'decline', ...body }),
  )
  serve(app, help.endHelp, (ctx, { params }) => endHelp(ctx, params.id))
  serve(app, help.assignHelp, (ctx, { params, body }) => assignHelp(ctx, params.id, body))
}

/** The list gone through with every deal (C052). */
function checkRoutes(app: App): void {
  serve(app, checks.listDealChecks, (ctx, { params, query }) => listDealChecks(ctx, params.id, query.asOf))
  serve(app, checks.markDealCheck, (ctx, { params, body }) => markCheck(ctx, params, body))
  serve(app, checks.unmarkDealCheck, (ctx, { params }) => unmarkCheck(ctx, params))
  serve(app, checks.listStageChecks, (ctx, { params }) => listStageChecks(ctx, params.id))
  serve(app, checks.saveStageChecks, (ctx, { params, body }) => saveStageChecks(ctx, params.id, body))
}
