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
    const asked = [...new Set(body.items.map((item) => item.userId))]
    if (users !== null && asked.some((id) => !users.includes(id))) throw notFound('person')
    // Ahead of the versions: a person of nobody's has none, and must answer as one of somebody else's.
    const known = await ctx.db
      .selectFrom('app_user')
      .select('id')
      .where('org_id', '=', ctx.orgId)
      .where('id', 'in', asked)
      .execute()
    if (known.length < asked.length) throw notFound('person')
    const saved = await saveTargets(ctx, body.items)
    await recordEvent(ctx, {
      kind: 'targets.saved',
      subject: { kind: 'target', id: newId(ctx.now) },
      summary: { count: saved.length },
    })
    return { count: saved.length }
  })
}
