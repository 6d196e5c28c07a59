import { dayOf } from '../../../core/calendar.ts'
import { permissionsOf } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { loadSetting } from '../../platform/org-settings.ts'
import { missingCalendarYear } from './calendar.ts'

/** The signed-in person with what the page needs to draw its frame. */
export async function whoAmI(ctx: ReadCtx, mustChangePassword: boolean, insecureLan: boolean) {
  const user = await ctx.db
    .selectFrom('app_user as u')
    .leftJoin('department as d', (join) =>
      join.onRef('d.org_id', '=', 'u.org_id').onRef('d.id', '=', 'u.department_id'),
    )
    .select(['u.id', 'u.name', 'u.login', 'u.locale', 'd.name as departmentName'])
    .where('u.org_id', '=', ctx.orgId)
    .where('u.id', '=', ctx.actor.userId!)
    .executeTakeFirstOrThrow()
  const org = await ctx.db.selectFrom('org').selectAll().where('id', '=', ctx.orgId).executeTakeFirstOrThrow()
  const others = await ctx.db
    .selectFrom('org')
    .selectAll()
    .where('id', '!=', ctx.orgId)
    .orderBy('slug')
    .limit(20)
    .execute()
  const goLive = await loadSetting(ctx, 'goLiveOn')
  const warnings: { code: string; detail: Record<string, unknown> }[] = []
  const year = await missingCalendarYear(ctx)
  if (year !== null) warnings.push({ code: 'calendar_year_missing', detail: { year } })
  if (insecureLan) warnings.push({ code: 'plain_cookie', detail: {} })
  return {
    user: {
      ...user,
      locale: user.locale as 'zh-CN' | 'en',
      roles: [...ctx.actor.roles],
      permissions: [...permissionsOf(ctx.actor.roles)],
      mustChangePassword,
    },
    org: {
      id: org.id,
      slug: org.slug,
      name: org.name,
      isDemo: org.is_demo,
      goLiveOn: goLive as string | null,
    },
    today: dayOf(ctx.now),
    warnings,
    otherOrgs: others.map((other) => ({ slug: other.slug, name: other.name, isDemo: other.is_demo })),
  }
}
