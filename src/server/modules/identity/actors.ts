import { sql } from 'kysely'
import type { Role } from '../../../core/permission.ts'
import type { Actor, ReadCtx } from '../../platform/context.ts'

type Row = {
  id: string
  name: string
  department_id: string | null
  roles: Role[] | null
  team: string[] | null
  subtree: string[] | null
}

export type KnownActor = Actor & { userId: string }

/**
 * Active people with the rights they have now, to ask on somebody's behalf what that person may see. `ids`
 * null: everybody.
 */
export async function loadActors(ctx: ReadCtx, ids: readonly string[] | null): Promise<KnownActor[]> {
  const { rows } = await sql<Row>`
    with recursive people as (
      select u.id, u.name, u.department_id from app_user u
      where u.org_id = ${ctx.orgId} and u.status = 'active' ${ids === null ? sql`` : sql`and u.id = any(${ids}::uuid[])`}
    ), tree as (
      select p.id as person, d.id from people p join department d
        on d.org_id = ${ctx.orgId} and (d.id = p.department_id or d.manager_id = p.id)
      union
      select t.person, d.id from tree t join department d on d.org_id = ${ctx.orgId} and d.parent_id = t.id
    )
    select p.id, p.name, p.department_id,
      (select array_agg(r.role) from user_role r where r.org_id = ${ctx.orgId} and r.user_id = p.id) as roles,
      (select array_agg(u.id) from app_user u
        where u.org_id = ${ctx.orgId} and u.department_id = p.department_id) as team,
      (select array_agg(u.id) from app_user u where u.org_id = ${ctx.orgId}
        and u.department_id in (select t.id from tree t where t.person = p.id)) as subtree
    from people p order by p.name, p.id`.execute(ctx.db)
  return rows.map((row) => ({
    userId: row.id,
    name: row.name,
    roles: row.roles ?? [],
    departmentId: row.department_id,
    teamUserIds: row.team ?? [],
    subtreeUserIds: row.subtree ?? [],
  }))
}
