import * as api from '../../../api/quality.ts'
import { type App, serve } from '../../platform/serve.ts'
import { askCheck } from './check-data.ts'
import { chooseRhythm } from './choose-rhythm.ts'
import { dismissDefect, retakeDefect } from './dismiss.ts'
import { applyFixes, undoFixes } from './fix.ts'
import { listDefects } from './read-defects.ts'
import { readFreshness } from './read-freshness.ts'
import { readOverview } from './read-overview.ts'

export function dataQualityRoutes(app: App): void {
  serve(app, api.qualityOverview, (ctx, { query }) => readOverview(ctx, query))
  serve(app, api.listDefects, (ctx, { query }) => listDefects(ctx, query))
  serve(app, api.qualityFreshness, (ctx, { query }) => readFreshness(ctx, query))
  serve(app, api.chooseRhythm, (ctx, { params, body }) => chooseRhythm(ctx, params.source, body))
  serve(app, api.runQualityCheck, askCheck)
  serve(app, api.applyFixes, (ctx, { body }) => applyFixes(ctx, body.ids))
  serve(app, api.undoFixes, (ctx, { params }) => undoFixes(ctx, params.id))
  serve(app, api.dismissDefect, (ctx, { params, body }) => dismissDefect(ctx, params.id, body.reason))
  serve(app, api.retakeDefect, (ctx, { params }) => retakeDefect(ctx, params.id))
}
