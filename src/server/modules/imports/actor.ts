import { sql } from 'kysely'
import type { Instant } from '../../../core/calendar.ts'
import { may, type Role } from '../../../core/permission.ts'
import { type Actor, read, SYSTEM } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { forbidden } from '../../platform/errors.ts'

type Row = {
  name: string
  department_id: string | null
  roles: Role[] | null
  team: string[] | null
  subtree: string[] | null
}

/**
 * The person an import runs for, with the rights of now: a job that waited while somebody lost a role must
 * not use it. Null is the command line, which is trusted with everything.
 */
export async function loadActor(db: Db, orgId: string, userId: string | null, now: Instant): Promise<Actor> {
  if (userId === null) return SYSTEM
  const row = await read(db, { orgId, now }, async (ctx) => {
    const { rows } = await sql<Row>`
      with recursive me as (
        select u.id, u.name, u.department_id from app_user u
        where u.org_id = ${orgId} and u.id = ${userId} and u.status = 'active'
      ), tree as (
        select d.id from department d, me where d.org_id = ${orgId} and (d.id = me.department_id or d.manager_id = me.id)
        union
        select d.id from department d join tree t on d.parent_id = t.id where d.org_id = ${orgId}
      )
      select me.name, me.department_id,
        (select array_agg(role) from user_role r where r.org_id = ${orgId} and r.user_id = me.id) as roles,
        (select array_agg(u.id) from app_user u where u.org_id = ${orgId} and u.department_id = me.department_id) as team,
        (select array_agg(u.id) from app_user u where u.org_id = ${orgId} and u.department_id in (select id from tree)) as subtree
      from me`.execute(ctx.db)
    return rows[0]
  })
  if (!row || !may(row.roles ?? [], 'import.run')) throw forbidden('import.run')
  return {
    userId,
    name: row.name,
    roles: row.roles ?? [],
    departmentId: row.department_id,
    teamUserIds: row.team ?? [],
    subtreeUserIds: row.subtree ?? [],
  }
}
