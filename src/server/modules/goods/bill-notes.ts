import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { sumFen } from '../../../core/money.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { touchOrders } from '../orders/index.ts'
import { recordInvoices } from '../receivables/index.ts'

type Billable = {
  id: string
  number: string
  orderId: string
  orderNumber: string
  contractId: string | null
  contractNumber: string | null
  signedOn: Day
  signer: string
  signedFen: bigint
  returnedFen: bigint
  amountFen: bigint
}

/**
 * Monthly reconciliation (对账): what a customer signed for and no invoice has billed. An order that is
 * invoiced by itself, or owed by the payment plan of its contract, is not billed by its notes once more.
 */
export async function readReconciliation(ctx: ReadCtx, customerId: string, until?: Day | undefined) {
  const customer = await getCustomer(ctx, customerId, 'receivable.read')
  const day = until ?? dayOf(ctx.now)
  const notes = await billable(ctx, customerId, day)
  return {
    customer: { id: customer.id, name: customer.name },
    until: day,
    termDays: customer.termDays,
    notes: notes.map(({ orderId: _, contractId: __, ...note }) => note),
    totalFen: sumFen(notes.map(({ amountFen }) => amountFen)),
  }
}

export type BillForm = {
  noteIds: readonly string[]
  number: string
  issuedOn: Day
  dueOn: Day
  totalFen: bigint
}

/** One invoice over these notes; one that is recorded already is tied to them if it says the very sum. */
export async function billNotes(
  ctx: WriteCtx,
  customerId: string,
  form: BillForm,
): Promise<{ invoiceId: string; isNew: boolean }> {
  await getCustomer(ctx, customerId, 'receivable.write')
  if (form.issuedOn > dayOf(ctx.now)) throw invalid('date_in_future')
  if (form.dueOn < form.issuedOn) throw invalid('due_before_issue')
  const wanted = new Set(form.noteIds)
  const notes = (await billable(ctx, customerId, dayOf(ctx.now))).filter(({ id }) => wanted.has(id))
  if (notes.length < wanted.size) throw conflict('note_not_billable')
  const totalFen = sumFen(notes.map(({ amountFen }) => amountFen))
  if (totalFen !== form.totalFen) throw conflict('bill_sum_changed', { totalFen: Number(totalFen) })
  const known = await findInvoice(ctx, customerId, form.number)
  if (known && known.amountFen !== totalFen)
    throw conflict('bill_differs', {
      number: form.number,
      invoiceFen: Number(known.amountFen),
      totalFen: Number(totalFen),
    })
  const contracts = [...new Set(notes.map(({ contractId }) => contractId))]
  const invoiceId = known?.id ?? (await newInvoice(ctx, { ...form, customerId, totalFen, contracts }))
  await insertRows(
    ctx.db,
    'note_bill',
    notes.map((note) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      note_id: note.id,
      invoice_number: form.number,
      amount_fen: note.amountFen,
      actor: ctx.actor.userId,
      recorded_at: ctx.tick,
    })),
  )
  await recordEvent(ctx, {
    kind: 'note.billed',
    subject: { kind: 'invoice', id: invoiceId },
    customerId,
    summary: { number: form.number, notes: notes.length },
  })
  await touchOrders(
    ctx,
    notes.map(({ orderId }) => ({ id: orderId, responsibleId: null })),
  )
  return { invoiceId, isNew: known === null }
}

type NewBill = BillForm & { customerId: string; contracts: readonly (string | null)[] }

async function newInvoice(ctx: WriteCtx, form: NewBill): Promise<string> {
  const { number, customerId, issuedOn, dueOn, totalFen, contracts } = form
  const [saved] = await recordInvoices(ctx, [
    {
      ...{ customerId, number, kind: 'invoice', issuedOn, amountFen: totalFen },
      contractId: contracts.length === 1 ? contracts[0]! : null,
      instalments: [{ dueOn, amountFen: totalFen }],
    },
  ])
  return saved!.id
}

/** A signature that was billed, or against which goods came back, is not taken back under them. */
export async function requireUnbound(ctx: ReadCtx, noteId: string): Promise<void> {
  const { rows } = await sql<{ billed: boolean; returned: boolean }>`
    select exists (select 1 from note_bill b join invoice v on v.org_id = b.org_id and v.customer_id = d.customer_id
        and v.number = b.invoice_number and v.voided_at is null where b.org_id = d.org_id and b.note_id = d.id) as billed,
      exists (select 1 from allowance w where w.org_id = d.org_id and w.note_id = d.id and w.status <> 'ended') as returned
    from delivery_note d where d.org_id = ${ctx.orgId} and d.id = ${noteId}`.execute(ctx.db)
  if (rows[0]!.billed) throw conflict('note_billed')
  if (rows[0]!.returned) throw conflict('note_returned')
}

async function findInvoice(ctx: ReadCtx, customerId: string, number: string) {
  const { rows } = await sql<{ id: string; amountFen: bigint }>`
    select v.id, v.amount_fen as "amountFen" from invoice v where v.org_id = ${ctx.orgId} and v.customer_id = ${customerId}
      and v.number = ${number} and v.kind = 'invoice' and v.voided_at is null`.execute(ctx.db)
  return rows[0] ?? null
}

async function getCustomer(ctx: ReadCtx, id: string, permission: 'receivable.read' | 'receivable.write') {
  const { rows } = await sql<{ id: string; name: string; termDays: number }>`
    select c.id, c.name, coalesce(c.term_days, 30)::int as "termDays" from customer c
    where c.org_id = ${ctx.orgId} and c.id = ${id} and c.id in (${scopedCustomerIds(ctx, permission)})`.execute(
    ctx.db,
  )
  if (!rows[0]) throw notFound('customer')
  return rows[0]
}

async function billable(ctx: ReadCtx, customerId: string, until: Day): Promise<Billable[]> {
  const { rows } = await sql<Billable>`
    select d.id, d.number, o.id as "orderId", o.number as "orderNumber", o.contract_id as "contractId", k.number as "contractNumber",
      d.signed_on as "signedOn", d.signer, s.amount_fen as "signedFen", s.amount_fen - d.worth_fen as "returnedFen", d.worth_fen as "amountFen"
    from delivery_note d join sales_order o on o.org_id = d.org_id and o.id = d.order_id
    join delivery_note_step s on s.org_id = d.org_id and s.note_id = d.id and s.kind = 'signed' and s.voided_at is null
    left join contract k on k.org_id = o.org_id and k.id = o.contract_id
    where d.org_id = ${ctx.orgId} and d.customer_id = ${customerId} and d.status = 'signed' and d.signed_on <= ${until} and d.worth_fen > 0
      and o.currency = 'CNY'
      and not exists (select 1 from note_bill b join invoice v on v.org_id = b.org_id and v.customer_id = d.customer_id
        and v.number = b.invoice_number and v.voided_at is null where b.org_id = d.org_id and b.note_id = d.id)
      and not exists (select 1 from invoice v where v.org_id = o.org_id and v.order_id = o.id and v.voided_at is null)
      and not exists (select 1 from invoice v where v.org_id = o.org_id and v.contract_id = o.contract_id and v.kind = 'contract'
        and v.voided_at is null)
    order by d.signed_on, d.number`.execute(ctx.db)
  return rows
}
