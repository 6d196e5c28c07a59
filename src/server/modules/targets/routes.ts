import * as api from '../../../api/settings.ts'
import { newId } from '../../platform/clock.ts'
import { visibleUsers } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve } from '../../platform/serve.ts'
import { listTargets } from './read.ts'
import { saveTargets } from './save-targets.ts'

export function targetsRoutes(app: App): void {
  serve(app, api.listTargets, (ctx, { query }) => listTargets(ctx, query.month))
  serve(app, api.saveTargets, async (ctx, { body }) => {
    const users = visibleUsers(ctx, 'target.write')
    if (users !== null && body.items.some((item) => !users.includes(item.userId))) throw notFound('person')
    const saved = await saveTargets(ctx, body.items)
    await recordEvent(ctx, {
      kind: 'targets.saved',
      subject: { kind: 'target', id: newId(ctx.now) },
      summary: { count: saved.length },
    })
    return { count: saved.length }
  })
}
