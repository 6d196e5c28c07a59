import { type RawBuilder, sql } from 'kysely'
import type { Role } from '../../../core/permission.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { startOnboarding } from './walk.ts'

/** People who came after the path of one of their roles was switched on and never began it. */
function newcomers(ctx: ReadCtx): RawBuilder<unknown> {
  return sql`from onboarding_path p join user_role r on r.org_id = p.org_id and r.role = p.role
    join app_user u on u.org_id = r.org_id and u.id = r.user_id and u.status = 'active' and u.created_at > p.on_since
    where p.org_id = ${ctx.orgId} and p.is_active
      and not exists (select 1 from onboarding o where o.org_id = u.org_id and o.user_id = u.id and o.role = p.role)`
}

export function onboardingDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 ${newcomers(ctx)})`
}

/** Whoever is new gets the path of each of their roles without anybody thinking of it. */
export async function beginOnboarding(ctx: WriteCtx): Promise<void> {
  const { rows } = await sql<{ id: string; role: Role }>`
    select u.id, p.role ${newcomers(ctx)} order by u.id, p.role`.execute(ctx.db)
  for (const { id, role } of rows) await startOnboarding(ctx, { userId: id, role })
}
