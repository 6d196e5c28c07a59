import * as mail from '../../../api/customer-mail.ts'
import * as api from '../../../api/statement-answers.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type App, serve } from '../../platform/serve.ts'
import type { StatementQuery } from './read-statement.ts'
import { listStatementAnswers, recordStatementAnswer, voidStatementAnswer } from './statement-answers.ts'
import { previewStatementMail, sendStatementMail } from './statement-mail.ts'

/** A statement on its way: sent, and answered. */
export function statementRoutes(app: App): void {
  serve(app, mail.previewStatementMail, (ctx, { params, query }) =>
    previewStatementMail(ctx, spanOf(ctx, params.id, { ...query, asOf: query.until }), query),
  )
  serve(app, mail.sendStatementMail, (ctx, { params, body }) =>
    sendStatementMail(ctx, spanOf(ctx, params.id, { ...body, asOf: body.until }), body),
  )
  serve(app, api.listStatementAnswers, (ctx, { params, query }) =>
    listStatementAnswers(ctx, spanOf(ctx, params.id, query)),
  )
  serve(app, api.recordStatementAnswer, (ctx, { params, body }) =>
    recordStatementAnswer(ctx, params.id, body),
  )
  serve(app, api.voidStatementAnswer, (ctx, { params, body }) =>
    voidStatementAnswer(ctx, params.id, body.reason),
  )
}

export function spanOf(
  ctx: ReadCtx,
  customerId: string,
  query: { from?: Day | undefined; asOf?: Day | undefined; known?: boolean | undefined },
): StatementQuery {
  const asOf = query.asOf ?? dayOf(ctx.now)
  return { customerId, from: query.from, asOf, reading: query.known ? 'known' : 'business' }
}
