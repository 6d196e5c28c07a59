import { getCheckup, makeCheckup } from '../../../api/checkup.ts'
import { enqueue } from '../../platform/jobs.ts'
import { type App, serve } from '../../platform/serve.ts'
import { findCheckup } from './read-checkup.ts'

export function checkupRoutes(app: App): void {
  serve(app, getCheckup, async (ctx, { query }) => ({ checkup: await findCheckup(ctx, query) }))
  serve(app, makeCheckup, async (ctx) => {
    await enqueue(ctx, 'checkup.make')
    return { queued: true as const }
  })
}
