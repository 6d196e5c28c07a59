import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { sumFen } from '../../../core/money.ts'
import { allocateOldest, type OpenInstalment } from '../../../core/receivable/allocate.ts'
import { checkRecovery, writeOffCan } from '../../../core/receivable/write-off.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { dateTakenBack } from './date-retention.ts'
import { unsettlePayment } from './settle.ts'
import { tellCustomers } from './tell-customers.ts'
import { endRow, lockWriteOff, tellWriteOff } from './write-off-rows.ts'

/**
 * Drops a draft, or takes a write-off back that should not have been: its allocations are voided at this
 * tick, so that the past as known stays and the money is owed again (C097).
 */
export async function endWriteOff(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const row = await lockWriteOff(ctx, id)
  const recoveredFen = row.paymentId ? (await recoveredOf(ctx, row.paymentId)).fen : 0n
  const allowed = writeOffCan({ ...row, recoveredFen }).end
  if (allowed !== true) throw conflict(allowed, { caseId: row.caseId })
  if (row.paymentId) {
    const parts = await unsettlePayment(ctx, row.paymentId)
    await dateTakenBack(ctx, parts)
    await ctx.db
      .updateTable('payment')
      .set({ voided_at: at(ctx.tick) })
      .where('org_id', '=', ctx.orgId)
      .where('id', '=', row.paymentId)
      .execute()
    await tellCustomers(ctx, [row.customerId])
  }
  await endRow(ctx, row, { reason: row.paymentId ? 'taken_back' : 'dropped', note: reason })
  await tellWriteOff(ctx, row, {
    kind: row.paymentId ? 'write_off.taken_back' : 'write_off.dropped',
    summary: { amountFen: row.amountFen, reason },
  })
  return { ok: true }
}

export type RecoveryForm = { receivedOn: Day; amountFen: bigint; reference: string }

/** Money for a claim that is off the books: set against its oldest part, it goes back to the provision. */
export async function recordRecovery(
  ctx: WriteCtx,
  id: string,
  form: RecoveryForm,
): Promise<{ leftFen: bigint }> {
  const row = await lockWriteOff(ctx, id)
  const { fen: recoveredFen, open } = row.paymentId
    ? await recoveredOf(ctx, row.paymentId)
    : { fen: 0n, open: [] }
  const allowed = writeOffCan({ ...row, recoveredFen }).recover
  if (allowed !== true) throw conflict(allowed)
  const claim = { amountFen: row.amountFen, recoveredFen, writtenOffOn: row.on!, today: dayOf(ctx.now) }
  const checked = checkRecovery(form, claim)
  if (!checked.ok) throw refused(checked)
  const plan = allocateOldest(form.amountFen, open)
  // Money that stands nowhere would be gone from every figure.
  if (plan.unallocatedFen > 0n)
    throw conflict('recovery_exceeds_claim', { leftFen: Number(form.amountFen - plan.unallocatedFen) })
  const receiptId = newId(ctx.now)
  await ctx.db
    .insertInto('recovery')
    .values(
      plan.allocations.map(({ instalmentId, amountFen }) => ({
        org_id: ctx.orgId,
        id: newId(ctx.now),
        receipt_id: receiptId,
        customer_id: row.customerId,
        payment_id: row.paymentId!,
        instalment_id: instalmentId,
        amount_fen: amountFen,
        reference: form.reference,
        occurred_on: form.receivedOn,
        known_at: at(knownAt(ctx, form.receivedOn)),
        recorded_at: at(ctx.tick),
        actor: ctx.actor.userId,
      })),
    )
    .execute()
  await tellWriteOff(ctx, row, {
    kind: 'write_off.recovered',
    summary: { amountFen: form.amountFen, reference: form.reference },
  })
  return { leftFen: row.amountFen - recoveredFen - form.amountFen }
}

/** Takes back what one recovery recorded, all its parts together; the rows stay. */
export async function voidRecovery(ctx: WriteCtx, id: string, reason: string): Promise<{ ok: true }> {
  const { rows } = await sql<{ customer_id: string; write_off_id: string; fen: bigint }>`
    with gone as (
      update recovery r set voided_at = ${at(ctx.tick)} from recovery one
      where one.org_id = ${ctx.orgId} and one.id = ${id} and one.voided_at is null
        and one.customer_id in (${scopedCustomerIds(ctx, 'receivable.write')})
        and r.org_id = one.org_id and r.receipt_id = one.receipt_id and r.voided_at is null
      returning r.customer_id, r.payment_id, r.amount_fen
    )
    select g.customer_id, w.id as write_off_id, sum(g.amount_fen)::bigint as fen
    from gone g join write_off w on w.org_id = ${ctx.orgId} and w.payment_id = g.payment_id group by 1, 2`.execute(
    ctx.db,
  )
  const row = rows[0]
  if (!row) throw notFound('recovery')
  await tellWriteOff(
    ctx,
    { id: row.write_off_id, customerId: row.customer_id },
    {
      kind: 'write_off.recovery_voided',
      summary: { amountFen: row.fen, reason },
    },
  )
  return { ok: true }
}

/** What came in of a write-off, and what is left of each of its parts. */
async function recoveredOf(
  ctx: WriteCtx,
  paymentId: string,
): Promise<{ fen: bigint; open: OpenInstalment[] }> {
  const { rows: parts } = await sql<{ id: string; fen: bigint }>`
    select r.instalment_id as id, sum(r.amount_fen)::bigint as fen from recovery r
    where r.org_id = ${ctx.orgId} and r.payment_id = ${paymentId} and r.voided_at is null group by 1`.execute(
    ctx.db,
  )
  const { rows } = await sql<OpenInstalment>`
    select i.id, i.customer_id as "customerId", i.due_on as "dueOn", i.seq, sum(a.amount_fen)::bigint as "openFen"
    from allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    where a.org_id = ${ctx.orgId} and a.payment_id = ${paymentId} and a.voided_at is null
    group by i.id, i.customer_id, i.due_on, i.seq`.execute(ctx.db)
  const came = new Map(parts.map(({ id, fen }) => [id, fen]))
  const open = rows.map((row) => ({ ...row, openFen: row.openFen - (came.get(row.id) ?? 0n) }))
  return { fen: sumFen(came.values()), open }
}
