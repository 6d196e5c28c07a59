import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { countsAsOf, type Reading } from './reading.ts'

export type StatementNote = {
  id: string
  number: string
  on: Day
  signer: string
  /** signed for less what came back, in yuan */
  amountFen: Fen
  /** null: no invoice has billed it by its notes */
  invoiceNumber: string | null
}

type Asked = { customerId: string; from: Day; asOf: Day; reading: Reading }

/** What the customer signed for in the span of a statement, beside its balance: no document by itself. */
export async function notesOf(
  ctx: ReadCtx,
  { customerId, from, asOf, reading }: Asked,
): Promise<StatementNote[]> {
  const { rows } = await sql<StatementNote>`
    select d.id, d.number, s.occurred_on as on, coalesce(s.signer, '') as signer,
      greatest(0, s.amount_fen - coalesce((select sum(w.amount_fen) from allowance w where w.org_id = d.org_id and w.note_id = d.id
        and w.status = 'in_effect' and w.effective_on <= ${asOf}), 0))::bigint as "amountFen",
      (select min(b.invoice_number) from note_bill b join invoice v on v.org_id = b.org_id and v.customer_id = d.customer_id
        and v.number = b.invoice_number and ${countsAsOf('v', asOf, reading)}
        where b.org_id = d.org_id and b.note_id = d.id) as "invoiceNumber"
    from delivery_note d join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id and s.kind = 'signed'
    where d.org_id = ${ctx.orgId} and d.customer_id = ${customerId} and s.occurred_on >= ${from} and ${countsAsOf('s', asOf, reading)}
    order by s.occurred_on, d.number limit 200`.execute(ctx.db)
  return rows
}
