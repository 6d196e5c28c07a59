import { sql } from 'kysely'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'

/**
 * The open disputes of an invoice that is corrected go over to the instalments that replace its own, in their
 * order: a correction of the day or the amount does not end what the customer contests. What was known of
 * them until now stays known of the old rows.
 */
export async function followDisputes(
  ctx: WriteCtx,
  fromInvoiceId: string,
  successors: readonly { id: string; amountFen: bigint }[],
): Promise<void> {
  const { rows } = await sql<{ id: string; seq: number; amount_fen: bigint }>`
    select d.id, i.seq, d.amount_fen from dispute d
    join instalment i on i.org_id = d.org_id and i.id = d.instalment_id
    where d.org_id = ${ctx.orgId} and i.invoice_id = ${fromInvoiceId} and d.voided_at is null and d.resolved_on is null
    order by i.seq, d.id`.execute(ctx.db)
  for (const row of rows) {
    const heir = successors[Math.min(row.seq, successors.length) - 1]
    if (!heir) continue
    const amountFen = row.amount_fen < heir.amountFen ? row.amount_fen : heir.amountFen
    await sql`
      insert into dispute (org_id, id, customer_id, instalment_id, kind, amount_fen, reason, responsible_id, due_on,
        occurred_on, known_at, recorded_at, actor, complaint_id)
      select d.org_id, ${newId(ctx.now)}::uuid, d.customer_id, ${heir.id}::uuid, d.kind, ${amountFen}, d.reason, d.responsible_id, d.due_on,
        d.occurred_on, ${at(ctx.tick)}, ${at(ctx.tick)}, ${ctx.actor.userId}::uuid, d.complaint_id
      from dispute d where d.org_id = ${ctx.orgId} and d.id = ${row.id}`.execute(ctx.db)
  }
  await endDisputes(ctx, fromInvoiceId)
}

/** With an invoice that is taken back goes what was contested of it. */
export async function endDisputes(ctx: WriteCtx, invoiceId: string): Promise<void> {
  await sql`
    update dispute d set voided_at = ${at(ctx.tick)}, version = d.version + 1 from instalment i
    where d.org_id = ${ctx.orgId} and i.org_id = d.org_id and i.id = d.instalment_id and i.invoice_id = ${invoiceId}
      and d.voided_at is null and d.resolved_on is null`.execute(ctx.db)
}
