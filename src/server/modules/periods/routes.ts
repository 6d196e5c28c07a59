import * as api from '../../../api/periods.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { comparePair } from './compare-pair.ts'
import { drawComparison } from './export-comparison.ts'
import { listComparedRows } from './list-rows.ts'

export function periodsRoutes(app: App): void {
  serve(app, api.getComparison, (ctx, { query }) => comparePair(ctx, query))
  serve(app, api.listComparedRows, (ctx, { query }) => listComparedRows(ctx, query))
  serveExport(app, api.exportComparison, 'comparison', drawComparison)
}
