import * as api from '../../../api/duties.ts'
import { type App, serve } from '../../platform/serve.ts'
import { readDuties } from './read-duties.ts'
import { saveDuties } from './save-duties.ts'

export function dutiesRoutes(app: App): void {
  serve(app, api.getDuties, (ctx) => readDuties(ctx))
  serve(app, api.saveDuties, (ctx, { body }) => saveDuties(ctx, body))
}
