import { getHealth } from '../../../api/health.ts'
import { type App, serve } from '../../platform/serve.ts'
import { readHealth } from './read-health.ts'

export function watchdogRoutes(app: App): void {
  serve(app, getHealth, (ctx) => readHealth(ctx))
}
