import { type RawBuilder, sql } from 'kysely'
import { HONOURED_AFTER_DAYS, HONOURED_BEFORE_DAYS } from '../../../core/receivable/bill.ts'

/**
 * Whether a receipt `r` may be the money of a bill in hand: of this amount, due about its day, and of this
 * customer or accepted by who pays. Booked as a payment it would be counted twice once the bill is honoured.
 */
export const isLikeBill: RawBuilder<boolean> = sql`(r.payment_id is null and exists (select 1 from bill b
  where b.org_id = r.org_id and b.voided_at is null and b.passed_on is null and b.ended_on is null and b.amount_fen = r.amount_fen
    and r.received_on between b.due_on - ${HONOURED_BEFORE_DAYS}::int and b.due_on + ${HONOURED_AFTER_DAYS}::int
    and (b.customer_id = case when r.customer_id is null then r.proposed_customer_id else r.customer_id end
      or (b.acceptor <> '' and position(b.acceptor in r.payer_name) > 0))))`
