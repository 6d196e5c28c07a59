import * as session from '../../../api/session.ts'
import * as settings from '../../../api/settings.ts'
import { may } from '../../../core/permission.ts'
import { type ReadCtx, read } from '../../platform/context.ts'
import { AppError, conflict, forbidden } from '../../platform/errors.ts'
import { type App, serve, servePublic, serveRaw } from '../../platform/serve.ts'
import { openSession } from '../../platform/session.ts'
import { listCustomers } from '../customers/index.ts'
import { selectDeals } from '../deals/index.ts'
import { clientOf, setSessionCookie } from '../identity/index.ts'
import { createOwnOrganisation } from './create-organisation.ts'
import { readFirstSteps } from './first-steps.ts'
import { readOrgSettings, saveOrgSettings } from './org-settings.ts'
import { setupToken } from './setup-token.ts'

export function setupRoutes(app: App): void {
  servePublic(app, session.setUp, async ({ body }, { request, response }) => {
    if (body.token !== setupToken(app.config.dataDir)) throw new AppError('setup_token_invalid', 403)
    const existing = await app.db.selectFrom('org').select('id').limit(1).executeTakeFirst()
    if (existing) throw conflict('setup_done')
    const now = app.clock.now()
    const { orgId, bossId } = await createOwnOrganisation(app.db, { ...body, now })
    const token = await read(app.db, { orgId, now }, (ctx) =>
      openSession(ctx, { id: bossId, authEpoch: 1 }, clientOf(request)),
    )
    setSessionCookie(request, response, token)
    return { ok: true as const }
  })
  serveRaw(app, session.openOwnOrg, async (ctx, { body }, { request, response }) => {
    if (!may(ctx.actor.roles, 'setting.write') && !ctx.actor.roles.includes('boss'))
      throw forbidden('setting.write')
    const org = await ctx.db
      .selectFrom('org')
      .select('is_demo')
      .where('id', '=', ctx.orgId)
      .executeTakeFirst()
    if (!org?.is_demo) throw conflict('setup_done')
    const now = app.clock.now()
    const { orgId, bossId } = await createOwnOrganisation(app.db, { ...body, now })
    const token = await read(app.db, { orgId, now }, (own) =>
      openSession(own, { id: bossId, authEpoch: 1 }, clientOf(request)),
    )
    setSessionCookie(request, response, token)
    return { reply: { ok: true as const } }
  })
  serve(app, settings.getOrgSettings, (ctx) => readOrgSettings(ctx))
  serve(app, settings.saveOrgSettings, (ctx, { body }) => saveOrgSettings(ctx, body))
  serve(app, settings.getFirstSteps, readFirstSteps)
  serve(app, settings.searchEverything, (ctx, { query }) => search(ctx, query.q))
}

/** Customers and deals in the scope of the searcher; a person without business permissions finds nothing. */
async function search(ctx: ReadCtx, q: string) {
  const customers = may(ctx.actor.roles, 'customer.read')
    ? (await listCustomers(ctx, { page: 1, size: 8, q, view: 'all', sort: 'updated' })).items
    : []
  const deals = may(ctx.actor.roles, 'deal.read')
    ? await selectDeals(ctx, { page: 1, size: 8, q, sort: 'updated' })
    : []
  return {
    items: [
      ...customers.map((row) => ({
        kind: 'customer' as const,
        id: row.id,
        title: row.name,
        hint: row.responsible?.name ?? '',
      })),
      ...deals.map((row) => ({
        kind: 'deal' as const,
        id: row.id,
        title: row.title,
        hint: row.customer_name ?? '',
      })),
    ],
  }
}
