import * as api from '../../../api/history.ts'
import type { Doors } from '../../platform/records.ts'
import { type App, serve } from '../../platform/serve.ts'
import { readHistory } from './read-history.ts'

export function historyRoutes(app: App, doors: Doors): void {
  serve(app, api.recordHistory, (ctx, { params }) => readHistory(ctx, doors, params))
}
