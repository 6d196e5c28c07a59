import * as session from '../../../api/session.ts'
import * as settings from '../../../api/settings.ts'
import type { Trade } from '../../../core/deal/pipeline-templates.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, read, type WriteCtx } from '../../platform/context.ts'
import { json } from '../../platform/db.ts'
import { AppError, conflict, forbidden, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { type App, serve, servePublic, serveRaw } from '../../platform/serve.ts'
import { openSession } from '../../platform/session.ts'
import { listCustomers } from '../customers/index.ts'
import { selectDeals } from '../deals/index.ts'
import { clientOf, setSessionCookie } from '../identity/index.ts'
import { createOwnOrganisation } from './create-organisation.ts'
import { readFirstSteps } from './first-steps.ts'
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
  serve(app, settings.saveOrgSettings, async (ctx, { body }) => {
    if (body.unknownResponsibleId) await requireActive(ctx, body.unknownResponsibleId)
    for (const [id, value] of Object.entries(body)) if (value !== undefined) await saveSetting(ctx, id, value)
    await recordEvent(ctx, {
      kind: 'settings.saved',
      subject: { kind: 'setting', id: newId(ctx.now) },
      summary: { keys: Object.keys(body) },
    })
    return { ok: true as const }
  })
  serve(app, settings.getFirstSteps, readFirstSteps)
  serve(app, settings.searchEverything, (ctx, { query }) => search(ctx, query.q))
}

async function requireActive(ctx: ReadCtx, userId: string): Promise<void> {
  const person = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!person) throw notFound('person')
}

async function readOrgSettings(ctx: ReadCtx) {
  const org = await ctx.db
    .selectFrom('org')
    .select('name')
    .where('id', '=', ctx.orgId)
    .executeTakeFirstOrThrow()
  const rows = await ctx.db
    .selectFrom('org_setting')
    .select(['id', 'value'])
    .where('org_id', '=', ctx.orgId)
    .execute()
  const value = <T>(id: string, otherwise: T) =>
    (rows.find((row) => row.id === id)?.value as T | undefined) ?? otherwise
  return {
    name: org.name,
    goLiveOn: value<string | null>('goLiveOn', null),
    unknownResponsibleId: value<string | null>('unknownResponsibleId', null),
    ageingBounds: value('ageingBounds', [30, 60, 90]),
    trade: value<Trade | null>('trade', null),
    can: { write: may(ctx.actor.roles, 'setting.write') || ('forbidden' as const) },
  }
}

export async function saveSetting(ctx: WriteCtx, id: string, value: unknown): Promise<void> {
  await ctx.db
    .insertInto('org_setting')
    .values({ org_id: ctx.orgId, id, value: json(value) })
    .onConflict((conflict_) =>
      conflict_
        .columns(['org_id', 'id'])
        .doUpdateSet((eb) => ({ value: json(value), version: eb('org_setting.version', '+', 1) })),
    )
    .execute()
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
