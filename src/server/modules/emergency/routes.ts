import * as api from '../../../api/emergency.ts'
import { type App, serve } from '../../platform/serve.ts'
import { readEmergency, readRun } from './read-emergency.ts'
import { endRun, markRun, startRun } from './run-plan.ts'
import { savePlan } from './save-plan.ts'

export function emergencyRoutes(app: App): void {
  serve(app, api.getEmergency, (ctx, { query }) => readEmergency(ctx, query.asOf))
  serve(app, api.savePlan, (ctx, { body }) => savePlan(ctx, body))
  serve(app, api.startRun, (ctx, { body }) => startRun(ctx, body))
  serve(app, api.getRun, (ctx, { params, query }) => readRun(ctx, params.id, query.asOf))
  serve(app, api.markRun, (ctx, { params, body }) => markRun(ctx, params.id, body))
  serve(app, api.endRun, (ctx, { params, body }) => endRun(ctx, params.id, body))
}
