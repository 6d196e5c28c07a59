import { sql } from 'kysely'
import type { Instant } from '../../core/calendar.ts'
import type { Role } from '../../core/permission.ts'
import { newId } from './clock.ts'
import type { Actor, ReadCtx } from './context.ts'
import { randomToken, sha256 } from './crypto.ts'
import { at } from './db.ts'

/** Idle and absolute life of a session (ASVS 7.3): half a working day away, at most a week. */
export const IDLE_MS = 12 * 3_600_000
export const ABSOLUTE_MS = 7 * 24 * 3_600_000

export type LiveSession = { sessionId: string; actor: Actor; mustChangePassword: boolean }

/** The token carries the organisation, because the tenant must be set before the session can be read. */
export async function openSession(
  ctx: ReadCtx,
  user: { id: string; authEpoch: number },
  client: { userAgent: string; address: string },
): Promise<string> {
  const secret = randomToken()
  await ctx.db
    .insertInto('session')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      user_id: user.id,
      token_hash: sha256(secret),
      auth_epoch: user.authEpoch,
      created_at: at(ctx.now),
      last_seen_at: at(ctx.now),
      expires_at: at(ctx.now + ABSOLUTE_MS),
      user_agent: client.userAgent.slice(0, 300),
      address: client.address.slice(0, 60),
    })
    .execute()
  return `${ctx.orgId.replaceAll('-', '')}.${secret}`
}

/** Splits a token into tenant and secret; null when it is not of our making. */
export function readToken(token: string): { orgId: string; secret: string } | null {
  const match = /^([0-9a-f]{32})\.([\w-]{20,100})$/.exec(token)
  if (!match) return null
  const hex = match[1]!
  const orgId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  return { orgId, secret: match[2]! }
}

type SessionRow = {
  session_id: string
  user_id: string
  name: string
  department_id: string | null
  must_change_password: boolean
  last_seen_at: Instant
  roles: Role[] | null
  team: string[] | null
  subtree: string[] | null
}

/**
 * The person behind a token, read afresh on every request: revocation, a changed role or a deactivated person
 * take effect with the next request. The department subtree includes departments the person manages. The same
 * statement makes the person the actor of the transaction.
 */
export async function findSession(
  ctx: Pick<ReadCtx, 'db' | 'now' | 'orgId'>,
  secret: string,
): Promise<LiveSession | null> {
  const { rows } = await sql<SessionRow>`
    with recursive me as (
      select s.id as session_id, s.last_seen_at, u.id as user_id, u.name, u.department_id, u.must_change_password
      from session s join app_user u on u.org_id = s.org_id and u.id = s.user_id
      where s.org_id = ${ctx.orgId} and s.token_hash = ${sha256(secret)} and s.revoked_at is null
        and s.expires_at > ${at(ctx.now)} and s.last_seen_at > ${at(ctx.now - IDLE_MS)}
        and u.status = 'active' and u.auth_epoch = s.auth_epoch
    ), tree as (
      select d.id from department d, me where d.org_id = ${ctx.orgId} and (d.id = me.department_id or d.manager_id = me.user_id)
      union
      select d.id from department d join tree t on d.parent_id = t.id where d.org_id = ${ctx.orgId}
    )
    select me.*, set_config('app.actor', me.user_id::text, true),
      (select array_agg(role) from user_role r where r.org_id = ${ctx.orgId} and r.user_id = me.user_id) as roles,
      (select array_agg(u.id) from app_user u where u.org_id = ${ctx.orgId} and u.department_id = me.department_id) as team,
      (select array_agg(u.id) from app_user u where u.org_id = ${ctx.orgId} and u.department_id in (select id from tree)) as subtree
    from me`.execute(ctx.db)
  const row = rows[0]
  if (!row) return null
  if (ctx.now - row.last_seen_at > 60_000) {
    await ctx.db
      .updateTable('session')
      .set({ last_seen_at: at(ctx.now) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', row.session_id)
      .execute()
  }
  return {
    sessionId: row.session_id,
    mustChangePassword: row.must_change_password,
    actor: {
      userId: row.user_id,
      name: row.name,
      roles: row.roles ?? [],
      departmentId: row.department_id,
      teamUserIds: row.team ?? [],
      subtreeUserIds: row.subtree ?? [],
    },
  }
}
