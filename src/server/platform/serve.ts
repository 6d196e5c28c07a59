import type {} from '@fastify/cookie'
import type {} from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Route } from '../../api/route.ts'
import type { Instant } from '../../core/calendar.ts'
import { may, type Permission } from '../../core/permission.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { type Actor, type ReadCtx, setTenant, takeTick, type WriteCtx, write } from './context.ts'
import { keyedHash, seal, unseal } from './crypto.ts'
import { at, type Db, json, poolOf } from './db.ts'
import { AppError, forbidden, invalid, versionRequired } from './errors.ts'
import { recordEvent } from './events.ts'
import { type FileOut, sendFile } from './file-out.ts'
import type { Logger } from './log.ts'
import { findSession, type LiveSession, readToken } from './session.ts'
import { inTransaction } from './transaction.ts'

export const COOKIE = 'bw_session'

/** What every route can lean on; made once in the composition root. */
export type App = {
  http: FastifyInstance
  db: Db
  clock: Clock
  config: Config
  log: Logger
  key: Buffer
  routes: Route[]
}

type Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
}

type CtxOf<M> = M extends 'GET' ? ReadCtx : WriteCtx

/**
 * One route: session → permission → parse → transaction with tenant → handler → parse the reply. Everything
 * happens in one transaction, so a refusal anywhere leaves the database as it was (law 6). Writes take the
 * tick; a POST with an Idempotency-Key is answered from the first reply when it is repeated.
 */
export function serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  app: App,
  route: Route<P, Q, B, R>,
  handler: (ctx: WriteCtx & { session: LiveSession }, input: Input<P, Q, B>) => Promise<z.output<R>>,
): void {
  serveRaw(app, route, async (ctx, input) => ({ reply: await handler(ctx as never, input) }))
}

/** `taken`: the handler has made the connection its own. */
type Answer<R> = { reply: R } | FileOut | { taken: true }

export type Raw = { request: FastifyRequest; response: FastifyReply }

type Handler = (
  ctx: ReadCtx,
  input: { params: object; query: object; body: object },
  raw: Raw,
) => Promise<Answer<unknown>>

const handlers = new WeakMap<App, Map<string, Handler>>()

/** What answers a route, for whoever gives the same answer in another form: a list as a file. */
export function answerOf(app: App, route: Pick<Route, 'id'>): Handler {
  const handler = handlers.get(app)?.get(route.id)
  if (!handler) throw new Error(`${route.id} is not served yet`)
  return handler
}

/**
 * As `serve`, for replies that are not JSON (files, streams): the handler gets the raw pair as well. A file
 * leaves after the commit, so that none is out that no record knows of. `before` comes ahead of the
 * transaction, for what must outlive its refusal.
 */
export function serveRaw<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  app: App,
  route: Route<P, Q, B, R>,
  handler: (
    ctx: CtxOf<'POST'> & { session: LiveSession },
    input: Input<P, Q, B>,
    raw: Raw,
  ) => Promise<Answer<z.output<R>>>,
  before?: (request: FastifyRequest) => Promise<void>,
): void {
  if (route.permission === 'public') throw new Error(`${route.id}: public routes go through servePublic`)
  app.routes.push(route as unknown as Route)
  const known = handlers.get(app) ?? new Map<string, Handler>()
  handlers.set(app, known.set(route.id, handler as unknown as Handler))
  app.http.route({
    method: route.method,
    url: route.path,
    handler: async (request, response) => {
      const token = readToken(tokenOf(request))
      if (!token) throw new AppError('signed_out', 401)
      await before?.(request)
      const now = app.clock.now()
      let actor: Actor | null = null
      const opening = async (tx: Db) => {
        const [, session] = await Promise.all([
          setTenant(tx, token.orgId, null),
          findSession({ db: tx, now, orgId: token.orgId }, token.secret),
        ])
        return session
      }
      const run = inTransaction(poolOf(app.db), opening, async (tx, session) => {
        if (!session) throw new AppError('signed_out', 401)
        actor = session.actor
        if (route.permission !== 'signed-in' && !may(session.actor.roles, route.permission as Permission)) {
          throw forbidden(route.permission)
        }
        const ifMatch = ifMatchOf(request)
        if (route.isVersioned && ifMatch === undefined) throw versionRequired()
        const input = parseInput(route, request)
        const base: ReadCtx = {
          db: tx,
          orgId: token.orgId,
          actor: session.actor,
          now,
          ifMatch,
        }
        if (route.method === 'GET') {
          return handler({ ...base, tick: now, source: null, session }, input, { request, response })
        }
        const tick = await takeTick(tx, token.orgId, now)
        const ctx = { ...base, tick, source: null, session }
        const key = idempotencyKeyOf(request)
        const seen = key === null ? null : await claimKey(ctx, { app, key }, route, request)
        if (seen) return { replayed: seen.reply }
        const result = await handler(ctx, input, { request, response })
        if (key !== null && 'reply' in result) {
          await keepReply(ctx, { app, key }, encodeReply(route, result.reply))
        }
        return result
      })
      const outcome = await run.catch(async (error) => {
        if (actor) await keepAttempt(app, { orgId: token.orgId, actor, now }, error)
        throw error
      })
      if ('replayed' in outcome) return outcome.replayed
      if ('file' in outcome) return sendFile(response, outcome)
      return 'taken' in outcome ? response : encodeReply(route, outcome.reply)
    },
  })
}

/** A refusal undoes everything; what must be remembered of it is written in a transaction of its own. */
async function keepAttempt(
  app: App,
  who: { orgId: string; actor: Actor; now: Instant },
  error: unknown,
): Promise<void> {
  const trace = error instanceof AppError ? error.trace : null
  if (!trace) return
  await write(app.db, who, (ctx) =>
    recordEvent(ctx, { ...trace, summary: { ...trace.summary, refused: (error as AppError).code } }),
  )
}

/** A route that must work before anybody is known; it opens its own transactions. */
export function servePublic<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  app: App,
  route: Route<P, Q, B, R>,
  handler: (input: Input<P, Q, B>, raw: Raw) => Promise<z.output<R>>,
): void {
  if (route.permission !== 'public') throw new Error(`${route.id} is not public`)
  app.routes.push(route as unknown as Route)
  app.http.route({
    method: route.method,
    url: route.path,
    handler: async (request, response) =>
      encodeReply(route, await handler(parseInput(route, request), { request, response })),
  })
}

export function tokenOf(request: FastifyRequest): string {
  return (request.cookies as Record<string, string | undefined>)[COOKIE] ?? ''
}

function parseInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: Route<P, Q, B>,
  request: FastifyRequest,
): Input<P, Q, B> {
  return {
    params: parsePart('params', route.params, request.params ?? {}),
    query: parsePart('query', route.query, request.query ?? {}),
    body: parsePart('body', route.body, request.isMultipart?.() ? {} : (request.body ?? {})),
  }
}

function parsePart<S extends z.ZodType>(part: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.slice(0, 10)
  throw invalid('invalid_input', {
    part,
    fields: issues.map((issue) => ({ path: issue.path.join('.'), code: issue.code, message: issue.message })),
  })
}

/** The reply's shape is the last wall of field permission: what the shape does not name does not leave. */
function encodeReply<R extends z.ZodType>(route: Pick<Route, 'id' | 'reply'>, value: z.output<R>): unknown {
  return z.encode(route.reply, value)
}

function ifMatchOf(request: FastifyRequest): ReadCtx['ifMatch'] {
  const header = request.headers['if-match']
  if (header === undefined) return undefined
  if (header === '*') return 'any'
  const version = Number(header.replaceAll('"', ''))
  if (!Number.isInteger(version)) throw invalid('invalid_if_match', { header })
  return version
}

function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (request.method !== 'POST' || typeof key !== 'string') return null
  if (!/^[\w-]{8,100}$/.test(key)) throw invalid('invalid_idempotency_key')
  return key
}

/**
 * Waits for a concurrent twin (unique index), then answers from its reply; another body under the key is
 * refused.
 */
async function claimKey(
  ctx: WriteCtx,
  { app, key }: { app: App; key: string },
  route: Pick<Route, 'id'>,
  request: FastifyRequest,
): Promise<{ reply: unknown } | null> {
  const userId = ctx.actor.userId!
  // Keyed, because a body may hold a password and a plain hash of one can be tried out quickly. The body of
  // a form has gone by here; its length must do.
  const body = request.isMultipart?.() ? request.headers['content-length'] : (request.body ?? null)
  const hash = keyedHash(app.key, `${route.id} ${request.url} ${JSON.stringify(body)}`)
  const inserted = await ctx.db
    .insertInto('idempotency_key')
    .values({ org_id: ctx.orgId, user_id: userId, key, request_hash: hash, created_at: at(ctx.now) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  if (inserted) return null
  const row = await ctx.db
    .selectFrom('idempotency_key')
    .select(['request_hash', 'reply'])
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (!row.request_hash.equals(hash)) throw new AppError('idempotency_key_reused', 422)
  if (row.reply === null) return { reply: null }
  const { sealed } = row.reply as { sealed: string }
  return { reply: JSON.parse(unseal(app.key, placeOf(ctx, key), Buffer.from(sealed, 'base64'))) }
}

/** Sealed: some replies hold what is kept nowhere else in clear, like a one-time link. */
async function keepReply(
  ctx: WriteCtx,
  { app, key }: { app: App; key: string },
  reply: unknown,
): Promise<void> {
  const sealed = seal(app.key, placeOf(ctx, key), JSON.stringify(reply ?? null)).toString('base64')
  await ctx.db
    .updateTable('idempotency_key')
    .set({ reply: json({ sealed }) })
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', ctx.actor.userId!)
    .where('key', '=', key)
    .execute()
}

function placeOf(ctx: WriteCtx, key: string): string {
  return `${ctx.orgId}|idempotency_key|reply|${ctx.actor.userId}|${key}`
}
