import { sql } from 'kysely'
import { isPresent } from '../../../core/watch/responsible.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadStaff } from '../identity/index.ts'
import { findRecord } from './read-alert.ts'

/** Active people who could take an alert over, those of the same department as its responsible first. */
export async function readAssignees(ctx: ReadCtx, alertId: string) {
  const alert = await findRecord(ctx, alertId, { moment: ctx.now, isPast: false })
  const { directory } = await loadStaff(ctx)
  const { rows } = await sql<{ id: string; name: string; team: string | null }>`
    select u.id, u.name, d.name as team
    from app_user u
    left join department d on d.org_id = u.org_id and d.id = u.department_id
    left join app_user r on r.org_id = u.org_id and r.id = ${alert.responsible_id}
    where u.org_id = ${ctx.orgId} and u.status = 'active' and u.id <> ${alert.responsible_id}
      and exists (select 1 from user_role x where x.org_id = u.org_id and x.user_id = u.id and x.role not in ('auditor', 'admin'))
    order by u.department_id is not distinct from r.department_id desc, u.name limit 300`.execute(ctx.db)
  return {
    rows: rows.map((row) => ({
      id: row.id,
      name: row.name,
      team: row.team ?? '',
      absent: !isPresent(directory, row.id, ctx.now),
    })),
  }
}
