import { type RawBuilder, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { DELIVERED_DAYS } from '../../../core/credit/exposure.ts'

/** Column of order `o` that joins what left the house on its notes and stayed (decision 0027). */
export const ON_NOTES = sql`
  left join lateral (select sum(d.worth_fen)::bigint as worth_fen, coalesce(sum(b.fen), 0)::bigint as billed_fen from delivery_note d
    left join lateral (select sum(b.amount_fen) as fen from note_bill b join invoice v on v.org_id = b.org_id
      and v.customer_id = d.customer_id and v.number = b.invoice_number and v.voided_at is null
      where b.org_id = d.org_id and b.note_id = d.id) b on true
    where d.org_id = o.org_id and d.order_id = o.id and d.status in ('shipped', 'signed')) n on true`

/**
 * What one order takes of the exposure: all of it while it is open and free; what is known to have left, held
 * or not, ended or not; and what was delivered lately where no note says how much. Less what was invoiced of
 * it, or billed by its notes, so that no yuan is in it twice.
 */
export function orderTakes(today: Day): RawBuilder<bigint> {
  return sql<bigint>`greatest(0, greatest(coalesce(n.worth_fen, 0), case
      when o.status in ('open', 'partial') and o.credit_hold is null then o.amount_fen
      when o.status = 'delivered' and n.worth_fen is null and o.delivered_on >= ${today}::date - ${DELIVERED_DAYS}::int then o.amount_fen
      else 0 end) - coalesce(n.billed_fen, 0) - coalesce((select sum(k.amount_fen) from invoice k
        where k.org_id = o.org_id and k.order_id = o.id and k.voided_at is null), 0))`
}
