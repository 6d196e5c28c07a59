import type { FastifyRequest } from 'fastify'
import type { Route } from '../../api/route.ts'
import type { Instant } from '../../core/calendar.ts'
import { may, type Permission } from '../../core/permission.ts'
import type { Locale } from '../../text/errors.ts'
import { type Actor, read } from './context.ts'
import { AppError, forbidden } from './errors.ts'
import { type App, tokenOf } from './serve.ts'
import { findSession, readToken } from './session.ts'

export type Who = { orgId: string; actor: Actor; now: Instant; locale: Locale }

/**
 * Work that takes seconds (receiving a file, reading all of it) must not hold the organisation's write
 * lock, so it is done before the route's transaction begins, after the same session and permission check.
 * The route's handler then takes what was prepared.
 */
export function beforeTransaction<T>(
  app: App,
  route: Pick<Route, 'method' | 'path' | 'permission'>,
  work: (who: Who, request: FastifyRequest) => Promise<T>,
): (request: FastifyRequest) => T {
  const prepared = new WeakMap<FastifyRequest, T>()
  app.http.addHook('preHandler', async (request) => {
    if (request.method !== route.method || request.routeOptions.url !== route.path) return
    prepared.set(request, await work(await whoAsks(app, route, request), request))
  })
  return (request) => {
    const value = prepared.get(request)
    if (value === undefined) throw new Error(`nothing was prepared for ${route.path}`)
    return value
  }
}

async function whoAsks(app: App, route: Pick<Route, 'permission'>, request: FastifyRequest): Promise<Who> {
  const token = readToken(tokenOf(request))
  if (!token) throw new AppError('signed_out', 401)
  const now = app.clock.now()
  const { orgId } = token
  const session = await read(app.db, { orgId, now }, (ctx) => findSession(ctx, token.secret))
  if (!session) throw new AppError('signed_out', 401)
  if (!may(session.actor.roles, route.permission as Permission)) throw forbidden(route.permission)
  return { orgId, actor: session.actor, now, locale: localeOf(request) }
}

export function localeOf(request: FastifyRequest): Locale {
  return String(request.headers['accept-language'] ?? '').startsWith('en') ? 'en' : 'zh-CN'
}
