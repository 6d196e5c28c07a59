import { sql } from 'kysely'
import { firstDayOf, lastDayOf, type Month } from '../../../core/calendar.ts'
import { may } from '../../../core/permission.ts'
import { type ReadCtx, visibleUsers } from '../../platform/context.ts'
import { answering, isCollected } from '../identity/index.ts'

type Row = {
  userId: string
  userName: string
  bookingsTargetFen: bigint | null
  bookingsVersion: number
  bookingsFen: bigint
  collectionsTargetFen: bigint | null
  collectionsVersion: number
  collectionsFen: bigint
  sells: boolean
}

/**
 * Targets and what was reached in a month by business date: bookings are deals won, for the person
 * responsible when they were won; collections are payments (not credit notes), for the person who answered
 * for the customer when the money was known. Whoever has left, or is only a name in a ledger, is there with
 * what came in for them, so that the sum is the company's.
 */
export async function listTargets(ctx: ReadCtx, month: Month) {
  const users = visibleUsers(ctx, 'target.read')
  const from = firstDayOf(month)
  const to = lastDayOf(month)
  const came = sql`p.org_id = ${ctx.orgId} and p.voided_at is null and p.occurred_on between ${from} and ${to}`
  const { rows } = await sql<Row>`
    select * from (
      select u.id as "userId", u.name as "userName",
        (select amount_fen from target t where t.org_id = u.org_id and t.user_id = u.id and t.month = ${month} and t.kind = 'bookings') as "bookingsTargetFen",
        coalesce((select version from target t where t.org_id = u.org_id and t.user_id = u.id and t.month = ${month} and t.kind = 'bookings'), 0)::int as "bookingsVersion",
        coalesce((select sum(s.amount_fen) from stage_change s join stage st on st.org_id = s.org_id and st.id = s.to_stage_id
          where s.org_id = u.org_id and s.responsible_id = u.id and st.kind = 'won' and s.voided_at is null and s.occurred_on between ${from} and ${to}), 0)::bigint as "bookingsFen",
        (select amount_fen from target t where t.org_id = u.org_id and t.user_id = u.id and t.month = ${month} and t.kind = 'collections') as "collectionsTargetFen",
        coalesce((select version from target t where t.org_id = u.org_id and t.user_id = u.id and t.month = ${month} and t.kind = 'collections'), 0)::int as "collectionsVersion",
        coalesce(came.fen, 0)::bigint as "collectionsFen",
        u.status = 'active' and exists (select 1 from user_role r
          where r.org_id = u.org_id and r.user_id = u.id and r.role in ('rep', 'manager', 'boss')) as sells
      from app_user u left join (
        select who.responsible_id, sum(p.amount_fen) as fen
        from payment p ${answering(ctx, 'p', sql`select p.customer_id from payment p where ${came}`)}
        where ${came} and ${isCollected('p')} group by who.responsible_id
      ) came on came.responsible_id = u.id
      where u.org_id = ${ctx.orgId} ${users === null ? sql`` : sql`and u.id = any(${users}::uuid[])`}
    ) everybody
    where sells or "bookingsFen" <> 0 or "collectionsFen" <> 0
      or "bookingsTargetFen" is not null or "collectionsTargetFen" is not null
    order by "userName"`.execute(ctx.db)
  return {
    month,
    items: rows.map(({ sells: _sells, ...row }) => row),
    can: { write: may(ctx.actor.roles, 'target.write') || 'forbidden' },
  }
}
