import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import {
  type BillEntry,
  type BillStep,
  billEntries,
  billState,
  decideBillStep,
} from '../../../core/receivable/bill.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { touchPromised } from '../customers/index.ts'
import { type BillRow, lockBill } from './bill-rows.ts'
import { later, settle } from './settle.ts'
import { tellCustomers } from './tell-customers.ts'

export type BillStepForm = { step: BillStep; on: Day; costFen: bigint; to: string; note: string }

/**
 * What became of a bill (C091): load → decide → save. Paper that turns into money changes nothing of what is
 * owed; a refusal opens again what the bill had settled, from its day on and with the old due days.
 */
export async function stepBill(ctx: WriteCtx, id: string, form: BillStepForm): Promise<{ ok: true }> {
  const bill = await lockBill(ctx, id)
  const decided = decideBillStep(bill, bill, form, dayOf(ctx.now))
  if (!decided.ok) throw refused(decided)
  const known = knownAt(ctx, form.on)
  const entries = billEntries(billState(bill), form.step)
  const payments = entries.map((entry) => entryRow(ctx, bill, { entry, form, known }))
  if (payments.length > 0) await insertRows(ctx.db, 'payment', payments)
  if (form.step === 'refused') await openAgain(ctx, bill, { paymentId: payments[0]!.id, on: form.on, known })
  await ctx.db
    .updateTable('bill')
    .set({ ...courseOf(form, known), version: bill.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await recordEvent(ctx, {
    kind: `bill.${form.step}`,
    subject: { kind: 'bill', id },
    customerId: bill.customerId,
    summary: { number: bill.number, amountFen: bill.amountFen, on: form.on },
  })
  await tellCustomers(ctx, [bill.customerId])
  await touchPromised(ctx, [bill.customerId])
  return { ok: true }
}

function courseOf({ step, on, costFen, to, note }: BillStepForm, known: Instant) {
  if (step === 'honoured' || step === 'refused')
    return { ended_how: step, ended_on: on, ended_at: at(known), note }
  return { passed_how: step, passed_on: on, passed_at: at(known), passed_to: to, cost_fen: costFen, note }
}

type Written = { entry: BillEntry; form: BillStepForm; known: Instant }

function entryRow(ctx: WriteCtx, bill: BillRow, { entry, form, known }: Written) {
  return {
    org_id: ctx.orgId,
    id: newId(ctx.now),
    bill_id: bill.id,
    bill_move: entry.move,
    external_code: null,
    kind: entry.kind,
    customer_id: bill.customerId,
    amount_fen: entry.sign * bill.amountFen,
    unallocated_fen: 0n,
    reference: bill.number,
    remark: form.note,
    occurred_on: form.on,
    known_at: known,
    recorded_at: ctx.tick,
    actor: ctx.actor.userId,
    batch_id: ctx.source?.batchId ?? null,
  }
}

type Refused = { paymentId: string; on: Day; known: Instant }

/** Every part the bill had settled, taken off again; of what lay on account of it nothing is left either. */
async function openAgain(ctx: WriteCtx, bill: BillRow, { paymentId, on, known }: Refused): Promise<void> {
  const { rows } = await sql<{ instalmentId: string; fen: bigint; on: Day; known: Instant }>`
    select a.instalment_id as "instalmentId", a.amount_fen as fen, a.occurred_on as on,
      (extract(epoch from a.known_at) * 1000)::float8 as known
    from allocation a join instalment i on i.org_id = a.org_id and i.id = a.instalment_id
    where a.org_id = ${ctx.orgId} and a.payment_id = ${bill.paymentId} and a.voided_at is null
    order by a.instalment_id, a.id for update of i`.execute(ctx.db)
  await settle(
    ctx,
    rows.map((part) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      payment_id: paymentId,
      instalment_id: part.instalmentId,
      customer_id: bill.customerId,
      amount_fen: -part.fen,
      occurred_on: later(on, part.on),
      known_at: Math.max(known, part.known),
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    })),
  )
  await ctx.db
    .updateTable('payment')
    .set({ unallocated_fen: 0n })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', bill.paymentId)
    .execute()
}
