import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { type ErrandNotice, notifyErrands } from '../notify/index.ts'

/** Absences that are not over and have somebody active who steps in; `a` the absence, `u` whose it is. */
function awaited(ctx: ReadCtx): RawBuilder<unknown> {
  return sql`absence a join app_user u on u.org_id = a.org_id and u.id = a.user_id
    join app_user b on b.org_id = a.org_id and b.id = coalesce(a.backup_id, u.backup_id) and b.status = 'active'
    where a.org_id = ${ctx.orgId} and a.voided_at is null and a.to_day >= ${dayOf(ctx.now)}
      and not exists (select 1 from notice n
        where n.org_id = a.org_id and n.cause = ${causeOf(ctx)}
          and n.user_id = b.id)`
}

/** Told once when it is recorded, and once more when it begins. */
function causeOf({ now }: ReadCtx): RawBuilder<string> {
  return sql<string>`('absence:' || a.id::text || case when a.from_day <= ${dayOf(now)} then ':begins' else ':asked' end)`
}

export function backupsDue(ctx: ReadCtx): RawBuilder<boolean> {
  return sql`exists (select 1 from ${awaited(ctx)})`
}

type Absence = { id: string; userId: string; name: string; fromDay: Day; toDay: Day; reason: string }

/**
 * Whoever steps in hears of it when an absence is recorded and when it begins (C190): the alerts of the
 * absent person go to them meanwhile, and none of those should be the first word of it.
 */
export async function tellBackups(ctx: WriteCtx): Promise<void> {
  const { rows } = await sql<Absence & { cause: string; backupId: string }>`
    select a.id, a.user_id as "userId", u.name, a.from_day as "fromDay", a.to_day as "toDay", a.reason,
      ${causeOf(ctx)} as cause, b.id as "backupId" from ${awaited(ctx)}`.execute(ctx.db)
  const notices = rows.map(({ cause, backupId, ...absence }): ErrandNotice => {
    const { userId, name, fromDay, toDay, reason } = absence
    const [zh, en] =
      fromDay === toDay ? [fromDay, fromDay] : [`${fromDay} 至 ${toDay}`, `${fromDay} to ${toDay}`]
    return {
      cause,
      errand: {
        kind: fromDay <= dayOf(ctx.now) ? 'backup-begins' : 'backup-asked',
        ...{ severity: 2, title: { zh: `${name} ${zh}`, en: `${name} ${en}` } },
        ...{ customer: null, amountFen: null, by: name, said: reason, dueAt: null, url: '/alerts' },
      },
      customerId: null,
      subjectId: userId,
      people: [backupId],
    }
  })
  await notifyErrands(ctx, notices)
}
