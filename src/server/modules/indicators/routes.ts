import * as api from '../../../api/indicators.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listIndicators, listValues } from './read-indicators.ts'
import { recordValues, voidValue } from './record-values.ts'
import { createIndicator, endIndicator, updateIndicator } from './save-indicator.ts'

export function indicatorsRoutes(app: App): void {
  serve(app, api.listIndicators, (ctx, { query }) => listIndicators(ctx, query.asOf))
  serve(app, api.createIndicator, (ctx, { body }) => createIndicator(ctx, body))
  serve(app, api.updateIndicator, (ctx, { params, body }) => updateIndicator(ctx, params.id, body))
  serve(app, api.endIndicator, (ctx, { params, body }) => endIndicator(ctx, params.id, body.ended))
  serve(app, api.listIndicatorValues, (ctx, { params, query }) => listValues(ctx, params.id, query))
  serve(app, api.recordIndicatorValues, async (ctx, { body }) => {
    const outcomes = await recordValues(ctx, body.values)
    const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length
    return { added: count('new'), changed: count('changed'), same: count('same') }
  })
  serve(app, api.voidIndicatorValue, (ctx, { params }) => voidValue(ctx, params.id))
}
