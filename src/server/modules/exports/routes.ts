import * as api from '../../../api/exports.ts'
import { type App, serve } from '../../platform/serve.ts'
import { documentLists } from './document-lists.ts'
import { saveExportPolicy } from './export-rows.ts'
import { houseLists } from './house-lists.ts'
import { moneyLists } from './money-lists.ts'
import { listExports } from './read-exports.ts'
import { requestExport } from './request-export.ts'

export function exportsRoutes(app: App): void {
  serve(app, api.listExports, (ctx, { query }) => listExports(ctx, query))
  serve(app, api.requestExport, (ctx, { body }) => requestExport(ctx, body))
  serve(app, api.saveExportPolicy, (ctx, { body }) => saveExportPolicy(ctx, body))
  documentLists(app)
  moneyLists(app)
  houseLists(app)
}
