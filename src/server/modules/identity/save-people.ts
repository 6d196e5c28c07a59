import type { Role } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'

export type PersonInput = {
  login: string
  name: string
  staffNo?: string | null | undefined
  aliases?: string[]
  email?: string | null | undefined
  phone?: string | null | undefined
  departmentId?: string | null | undefined
  backupId?: string | null | undefined
  roles: readonly Role[]
  status?: 'active' | 'inactive' | 'imported'
  passwordHash?: string | null | undefined
  mustChangePassword?: boolean
  wecomUserid?: string | null | undefined
  dingtalkPhone?: string | null | undefined
  feishuOpenId?: string | null | undefined
}

/**
 * Adds people; logins are lower-cased and must be free. Used by set-up, the demo, imports and the page alike.
 */
export async function savePeople(
  ctx: WriteCtx,
  inputs: readonly PersonInput[],
): Promise<{ id: string; outcome: 'new' }[]> {
  if (inputs.length === 0) return []
  const rows = inputs.map((input) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    login: input.login.toLowerCase(),
    name: input.name,
    staff_no: input.staffNo ?? null,
    aliases: input.aliases ?? [],
    email: input.email ?? null,
    phone: input.phone ?? null,
    department_id: input.departmentId ?? null,
    backup_id: input.backupId ?? null,
    status: input.status ?? 'active',
    password_hash: input.passwordHash ?? null,
    must_change_password: input.mustChangePassword ?? false,
    wecom_userid: input.wecomUserid ?? null,
    dingtalk_phone: input.dingtalkPhone ?? null,
    feishu_open_id: input.feishuOpenId ?? null,
    created_at: at(ctx.tick),
  }))
  await ctx.db.insertInto('app_user').values(rows).execute()
  const roles = inputs.flatMap((input, index) =>
    [...new Set(input.roles)].map((role) => ({ org_id: ctx.orgId, user_id: rows[index]!.id, role })),
  )
  if (roles.length > 0) await ctx.db.insertInto('user_role').values(roles).execute()
  return rows.map((row) => ({ id: row.id, outcome: 'new' as const }))
}

/** Departments by name, parents first; returns their ids in the order given. */
export async function saveDepartments(
  ctx: WriteCtx,
  inputs: readonly { name: string; parentName?: string | null }[],
): Promise<string[]> {
  const ids = new Map<string, string>()
  for (const input of inputs) {
    const id = newId(ctx.now)
    ids.set(input.name, id)
    await ctx.db
      .insertInto('department')
      .values({
        org_id: ctx.orgId,
        id,
        name: input.name,
        parent_id: input.parentName ? (ids.get(input.parentName) ?? null) : null,
      })
      .execute()
  }
  // A team is watched from the day it is there, whatever its people do.
  await touch(
    ctx,
    [...ids.values()].map((id) => ({ kind: 'team', id })),
  )
  return inputs.map((input) => ids.get(input.name)!)
}

export async function setDepartmentManager(
  ctx: WriteCtx,
  departmentId: string,
  managerId: string,
): Promise<void> {
  await ctx.db
    .updateTable('department')
    .set((eb) => ({ manager_id: managerId, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', departmentId)
    .execute()
}

export async function setBackup(ctx: WriteCtx, userId: string, backupId: string | null): Promise<void> {
  await ctx.db
    .updateTable('app_user')
    .set((eb) => ({ backup_id: backupId, version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', userId)
    .execute()
}
