import * as api from '../../../api/cases.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listCases, readAlertCases } from './read-cases.ts'
import { writeCase } from './write-case.ts'

export function casesRoutes(app: App): void {
  serve(app, api.listCases, (ctx, { query }) => listCases(ctx, query))
  serve(app, api.alertCases, (ctx, { params }) => readAlertCases(ctx, params.id))
  serve(app, api.writeCase, (ctx, { params, body }) => writeCase(ctx, params.id, body))
}
