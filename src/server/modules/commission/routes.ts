import * as api from '../../../api/commission.ts'
import { addMonths, dayOf, monthOf } from '../../../core/calendar.ts'
import { ruleOf } from '../../../core/commission/of-month.ts'
import { may } from '../../../core/permission.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { drawCommissions, listCommissions, readCommission, readCommissionOf } from './read-commission.ts'
import { loadClosed, loadRules, saveRule } from './rules.ts'

export function commissionRoutes(app: App): void {
  serve(app, api.getCommission, (ctx, { query }) =>
    readCommission(ctx, ctx.actor.userId ?? '', query.asOf ?? dayOf(ctx.now)),
  )
  serve(app, api.listCommissions, (ctx, { query }) =>
    listCommissions(ctx, query.month ?? monthOf(dayOf(ctx.now))),
  )
  serve(app, api.getCommissionOf, (ctx, { params, query }) =>
    readCommissionOf(ctx, params.userId, query.month ?? monthOf(dayOf(ctx.now))),
  )
  serveExport(app, api.exportCommissions, 'commission', (ctx, query) =>
    drawCommissions(ctx, { month: query.month ?? monthOf(dayOf(ctx.now)) }),
  )
  serve(app, api.getCommissionRule, async (ctx) => {
    const versions = await loadRules(ctx)
    const rule = ruleOf(versions, monthOf(dayOf(ctx.now)))
    const last = [...(await loadClosed(ctx)).keys()].sort().at(-1)
    return {
      rule: rule && { ...rule, tiers: [...rule.tiers] },
      versions: versions.map(({ from, rule: { tiers, ...rest } }) => ({
        from,
        rule: { ...rest, tiers: [...tiers] },
      })),
      openFrom: last === undefined ? null : addMonths(last, 1),
      can: { write: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
    }
  })
  serve(app, api.saveCommissionRule, (ctx, { body }) => saveRule(ctx, body))
}
