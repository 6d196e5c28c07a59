import { sql } from 'kysely'
import type { z } from 'zod'
import type { personInput, personRow } from '../../../api/people.ts'
import { dayOf } from '../../../core/calendar.ts'
import { maskPhone } from '../../../core/identity/mask.ts'
import { may, permissionsOf, type Role } from '../../../core/permission.ts'
import { expectVersion, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { refuseLastDecider } from './deciders.ts'
import { savePeople } from './save-people.ts'
import { createLink } from './sign-in.ts'

type PersonInput = z.output<typeof personInput>

export async function listPeople(
  ctx: ReadCtx,
): Promise<{ items: z.output<typeof personRow>[]; can: { write: true | string } }> {
  const rows = await selectPeople(ctx)
  return {
    can: { write: may(ctx.actor.roles, 'person.write') || 'forbidden' },
    items: rows.map(shapePerson),
  }
}

function selectPeople(ctx: ReadCtx) {
  const today = dayOf(ctx.now)
  return ctx.db
    .selectFrom('app_user as u')
    .leftJoin('department as d', (join) =>
      join.onRef('d.org_id', '=', 'u.org_id').onRef('d.id', '=', 'u.department_id'),
    )
    .leftJoin('app_user as b', (join) =>
      join.onRef('b.org_id', '=', 'u.org_id').onRef('b.id', '=', 'u.backup_id'),
    )
    .select([
      'u.id',
      'u.version',
      'u.login',
      'u.name',
      'u.staff_no',
      'u.aliases',
      'u.email',
      'u.phone',
      'u.department_id',
      'd.name as department_name',
      'u.backup_id',
      'b.name as backup_name',
      'u.status',
      'u.wecom_userid',
      'u.dingtalk_phone',
      'u.feishu_open_id',
      sql<
        Role[] | null
      >`(select array_agg(r.role order by r.role) from user_role r where r.org_id = u.org_id and r.user_id = u.id)`.as(
        'roles',
      ),
      sql<boolean>`exists (select 1 from absence a where a.org_id = u.org_id and a.user_id = u.id and a.voided_at is null and ${today}::date between a.from_day and a.to_day)`.as(
        'absent',
      ),
      sql<number>`(select count(*)::int from customer c where c.org_id = u.org_id and c.responsible_id = u.id and c.voided_at is null)`.as(
        'customers',
      ),
      sql<number>`(select count(*)::int from alert a where a.org_id = u.org_id and a.responsible_id = u.id and a.resolved_at is null)`.as(
        'alerts',
      ),
    ])
    .where('u.org_id', '=', ctx.orgId)
    .orderBy(sql`u.status = 'active'`, 'desc')
    .orderBy('d.name')
    .orderBy('u.name')
    .execute()
}

type PersonColumns = Awaited<ReturnType<typeof selectPeople>>[number]

function shapePerson(row: PersonColumns) {
  return {
    id: row.id,
    version: row.version,
    login: row.login,
    name: row.name,
    staffNo: row.staff_no,
    aliases: row.aliases,
    email: row.email,
    phoneMasked: maskPhone(row.phone),
    departmentId: row.department_id,
    departmentName: row.department_name,
    backupId: row.backup_id,
    backupName: row.backup_name,
    roles: row.roles ?? [],
    status: row.status as 'active' | 'inactive' | 'imported',
    wecomUserid: row.wecom_userid,
    dingtalkPhone: row.dingtalk_phone,
    feishuOpenId: row.feishu_open_id,
    absentNow: row.absent,
    customers: row.customers,
    openAlerts: row.alerts,
  }
}

export async function createPerson(ctx: WriteCtx, input: PersonInput): Promise<{ id: string; link: string }> {
  refuseRolesBeyondOwn(ctx, input.roles)
  await refuseTakenLogin(ctx, input.login, null)
  const [saved] = await savePeople(ctx, [{ ...input, mustChangePassword: true }])
  const link = await createLink(ctx, saved!.id)
  await recordEvent(ctx, {
    kind: 'person.created',
    subject: { kind: 'person', id: saved!.id },
    summary: { roles: input.roles },
  })
  return { id: saved!.id, link: `/link#${link.token}` }
}

export async function updatePerson(
  ctx: WriteCtx,
  id: string,
  input: PersonInput,
): Promise<{ id: string; version: number }> {
  const row = await getPerson(ctx, id)
  expectVersion(ctx, row.version)
  await refuseTakenLogin(ctx, input.login, id)
  const before = await rolesOf(ctx, id)
  const added = input.roles.filter((role) => !before.includes(role))
  refuseRolesBeyondOwn(ctx, added)
  if (before.includes('boss') && !input.roles.includes('boss')) await refuseLastBoss(ctx, id)
  await refuseLastDecider(ctx, id, input.roles)
  await ctx.db
    .updateTable('app_user')
    .set({
      login: input.login.toLowerCase(),
      name: input.name,
      staff_no: input.staffNo ?? null,
      aliases: input.aliases,
      email: input.email ?? null,
      ...(input.phone === undefined ? {} : { phone: input.phone }),
      department_id: input.departmentId ?? null,
      backup_id: input.backupId === id ? null : (input.backupId ?? null),
      wecom_userid: input.wecomUserid ?? null,
      dingtalk_phone: input.dingtalkPhone ?? null,
      feishu_open_id: input.feishuOpenId ?? null,
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await ctx.db.deleteFrom('user_role').where('org_id', '=', ctx.orgId).where('user_id', '=', id).execute()
  await ctx.db
    .insertInto('user_role')
    .values([...new Set(input.roles)].map((role) => ({ org_id: ctx.orgId, user_id: id, role })))
    .execute()
  await recordEvent(ctx, {
    kind: 'person.updated',
    subject: { kind: 'person', id },
    summary: { before, after: input.roles },
  })
  return { id, version: row.version + 1 }
}

/**
 * The account ends, and with it every session at once, because each request compares auth_epoch (C189). What
 * the person answered for is the handover's to pass on, in the same transaction.
 */
export async function endAccess(ctx: WriteCtx, id: string): Promise<void> {
  const row = await getPerson(ctx, id)
  if (row.status === 'inactive') throw conflict('handover_access_ended')
  if ((await rolesOf(ctx, id)).includes('boss')) await refuseLastBoss(ctx, id)
  await refuseLastDecider(ctx, id, [])
  await ctx.db
    .updateTable('app_user')
    .set({
      status: 'inactive',
      auth_epoch: row.auth_epoch + 1,
      left_on: dayOf(ctx.now),
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await ctx.db
    .updateTable('session')
    .set({ revoked_at: at(ctx.now) })
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
  await recordEvent(ctx, { kind: 'person.left', subject: { kind: 'person', id } })
  await touch(ctx, [{ kind: 'rep', id }])
}

/**
 * Ends every session of a person and gives a one-time link; used by the page and by `bw user reset-password`.
 */
export async function resetPassword(ctx: WriteCtx, id: string): Promise<{ link: string; expiresAt: number }> {
  const row = await getPerson(ctx, id)
  await ctx.db
    .updateTable('app_user')
    .set({
      auth_epoch: row.auth_epoch + 1,
      must_change_password: true,
      password_hash: null,
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  const link = await createLink(ctx, id)
  await recordEvent(ctx, { kind: 'person.password_reset', subject: { kind: 'person', id } })
  return { link: `/link#${link.token}`, expiresAt: link.expiresAt }
}

async function getPerson(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('app_user')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('person')
  return row
}

async function rolesOf(ctx: ReadCtx, id: string): Promise<Role[]> {
  const rows = await ctx.db
    .selectFrom('user_role')
    .select('role')
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', id)
    .execute()
  return rows.map((row) => row.role as Role)
}

/**
 * An administrator without business roles must not make themselves boss: grants stay within what one holds,
 * bar plain work roles.
 */
export function refuseRolesBeyondOwn(ctx: WriteCtx, roles: readonly Role[]): void {
  if (ctx.actor.userId === null || may(ctx.actor.roles, 'setting.write') === false) return
  const own = permissionsOf(ctx.actor.roles)
  if (roles.includes('boss') && !own.has('audit.read')) throw conflict('role_not_grantable', { role: 'boss' })
}

async function refuseTakenLogin(ctx: WriteCtx, login: string, exceptId: string | null): Promise<void> {
  const taken = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('login', '=', login.toLowerCase())
    .executeTakeFirst()
  if (taken && taken.id !== exceptId) throw conflict('duplicate_login', { login })
}

async function refuseLastBoss(ctx: WriteCtx, exceptId: string): Promise<void> {
  const other = await ctx.db
    .selectFrom('user_role as r')
    .innerJoin('app_user as u', (join) =>
      join.onRef('u.org_id', '=', 'r.org_id').onRef('u.id', '=', 'r.user_id'),
    )
    .select('u.id')
    .where('r.org_id', '=', ctx.orgId)
    .where('r.role', '=', 'boss')
    .where('u.status', '=', 'active')
    .where('u.id', '!=', exceptId)
    .executeTakeFirst()
  if (!other) throw conflict('last_boss')
}
