import * as api from '../../../api/scores.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { readCardRule, saveCardRule } from './card-rules.ts'
import { drawCards } from './export-cards.ts'
import { listScoreRows } from './list-rows.ts'
import { readCards } from './read-cards.ts'

export function scoresRoutes(app: App): void {
  serve(app, api.getScorecards, (ctx, { query }) => readCards(ctx, query))
  serve(app, api.listScoreRows, (ctx, { params, query }) => listScoreRows(ctx, params.userId, query))
  serveExport(app, api.exportScorecards, 'scores', drawCards)
  serve(app, api.getCardRule, (ctx) => readCardRule(ctx))
  serve(app, api.saveCardRule, (ctx, { body }) => saveCardRule(ctx, body))
}
