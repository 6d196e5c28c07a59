import * as api from '../../../api/rates.ts'
import { readQuoted } from '../../../core/exchange/rate.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listRates } from './read.ts'
import { recordRates, withdrawRate } from './record-rates.ts'

export function ratesRoutes(app: App): void {
  serve(app, api.listRates, (ctx, { query }) => listRates(ctx, query))
  serve(app, api.recordRates, async (ctx, { body }) => {
    const rates = body.rates.map(({ quoted, ...rate }) => ({ ...rate, micro: readQuoted(quoted) ?? 0n }))
    return { outcomes: await recordRates(ctx, rates, { isConfirmed: body.confirmed }) }
  })
  serve(app, api.withdrawRate, (ctx, { params }) => withdrawRate(ctx, params.id))
}
