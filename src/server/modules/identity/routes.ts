import type { FastifyRequest } from 'fastify'
import * as people from '../../../api/people.ts'
import * as session from '../../../api/session.ts'
import * as settings from '../../../api/settings.ts'
import { may } from '../../../core/permission.ts'
import { isLocalBrowser } from '../../platform/client-address.ts'
import { expectVersion, read } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { wake } from '../../platform/jobs.ts'
import { type App, COOKIE, serve, servePublic, serveRaw, tokenOf } from '../../platform/serve.ts'
import { openSession, readToken } from '../../platform/session.ts'
import { listAbsences, recordAbsence, voidAbsence } from './absences.ts'
import { admitPeople } from './admit-people.ts'
import { attemptSucceeded } from './attempts.ts'
import { findYear, saveYear } from './calendar.ts'
import { listDepartments, saveDepartment } from './departments.ts'
import { createPerson, listPeople, resetPassword, updatePerson } from './people.ts'
import { saveLanguage } from './save-language.ts'
import {
  clientOf,
  isSecure,
  refuseTooMany,
  setPassword,
  setSessionCookie,
  signInByPassword,
  useLinkToken,
} from './sign-in.ts'
import { readSignInState } from './sign-in-state.ts'
import { whoAmI } from './who-am-i.ts'

export function identityRoutes(app: App): void {
  sessionRoutes(app)
  serve(app, people.listPeople, (ctx) => listPeople(ctx))
  serve(app, people.createPerson, (ctx, { body }) => createPerson(ctx, body))
  serve(app, people.admitPeople, (ctx, { body }) => admitPeople(ctx, body.people))
  serve(app, people.updatePerson, (ctx, { params, body }) => updatePerson(ctx, params.id, body))
  serve(app, people.resetPassword, (ctx, { params }) => resetPassword(ctx, params.id))
  serve(app, people.listDepartments, (ctx) => listDepartments(ctx))
  serve(app, people.saveDepartment, (ctx, { body }) => saveDepartment(ctx, body))
  serve(app, people.listAbsences, (ctx) => listAbsences(ctx))
  serve(app, people.recordAbsence, (ctx, { body }) => recordAbsence(ctx, body))
  serve(app, people.voidAbsence, (ctx, { params }) => voidAbsence(ctx, params.id))
  serve(app, settings.getCalendar, async (ctx, { query }) => {
    const loaded = await findYear(ctx, query.year)
    const days = await ctx.db
      .selectFrom('calendar_day')
      .select(['day', 'is_workday as isWorkday', 'name'])
      .where('org_id', '=', ctx.orgId)
      .where('day', '>=', `${query.year}-01-01`)
      .where('day', '<=', `${query.year}-12-31`)
      .orderBy('day')
      .execute()
    const can = { write: may(ctx.actor.roles, 'setting.write') || 'forbidden' }
    const { source = null, version = 0 } = loaded ?? {}
    return { year: query.year, loaded: loaded !== undefined, source, version, days, can }
  })
  serve(app, settings.saveCalendar, async (ctx, { body }) => {
    expectVersion(ctx, (await findYear(ctx, body.year))?.version ?? 0)
    const version = await saveYear(
      ctx,
      body.year,
      body.days.filter((row) => row.day.startsWith(`${body.year}-`)),
      'manual',
    )
    await wake(ctx, 'watch.evaluate')
    return { ok: true as const, version }
  })
}

function sessionRoutes(app: App): void {
  servePublic(app, session.signInState, (_input, { request }) =>
    readSignInState(app, isLocalBrowser(request)),
  )
  servePublic(app, session.signIn, async ({ body }, { request, response }) => {
    setSessionCookie(request, response, await signInByPassword(app, body, request))
    return { ok: true as const }
  })
  servePublic(app, session.enterPersona, async ({ body }, { request, response }) => {
    const state = await readSignInState(app, isLocalBrowser(request))
    const demo = state.demoPersonas.find((persona) => persona.userId === body.userId)
    if (!demo) throw new AppError('persona_only_in_demo', 403)
    const org = await app.db
      .selectFrom('org')
      .select('id')
      .where('is_demo', '=', true)
      .executeTakeFirstOrThrow()
    const now = app.clock.now()
    const token = await read(app.db, { orgId: org.id, now }, async (ctx) => {
      const user = await ctx.db
        .selectFrom('app_user')
        .select(['id', 'auth_epoch'])
        .where('org_id', '=', org.id)
        .where('id', '=', body.userId)
        .executeTakeFirstOrThrow()
      return openSession(ctx, { id: user.id, authEpoch: user.auth_epoch }, clientOf(request))
    })
    setSessionCookie(request, response, token)
    return { ok: true as const }
  })
  servePublic(app, session.useLink, async ({ body }, { request, response }) => {
    const link = readToken(body.token)
    if (!link) throw new AppError('link_invalid', 401)
    setSessionCookie(request, response, await useLinkToken(app, link, request))
    return { ok: true as const }
  })
  ownSessionRoutes(app)
}

function ownSessionRoutes(app: App): void {
  serveRaw(app, session.whoAmI, async (ctx, _input, { request }) => ({
    reply: await whoAmI(ctx, ctx.session.mustChangePassword, !isSecure(request) && !isLocalBrowser(request)),
  }))
  serveRaw(app, session.signOut, async (ctx, _input, { response }) => {
    await ctx.db
      .updateTable('session')
      .set({ revoked_at: at(ctx.now) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', ctx.session.sessionId)
      .execute()
    response.clearCookie(COOKIE, { path: '/' })
    return { reply: { ok: true as const } }
  })
  // Counted ahead of the transaction: a try in vain takes that back, and must not take the count with it.
  // Each session by itself: what is tried with one, or with made-up ones, slows nobody else down.
  const tryOf = (token: string) => ({ login: `password of ${token}`, address: token })
  const count = (request: FastifyRequest) => refuseTooMany(app.db, tryOf(tokenOf(request)), app.clock.now())
  serveRaw(
    app,
    session.changePassword,
    async (ctx, { body }, { request }) => {
      await setPassword(ctx, {
        userId: ctx.actor.userId!,
        password: body.next,
        keepSessionId: ctx.session.sessionId,
        current: ctx.session.mustChangePassword ? null : (body.current ?? ''),
      })
      await attemptSucceeded(ctx.db, tryOf(tokenOf(request)))
      return { reply: { ok: true as const } }
    },
    count,
  )
  serve(app, session.saveLanguage, (ctx, { body }) => saveLanguage(ctx, body.locale))
  serve(app, session.listSessions, async (ctx) => {
    const rows = await ctx.db
      .selectFrom('session')
      .select([
        'id',
        'user_agent as userAgent',
        'address',
        'created_at as createdAt',
        'last_seen_at as lastSeenAt',
      ])
      .where('org_id', '=', ctx.orgId)
      .where('user_id', '=', ctx.actor.userId!)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', at(ctx.now))
      .orderBy('last_seen_at', 'desc')
      .execute()
    return { items: rows.map((row) => ({ ...row, current: row.id === ctx.session.sessionId })) }
  })
  serve(app, session.revokeSession, async (ctx, { params }) => {
    const done = await ctx.db
      .updateTable('session')
      .set({ revoked_at: at(ctx.now) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', params.id)
      .where('user_id', '=', ctx.actor.userId!)
      .returning('id')
      .executeTakeFirst()
    if (!done) throw notFound('session')
    return { ok: true as const }
  })
}
