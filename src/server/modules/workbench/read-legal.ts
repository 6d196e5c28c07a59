import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { scopedCustomerIds } from '../customers/index.ts'

const SHOWN = 8

type Hold = {
  id: string
  customer_id: string
  name: string
  reason: string
  since: Day
  open: bigint
  overdue: bigint
  total: number
}
type Unsigned = {
  id: string
  number: string
  title: string
  customer_id: string
  name: string
  fen: bigint
  approved: Day
  days: number
  total: number
}

/** Customers that legal has taken over, and what is approved and waits for a signature. */
export async function readLegalDesk(ctx: ReadCtx) {
  const today = dayOf(ctx.now)
  const mine = scopedCustomerIds(ctx, 'hold.write')
  const { rows: holds } = await sql<Hold>`
    select h.id, c.id as customer_id, c.name, h.reason, h.occurred_on as since, coalesce(o.open, 0)::bigint as open,
      coalesce(o.overdue, 0)::bigint as overdue, count(*) over ()::int as total
    from legal_hold h join customer c on c.org_id = h.org_id and c.id = h.customer_id
    left join lateral (select sum(i.open_fen) as open, sum(i.open_fen) filter (where i.due_on < ${today}) as overdue
      from instalment i where i.org_id = h.org_id and i.customer_id = h.customer_id and i.open_fen > 0 and i.voided_at is null) o on true
    where h.org_id = ${ctx.orgId} and h.voided_at is null and h.lifted_at is null and c.id in (${mine})
    order by overdue desc, h.occurred_on limit ${SHOWN}`.execute(ctx.db)
  const { rows: unsigned } = await sql<Unsigned>`
    select k.id, k.number, k.title, c.id as customer_id, c.name, k.amount_fen as fen,
      (k.approved_at at time zone 'Asia/Shanghai')::date as approved,
      ${today}::date - (k.approved_at at time zone 'Asia/Shanghai')::date as days, count(*) over ()::int as total
    from contract k join customer c on c.org_id = k.org_id and c.id = k.customer_id
    where k.org_id = ${ctx.orgId} and k.voided_at is null and k.status = 'open' and k.approved_at is not null
      and k.signed_on is null and c.id in (${mine})
    order by k.approved_at limit ${SHOWN}`.execute(ctx.db)
  return {
    holds: holds.map((row) => ({
      id: row.id,
      customer: { id: row.customer_id, name: row.name },
      reason: row.reason,
      since: row.since,
      openFen: row.open,
      overdueFen: row.overdue,
    })),
    holdsTotal: holds[0]?.total ?? 0,
    toSign: unsigned.map((row) => ({
      id: row.id,
      number: row.number,
      title: row.title,
      customer: { id: row.customer_id, name: row.name },
      amountFen: row.fen,
      approvedOn: row.approved,
      days: row.days,
    })),
    toSignTotal: unsigned[0]?.total ?? 0,
  }
}
