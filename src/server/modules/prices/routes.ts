import * as api from '../../../api/prices.ts'
import { type App, serve } from '../../platform/serve.ts'
import { publishPrices } from './publish-prices.ts'
import { readPrices } from './read.ts'

export function pricesRoutes(app: App): void {
  serve(app, api.readPrices, (ctx, { query }) => readPrices(ctx, query))
  serve(app, api.publishPrices, (ctx, { body }) => publishPrices(ctx, body))
}
