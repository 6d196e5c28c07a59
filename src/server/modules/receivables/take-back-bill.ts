import { sql } from 'kysely'
import { billState } from '../../../core/receivable/bill.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { touchPromised } from '../customers/index.ts'
import { type BillRow, dropPayment, lockBill } from './bill-rows.ts'
import { unsettlePayment } from './settle.ts'
import { tellCustomers } from './tell-customers.ts'

/**
 * Takes back what was noted last of a bill by mistake, or the bill itself when nothing has become of it. The
 * row as it was stays, known until now; one without the step is known from now on (law 2).
 */
export async function takeBackBill(
  ctx: WriteCtx,
  id: string,
  reason: string,
): Promise<{ id: string | null }> {
  const bill = await lockBill(ctx, id)
  const state = billState(bill)
  const next = state === 'in_hand' ? null : newId(ctx.now)
  if (next === null) await dropPayment(ctx, bill.paymentId)
  else await withoutStep(ctx, bill, next)
  await recordEvent(ctx, {
    kind: 'bill.taken_back',
    subject: { kind: 'bill', id: next ?? id },
    customerId: bill.customerId,
    summary: { number: bill.number, amountFen: bill.amountFen, state, reason },
  })
  await tellCustomers(ctx, [bill.customerId])
  await touchPromised(ctx, [bill.customerId])
  return { id: next }
}

async function withoutStep(ctx: WriteCtx, bill: BillRow, next: string): Promise<void> {
  const isRefusal = bill.ended?.how === 'refused'
  if (isRefusal) await requireStillOpen(ctx, bill)
  // What was honoured after it had been passed on wrote nothing of its own.
  const move = isRefusal ? 'refused' : bill.ended && bill.passed ? null : 'turned'
  const entries = await ctx.db
    .updateTable('payment')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('bill_id', '=', bill.id)
    .where('bill_move', '=', move)
    .where('voided_at', 'is', null)
    .returning('id')
    .execute()
  if (isRefusal) for (const entry of entries) await unsettlePayment(ctx, entry.id)
  await copyWithout(ctx, bill, next)
  await sql`
    update payment p set unallocated_fen = p.amount_fen - coalesce((select sum(a.amount_fen) from allocation a
      where a.org_id = p.org_id and a.payment_id = p.id and a.voided_at is null), 0)::bigint
    where p.org_id = ${ctx.orgId} and p.id = ${bill.paymentId}`.execute(ctx.db)
}

/**
 * What the refusal had opened must not have been settled since, on no day: it would be settled twice.
 */
async function requireStillOpen(ctx: WriteCtx, bill: BillRow): Promise<void> {
  const { rows } = await sql<{ number: string }>`
    select v.number from (
      select a.instalment_id, sum(a.amount_fen) filter (where a.payment_id <> p.id)
        over (partition by a.instalment_id order by a.occurred_on) as fen
      from payment p join allocation a on a.org_id = p.org_id and a.voided_at is null and a.instalment_id in (
        select own.instalment_id from allocation own where own.org_id = p.org_id and own.payment_id = p.id and own.voided_at is null)
      where p.org_id = ${ctx.orgId} and p.bill_id = ${bill.id} and p.bill_move = 'refused' and p.voided_at is null
    ) standing
    join instalment i on i.org_id = ${ctx.orgId} and i.id = standing.instalment_id and i.amount_fen < standing.fen
    join invoice v on v.org_id = i.org_id and v.id = i.invoice_id order by v.number limit 1`.execute(ctx.db)
  if (rows[0]) throw conflict('bill_paid_since', { number: rows[0].number })
}

/**
 * The bill with its course cut by one step under a new id; whatever it has in the ledger hangs on that one,
 * and by `paper_id` it is one paper.
 */
async function copyWithout(ctx: WriteCtx, bill: BillRow, next: string): Promise<void> {
  await ctx.db
    .updateTable('bill')
    .set({ voided_at: at(ctx.tick), version: bill.version + 1 })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', bill.id)
    .execute()
  const kept = bill.ended
    ? { ended_how: null, ended_on: null, ended_at: null }
    : { passed_how: null, passed_on: null, passed_at: null, passed_to: '', cost_fen: 0 }
  const changed = { ...kept, id: next, voided_at: null, note: '', version: 1 }
  await sql`
    insert into bill select copy.* from bill b,
      jsonb_populate_record(null::bill, to_jsonb(b) || ${JSON.stringify(changed)}::jsonb
        || jsonb_build_object('known_at', ${at(ctx.tick)}, 'recorded_at', ${at(ctx.tick)}, 'paper_id', coalesce(b.paper_id, b.id))) copy
    where b.org_id = ${ctx.orgId} and b.id = ${bill.id}`.execute(ctx.db)
  await ctx.db
    .updateTable('payment')
    .set({ bill_id: next })
    .where('org_id', '=', ctx.orgId)
    .where('bill_id', '=', bill.id)
    .where('voided_at', 'is', null)
    .execute()
}
