import * as api from '../../../api/backtest.ts'
import * as misses from '../../../api/misses.ts'
import { listRuleTemplates } from '../../../api/rule-templates.ts'
import { enqueue } from '../../platform/jobs.ts'
import { type App, serve } from '../../platform/serve.ts'
import { latestBacktests, ruleBacktest } from './read.ts'
import { readMisses } from './read-misses.ts'
import { readTemplates } from './read-templates.ts'
import { cancelBacktest, startBacktest } from './start.ts'

export function backtestRoutes(app: App): void {
  serve(app, api.latestBacktests, (ctx) => latestBacktests(ctx))
  serve(app, api.ruleBacktest, (ctx, { params }) => ruleBacktest(ctx, params.code))
  serve(app, api.startBacktest, (ctx, { params, body }) => startBacktest(ctx, params.code, body))
  serve(app, api.cancelBacktest, (ctx, { params }) => cancelBacktest(ctx, params.id))
  serve(app, listRuleTemplates, readTemplates)
  serve(app, misses.getMisses, (ctx, { query }) => readMisses(ctx, query.kind))
  serve(app, misses.makeMisses, async (ctx) => {
    await enqueue(ctx, 'misses.make')
    return { queued: true as const }
  })
}
