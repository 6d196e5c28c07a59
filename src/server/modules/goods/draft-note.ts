import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { checkQuantities, nextNoteNumber, priceNote, type WantedLine } from '../../../core/order/note.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { conflict, invalid, refused } from '../../platform/errors.ts'
import { getContractRow, termsInForce } from '../contracts/index.ts'
import { bookPart, createOrder, lockOrder } from '../orders/index.ts'
import { loadTaken } from './note-rows.ts'
import { insertNote, tellNote } from './write-notes.ts'

export type NoteForm = {
  /** one of the two: a part of an order, or a call-off from a frame contract */
  orderId?: string | null | undefined
  contractId?: string | null | undefined
  /** left out: the next of the company's series */
  number?: string | null | undefined
  plannedOn: Day
  address: string
  carrier: string
  remark: string
  lines: readonly WantedLine[]
}

/**
 * Writes a delivery note down. Its prices are those of its order; from a frame contract, an order is made of
 * its lines and asked for price and credit like any other (decisions 0008, 0009, 0027).
 */
export async function draftNote(ctx: WriteCtx, form: NoteForm): Promise<{ id: string; orderId: string }> {
  if (!form.orderId === !form.contractId) throw invalid('note_of_one')
  const number = form.number?.trim() || (await nextNumber(ctx))
  await requireFree(ctx, number)
  const on = dayOf(ctx.now)
  const orderId = form.orderId ?? (await callOff(ctx, form.contractId!, { ...form, number, on }))
  const order = await lockOrder(ctx, orderId)
  const { row, content } = order
  if (row.status === 'delivered' || row.status === 'cancelled') throw conflict('order_finished')
  if (form.plannedOn < row.ordered_on) throw invalid('planned_before_order')
  const priced = priceNote(content.lines, form.lines)
  if (!priced.ok) throw refused(priced)
  const taken = await loadTaken(ctx, orderId, { statuses: ['draft', 'shipped', 'signed'] })
  const checked = checkQuantities(content, taken, priced.value.lines)
  if (!checked.ok) throw refused(checked)
  const note = { id: newId(ctx.now), number, customerId: row.customer_id }
  await insertNote(ctx, {
    ...{ ...note, orderId, on, isCalloff: !form.orderId },
    ...{ plannedOn: form.plannedOn, address: form.address, carrier: form.carrier, remark: form.remark },
    lines: priced.value.lines,
    amount: await bookPart(ctx, order, priced.value.totalFen),
  })
  await tellNote(ctx, note, 'drafted')
  return { id: note.id, orderId }
}

type CallOff = NoteForm & { number: string; on: Day }

/** An order of its own for what is taken from a frame: at its prices, or at others that wait for approval. */
async function callOff(ctx: WriteCtx, contractId: string, form: CallOff): Promise<string> {
  const contract = await getContractRow(ctx, contractId, 'order.write')
  const terms = await termsInForce(ctx, contractId)
  if (terms === null) throw conflict('frame_not_in_force')
  const lines = form.lines.map((line) => {
    const named = terms.lines.find((one) => one.product === line.product && isUnit(one.unit, line.unit))
    const unitPriceFen = line.unitPriceFen ?? named?.unitPriceFen
    if (unitPriceFen === undefined) throw invalid('note_price_missing', { product: line.product })
    return { ...line, unit: line.unit.trim() || named?.unit || '', unitPriceFen }
  })
  const order = {
    ...{ number: form.number, customerId: contract.customer_id, contractId, dealId: contract.deal_id },
    ...{ title: contract.title, currency: contract.currency, amountFen: null, lines },
    orderedOn: form.plannedOn < form.on ? form.plannedOn : form.on,
    plannedOn: form.plannedOn,
    responsibleId: contract.responsible_id,
  }
  return (await createOrder(ctx, order, { asksOwn: false })).id
}

function isUnit(agreed: string, asked: string): boolean {
  return asked.trim() === '' || agreed === '' || agreed === asked.trim()
}

/** The organisation's tick is held by whoever writes, so two notes never get one number. */
async function nextNumber(ctx: ReadCtx): Promise<string> {
  const year = dayOf(ctx.now).slice(0, 4)
  const { rows } = await sql<{ last: string | null }>`
    select max(d.number) as last from delivery_note d
    where d.org_id = ${ctx.orgId} and d.number ~ ${`^SH${year}-[0-9]{5}$`}`.execute(ctx.db)
  return nextNoteNumber(year, rows[0]!.last)
}

async function requireFree(ctx: ReadCtx, number: string): Promise<void> {
  const taken = await ctx.db
    .selectFrom('delivery_note')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('number', '=', number)
    .executeTakeFirst()
  if (taken) throw conflict('duplicate_document', { number })
}
