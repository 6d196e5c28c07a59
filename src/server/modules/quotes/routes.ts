import * as api from '../../../api/quotes.ts'
import { type App, serve, serveRaw } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { askQuoteApproval } from './ask-approval.ts'
import { drawQuotes } from './export-quotes.ts'
import { drawQuoteFile } from './quote-file.ts'
import { getQuote, listQuotes } from './read.ts'
import { recordStep, undoStep } from './record-step.ts'
import { requestQuote, updateQuote } from './request-quote.ts'

export function quotesRoutes(app: App): void {
  serve(app, api.listQuotes, (ctx, { query }) => listQuotes(ctx, query))
  serveExport(app, api.exportQuotes, 'quotes', drawQuotes)
  serve(app, api.getQuote, (ctx, { params }) => getQuote(ctx, params.id))
  serve(app, api.requestQuote, (ctx, { body }) => requestQuote(ctx, body))
  serve(app, api.updateQuote, (ctx, { params, body }) => updateQuote(ctx, params.id, body))
  serve(app, api.recordQuoteStep, (ctx, { params, body }) => recordStep(ctx, params.id, body))
  serveRaw(app, api.quoteFile, (ctx, { params, query }) =>
    drawQuoteFile(ctx, { id: params.id, lang: query.lang }),
  )
  serve(app, api.askQuoteApproval, (ctx, { params, body }) => askQuoteApproval(ctx, params.id, body))
  serve(app, api.undoQuoteStep, (ctx, { params, body }) => undoStep(ctx, params.id, body.stepId))
}
