import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { type BillCourse, type BillKind, type BillPaper, checkBill } from '../../../core/receivable/bill.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { unsettlePayment } from './settle.ts'

/** What a bill says of itself, beside its amount and the day on which it was taken. */
export type BillPaperInput = {
  kind: BillKind
  number: string
  drawer: string
  acceptor: string
  issuedOn: Day | null
  dueOn: Day
}

type Given = {
  customerId: string
  receivedOn: Day
  amountFen: bigint
  bill?: BillPaperInput | undefined
}
type Taken = { billId: string | null; input: Given; known: Instant }

/** Before anything is written: whether each of these papers can have been taken on its day. */
export function requirePapers(ctx: WriteCtx, inputs: readonly Given[]): void {
  for (const { bill, ...taken } of inputs) {
    const checked = bill && checkBill({ ...bill, ...taken }, dayOf(ctx.now))
    if (checked && !checked.ok) throw refused(checked)
  }
}

/** The papers of the bills among these payments. */
export async function insertBills(ctx: WriteCtx, payments: readonly Taken[]): Promise<void> {
  const rows = payments.flatMap((row) => {
    const { bill, receivedOn, amountFen, customerId } = row.input
    if (row.billId === null || !bill) return []
    return [
      {
        org_id: ctx.orgId,
        id: row.billId,
        customer_id: customerId,
        kind: bill.kind,
        number: bill.number,
        drawer: bill.drawer,
        acceptor: bill.acceptor,
        amount_fen: amountFen,
        issued_on: bill.issuedOn,
        due_on: bill.dueOn,
        occurred_on: receivedOn,
        known_at: row.known,
        recorded_at: ctx.tick,
        actor: ctx.actor.userId,
        batch_id: ctx.source?.batchId ?? null,
      },
    ]
  })
  if (rows.length === 0) return
  await requireNewNumbers(
    ctx,
    rows.flatMap(({ number }) => (number === '' ? [] : [number])),
  )
  await insertRows(ctx.db, 'bill', rows)
}

/** A bill is one paper: its number stands in the drawer once, among these and those that are there. */
async function requireNewNumbers(ctx: WriteCtx, numbers: readonly string[]): Promise<void> {
  if (numbers.length === 0) return
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index)
  if (twice) throw conflict('bill_number_taken', { number: twice })
  const row = await ctx.db
    .selectFrom('bill')
    .select('number')
    .where('org_id', '=', ctx.orgId)
    .where('voided_at', 'is', null)
    .where('number', '=', sql<string>`any(${[...numbers]})`)
    .executeTakeFirst()
  if (row) throw conflict('bill_number_taken', { number: row.number })
}

export type BillRow = BillPaper &
  BillCourse & { id: string; customerId: string; number: string; paymentId: string; version: number }

/** One bill within the actor's reach, locked, with the payment as which it came. */
export async function lockBill(ctx: WriteCtx, id: string): Promise<BillRow> {
  const row = await ctx.db
    .selectFrom('bill')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.write'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('bill')
  if (row.voided_at !== null) throw conflict('already_voided')
  const payment = await ctx.db
    .selectFrom('payment')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('bill_id', '=', id)
    .where('bill_move', '=', 'received')
    .where('voided_at', 'is', null)
    .executeTakeFirstOrThrow()
  return {
    id,
    customerId: row.customer_id,
    number: row.number,
    paymentId: payment.id,
    amountFen: row.amount_fen,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    receivedOn: row.occurred_on,
    passed:
      row.passed_how === null
        ? null
        : { how: row.passed_how as 'discounted' | 'endorsed', on: row.passed_on! },
    ended:
      row.ended_how === null ? null : { how: row.ended_how as 'honoured' | 'refused', on: row.ended_on! },
    version: row.version,
  }
}

/**
 * Takes a payment out of the ledger with what it had settled, and the paper with it if it was a bill; a bill
 * of which something has become since is taken back step by step first.
 */
export async function dropPayment(ctx: WriteCtx, paymentId: string): Promise<void> {
  const { rows } = await sql<{ id: string; number: string; moved: boolean }>`
    select b.id, b.number, b.passed_on is not null or b.ended_on is not null as moved
    from payment p join bill b on b.org_id = p.org_id and b.id = p.bill_id
    where p.org_id = ${ctx.orgId} and p.id = ${paymentId} for update of b`.execute(ctx.db)
  const bill = rows[0]
  if (bill?.moved) throw conflict('bill_moved_on', { number: bill.number })
  await unsettlePayment(ctx, paymentId)
  await ctx.db
    .updateTable('payment')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', paymentId)
    .execute()
  if (!bill) return
  await ctx.db
    .updateTable('bill')
    .set((eb) => ({ voided_at: at(ctx.tick), version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', bill.id)
    .execute()
}
