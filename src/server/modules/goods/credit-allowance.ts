import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { recordPayments } from '../receivables/index.ts'
import { type AllowanceRow, changeAllowance, findAllowance, followAllowance } from './allowance-rows.ts'
import { needsCredit } from './read-allowances.ts'

/** The credit note of what was granted, first off the invoice that it is about: from here on it is money. */
export async function creditAllowance(
  ctx: WriteCtx,
  id: string,
  { reference, on }: { reference: string; on?: Day | undefined },
) {
  const row = await getGranted(ctx, id)
  const { rows } = await sql<{ needs: boolean }>`
    select ${needsCredit()} as needs from allowance w where w.org_id = ${ctx.orgId} and w.id = ${id}`.execute(
    ctx.db,
  )
  if (!rows[0]!.needs) throw conflict('allowance_unbilled')
  const [saved] = await recordPayments(ctx, [
    {
      ...{ customerId: row.customerId, kind: 'credit_note', receivedOn: on ?? dayOf(ctx.now), reference },
      amountFen: row.amountFen,
      allocate: await partsOf(ctx, row),
    },
  ])
  await changeAllowance(ctx, row, { payment_id: saved!.id })
  await followAllowance(ctx, row, 'credited')
  const { id: paymentId, allocatedFen, unallocatedFen } = saved!
  return { id, paymentId, allocatedFen, unallocatedFen }
}

/** As much as is open on its own invoice; the rest stays on account, as every credit note may. */
async function partsOf(ctx: WriteCtx, row: AllowanceRow) {
  const { rows } = await sql<{ number: string; open: bigint }>`
    select v.number, sum(i.open_fen)::bigint as open from invoice v
    join instalment i on i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null
    where v.org_id = ${ctx.orgId} and v.customer_id = ${row.customerId} and v.voided_at is null and (v.number = ${row.invoiceNumber}
      or v.number in (select b.invoice_number from note_bill b where b.org_id = v.org_id and b.note_id = ${row.noteId})
      or v.order_id = ${row.orderId})
    group by v.number having sum(i.open_fen) > 0 order by v.number`.execute(ctx.db)
  if (row.kind === 'rebate') return 'oldest' as const
  let left = row.amountFen
  return rows.flatMap(({ number, open }) => {
    const amountFen = open < left ? open : left
    left -= amountFen
    return amountFen > 0n ? [{ invoiceNumber: number, amountFen }] : []
  })
}

/** Taken back before it is money; a credit note that is recorded is voided where it stands. */
export async function endAllowance(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await getGranted(ctx, id)
  await changeAllowance(ctx, row, {
    ...{ status: 'ended', ended_at: at(ctx.tick), ended_by: ctx.actor.userId, end_reason: reason },
  })
  await followAllowance(ctx, row, 'ended')
  return { ok: true }
}

async function getGranted(ctx: WriteCtx, id: string): Promise<AllowanceRow> {
  const row = await findAllowance(
    ctx,
    sql`w.id = ${id} and w.customer_id in (${scopedCustomerIds(ctx, 'receivable.write')})`,
  )
  if (!row) throw notFound('allowance')
  if (row.status !== 'in_effect') throw conflict('allowance_not_granted')
  if (row.paymentId !== null) throw conflict('allowance_credited')
  return row
}
