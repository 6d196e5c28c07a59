import { sql } from 'kysely'
import { DAY_MS, dayOf } from '../../../core/calendar.ts'
import { type CustomerFacts, FRESH_DAYS, type Gap, gapOf } from '../../../core/handover/gap.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/** The holes in a handover's customers as they are now, summed up by core. */
export async function readGap(ctx: ReadCtx, row: { id: string; started_at: number }): Promise<Gap> {
  const today = dayOf(ctx.now)
  const { rows } = await sql<CustomerFacts>`
    select i.is_key as "isKey", i.done_at is not null as "passedOn",
      coalesce(s.last_activity_at >= ${at(row.started_at - FRESH_DAYS * DAY_MS)}, false) as "hasFreshNote",
      exists (select 1 from app_user u join app_user b on b.org_id = u.org_id and b.id = u.backup_id and b.status = 'active'
        where u.org_id = i.org_id and u.id = i.receiver_id) as "hasBackup",
      exists (select 1 from instalment p where p.org_id = i.org_id and p.customer_id = i.subject_id and p.open_fen > 0
        and p.voided_at is null and p.due_on < ${today}) as "hasOverdue",
      coalesce((select a.next_on is not null from activity a where a.org_id = i.org_id and a.customer_id = i.subject_id
        and a.voided_at is null order by a.known_at desc limit 1), false) as "hasPromise"
    from handover_item i left join customer_state s on s.org_id = i.org_id and s.customer_id = i.subject_id
    where i.org_id = ${ctx.orgId} and i.handover_id = ${row.id} and i.kind = 'customer'`.execute(ctx.db)
  return gapOf(rows)
}
