import * as api from '../../../api/onboarding.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listPaths, savePath } from './paths.ts'
import { listOnboarding } from './read-onboarding.ts'
import { startOnboarding, stopOnboarding, tickItem } from './walk.ts'

export function onboardingRoutes(app: App): void {
  serve(app, api.listPaths, (ctx) => listPaths(ctx))
  serve(app, api.savePath, (ctx, { params, body }) => savePath(ctx, params.role, body))
  serve(app, api.listOnboarding, (ctx, { query }) => listOnboarding(ctx, query.view))
  serve(app, api.startOnboarding, (ctx, { body }) => startOnboarding(ctx, body))
  serve(app, api.stopOnboarding, (ctx, { params }) => stopOnboarding(ctx, params.id))
  serve(app, api.tickItem, (ctx, { params, body }) => tickItem(ctx, params.id, body))
}
