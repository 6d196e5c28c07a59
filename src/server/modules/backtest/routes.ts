import * as api from '../../../api/backtest.ts'
import { type App, serve } from '../../platform/serve.ts'
import { latestBacktests, ruleBacktest } from './read.ts'
import { cancelBacktest, startBacktest } from './start.ts'

export function backtestRoutes(app: App): void {
  serve(app, api.latestBacktests, (ctx) => latestBacktests(ctx))
  serve(app, api.ruleBacktest, (ctx, { params }) => ruleBacktest(ctx, params.code))
  serve(app, api.startBacktest, (ctx, { params, body }) => startBacktest(ctx, params.code, body))
  serve(app, api.cancelBacktest, (ctx, { params }) => cancelBacktest(ctx, params.id))
}
