import * as api from '../../../api/provisions.ts'
import { dayOf } from '../../../core/calendar.ts'
import { type App, serve } from '../../platform/serve.ts'
import { bookProvision } from './book-provision.ts'
import { endJudgement, judgeProvision } from './judge-provision.ts'
import { saveRates } from './provision-rates.ts'
import { readProvision } from './read-provision.ts'

export function provisionsRoutes(app: App): void {
  serve(app, api.readProvision, (ctx, { query }) =>
    readProvision(ctx, {
      asOf: query.asOf ?? dayOf(ctx.now),
      reading: query.known ? 'known' : 'business',
    }),
  )
  serve(app, api.saveProvisionRates, (ctx, { body }) => saveRates(ctx, body))
  serve(app, api.judgeProvision, (ctx, { body }) => judgeProvision(ctx, body))
  serve(app, api.endJudgement, (ctx, { params, body }) => endJudgement(ctx, params.id, body.reason))
  serve(app, api.bookProvision, (ctx, { body }) => bookProvision(ctx, body))
}
