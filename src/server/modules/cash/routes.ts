import * as api from '../../../api/cash.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type App, serve } from '../../platform/serve.ts'
import type { CashQuery } from './load-cash.ts'
import { listExpected, listOutflows, readCash } from './read-cash.ts'
import { endOutflow, recordBalance, recordOutflows, voidOutflow } from './record-cash.ts'

export function cashRoutes(app: App): void {
  serve(app, api.readCash, (ctx, { query }) => readCash(ctx, asked(ctx, query)))
  serve(app, api.listExpected, (ctx, { query }) => listExpected(ctx, { ...query, ...asked(ctx, query) }))
  serve(app, api.listOutflows, (ctx, { query }) => listOutflows(ctx, asked(ctx, query)))
  serve(app, api.recordOutflows, (ctx, { body }) => recordOutflows(ctx, body.outflows))
  serve(app, api.endOutflow, (ctx, { params, body }) => endOutflow(ctx, params.id, body.untilOn))
  serve(app, api.voidOutflow, (ctx, { params }) => voidOutflow(ctx, params.id))
  serve(app, api.recordBalance, (ctx, { body }) => recordBalance(ctx, body))
}

function asked(ctx: ReadCtx, query: { asOf?: Day | undefined; known?: boolean | undefined }): CashQuery {
  return { asOf: query.asOf ?? dayOf(ctx.now), reading: query.known ? 'known' : 'business' }
}
