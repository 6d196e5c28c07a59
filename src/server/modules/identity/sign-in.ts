import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Attempt } from '../../../core/identity/attempts.ts'
import { checkPassword } from '../../../core/identity/password.ts'
import { addressOf, isLoopback, networkOf } from '../../platform/client-address.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, read, setTenant, type WriteCtx } from '../../platform/context.ts'
import { hashPassword, randomToken, sha256, verifyPassword } from '../../platform/crypto.ts'
import { at, type Db } from '../../platform/db.ts'
import { AppError, refused } from '../../platform/errors.ts'
import { type App, COOKIE } from '../../platform/serve.ts'
import { ABSOLUTE_MS, openSession } from '../../platform/session.ts'
import { attemptSucceeded, beginAttempt } from './attempts.ts'

const LINK_LIFE_MS = 3 * 24 * 3_600_000

/** A hash nobody has the password of: an unknown login costs the same time as a wrong password. */
const decoy = hashPassword(randomToken())

type Found = { orgId: string; id: string; authEpoch: number }

/**
 * Signs in by login and password. Without `org` every organisation of the installation is tried, because the
 * person should not have to know what we call theirs. Same answer and about the same time for every failure.
 */
export async function signInByPassword(
  app: App,
  input: { org?: string | undefined; login: string; password: string },
  request: FastifyRequest,
): Promise<string> {
  const now = app.clock.now()
  const attempt = { login: input.login.toLowerCase(), address: networkOf(addressOf(request)) }
  await refuseTooMany(app.db, attempt, now)
  const user = await findByPassword(app, input)
  if (!user) throw new AppError('wrong_credentials', 401)
  await attemptSucceeded(app.db, attempt)
  return read(app.db, { orgId: user.orgId, now }, (ctx) => openSession(ctx, user, clientOf(request)))
}

/** Guessing costs time, also for whoever found an open session and tries for its password. */
export async function refuseTooMany(db: Db, attempt: Attempt, now: number): Promise<void> {
  const wait = await beginAttempt(db, attempt, now)
  if (wait > 0) throw new AppError('too_many_attempts', 429, { seconds: Math.ceil(wait / 1000) })
}

async function findByPassword(
  app: App,
  input: { org?: string | undefined; login: string; password: string },
): Promise<Found | null> {
  const orgs = await app.db
    .selectFrom('org')
    .select(['id', 'slug'])
    .$if(input.org !== undefined, (query) => query.where('slug', '=', input.org!))
    .orderBy('is_demo')
    .limit(50)
    .execute()
  let verified = 0
  for (const org of orgs) {
    const row = await read(app.db, { orgId: org.id, now: app.clock.now() }, (ctx) =>
      ctx.db
        .selectFrom('app_user')
        .select(['id', 'auth_epoch', 'password_hash'])
        .where('org_id', '=', org.id)
        .where('login', '=', input.login.toLowerCase())
        .where('status', '=', 'active')
        .executeTakeFirst(),
    )
    if (!row?.password_hash) continue
    verified += 1
    if (await verifyPassword(row.password_hash, input.password)) {
      return { orgId: org.id, id: row.id, authEpoch: row.auth_epoch }
    }
  }
  if (verified === 0) await verifyPassword(await decoy, input.password)
  return null
}

export function setSessionCookie(request: FastifyRequest, response: FastifyReply, token: string): void {
  response.setCookie(COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isSecure(request),
    maxAge: ABSOLUTE_MS / 1000,
  })
}

/** https directly or through a reverse proxy on this machine. */
export function isSecure(request: FastifyRequest): boolean {
  return (
    request.protocol === 'https' ||
    (isLoopback(request.ip) && request.headers['x-forwarded-proto'] === 'https')
  )
}

export function clientOf(request: FastifyRequest): { userAgent: string; address: string } {
  return { userAgent: String(request.headers['user-agent'] ?? ''), address: addressOf(request) }
}

/** A one-time link; only its hash is kept. */
export async function createLink(
  ctx: WriteCtx,
  userId: string,
): Promise<{ token: string; expiresAt: number }> {
  const secret = randomToken()
  const expiresAt = ctx.now + LINK_LIFE_MS
  await ctx.db
    .insertInto('sign_in_link')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      user_id: userId,
      token_hash: sha256(secret),
      expires_at: at(expiresAt),
    })
    .execute()
  return { token: `${ctx.orgId.replaceAll('-', '')}.${secret}`, expiresAt }
}

/** Uses a link up and opens a session; the person is asked for a new password next. */
export async function useLinkToken(
  app: App,
  link: { orgId: string; secret: string },
  request: FastifyRequest,
): Promise<string> {
  const now = app.clock.now()
  return app.db.transaction().execute(async (tx) => {
    await setTenant(tx, link.orgId, null)
    const row = await tx
      .updateTable('sign_in_link')
      .set({ used_at: at(now) })
      .where('org_id', '=', link.orgId)
      .where('token_hash', '=', sha256(link.secret))
      .where('used_at', 'is', null)
      .where('expires_at', '>', at(now))
      .returning('user_id')
      .executeTakeFirst()
    const user =
      row &&
      (await tx
        .selectFrom('app_user')
        .select(['id', 'auth_epoch'])
        .where('org_id', '=', link.orgId)
        .where('id', '=', row.user_id)
        .where('status', '=', 'active')
        .executeTakeFirst())
    if (!user) throw new AppError('link_invalid', 401)
    const ctx: ReadCtx = {
      db: tx,
      orgId: link.orgId,
      now,
      actor: {
        userId: user.id,
        roles: [],
        departmentId: null,
        teamUserIds: [],
        subtreeUserIds: [],
        name: '',
      },
    }
    return openSession(ctx, { id: user.id, authEpoch: user.auth_epoch }, clientOf(request))
  })
}

/**
 * Checks and stores a new password; `current` is the one to confirm first (null after a one-time link). Ends
 * every other session; the caller's own keeps living.
 */
export async function setPassword(
  ctx: WriteCtx,
  input: { userId: string; password: string; keepSessionId: string | null; current: string | null },
): Promise<void> {
  const user = await ctx.db
    .selectFrom('app_user')
    .innerJoin('org', 'org.id', 'app_user.org_id')
    .select([
      'app_user.login',
      'app_user.name',
      'org.name as company',
      'app_user.version',
      'app_user.password_hash',
    ])
    .where('app_user.org_id', '=', ctx.orgId)
    .where('app_user.id', '=', input.userId)
    .executeTakeFirstOrThrow()
  if (input.current !== null && !(await verifyPassword(user.password_hash ?? '', input.current))) {
    throw new AppError('wrong_credentials', 401)
  }
  const checked = checkPassword(input.password, [user.login, user.name, user.company])
  if (!checked.ok) throw refused(checked, 400)
  await ctx.db
    .updateTable('app_user')
    .set({
      password_hash: await hashPassword(checked.value),
      must_change_password: false,
      version: user.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', input.userId)
    .execute()
  await ctx.db
    .updateTable('session')
    .set({ revoked_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', input.userId)
    .where('revoked_at', 'is', null)
    .$if(input.keepSessionId !== null, (query) => query.where('id', '!=', input.keepSessionId!))
    .execute()
}
