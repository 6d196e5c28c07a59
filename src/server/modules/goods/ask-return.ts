import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { type AllowanceCause, type Condition, checkReturn } from '../../../core/order/allowance.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, refused } from '../../platform/errors.ts'
import { openComplaint } from '../complaints/index.ts'
import { bookPart, lockOrder } from '../orders/index.ts'
import { loadSignedLines } from './allowance-rows.ts'
import { askAllowance } from './ask-allowance.ts'
import { getNoteRow } from './note-rows.ts'

export type ReturnForm = {
  returnedOn: Day
  cause: Extract<AllowanceCause, 'quality' | 'wrong' | 'surplus' | 'other'>
  condition: Condition
  reason: string
  lines: readonly { lineId: string; quantityMilli: bigint }[]
}

/** Goods that came back against a signed note. Of bad quality, they are a complaint as well (C054). */
export async function askReturn(ctx: WriteCtx, noteId: string, form: ReturnForm) {
  const note = await getNoteRow(ctx, noteId)
  if (note.status !== 'signed') throw conflict('return_not_signed')
  const { rows } = await sql<{ name: string; responsibleId: string | null; signedOn: Day }>`
    select c.name, c.responsible_id as "responsibleId", d.signed_on as "signedOn" from delivery_note d
    join customer c on c.org_id = d.org_id and c.id = d.customer_id
    where d.org_id = ${ctx.orgId} and d.id = ${noteId}`.execute(ctx.db)
  const { name, responsibleId, signedOn } = rows[0]!
  const lines = await loadSignedLines(ctx, noteId)
  const days = { returnedOn: form.returnedOn, signedOn, today: dayOf(ctx.now) }
  const checked = checkReturn(lines, form.lines, days)
  if (!checked.ok) throw refused(checked)
  const order = await lockOrder(ctx, note.orderId)
  const { fen } = await bookPart(ctx, order, checked.value.totalFen)
  if (fen === 0n) throw conflict('return_nothing')
  const byId = new Map(lines.map((line) => [line.id, line]))
  const back = checked.value.lines.map((line) => ({ ...byId.get(line.lineId)!, ...line }))
  const complaintId = form.cause === 'quality' ? await complain(ctx, note, { ...form, back }) : null
  return askAllowance(ctx, {
    ...{ kind: 'return', noteId, orderId: note.orderId, invoiceNumber: null, period: null },
    ...{ cause: form.cause, condition: form.condition, reason: form.reason, complaintId },
    customer: { id: note.customerId, name, responsibleId },
    returnedOn: form.returnedOn,
    amountFen: fen,
    lines: checked.value.lines,
    deviationBp: null,
    paper: { about: note.number, lines: back },
    url: `/delivery-notes/${noteId}`,
  })
}

type Back = ReturnForm & { back: readonly { product: string; unit: string; quantityMilli: bigint }[] }

async function complain(
  ctx: WriteCtx,
  note: { customerId: string; orderId: string; number: string },
  { back, reason, returnedOn }: Back,
): Promise<string> {
  const goods = back.map((line) => `${line.product} ${Number(line.quantityMilli) / 1000} ${line.unit}`.trim())
  const { id } = await openComplaint(ctx, {
    ...{ customerId: note.customerId, orderId: note.orderId, kind: 'quality', severity: 2 },
    title: `退货：${note.number}`,
    detail: [goods.join('、'), reason].filter(Boolean).join('。'),
    openedOn: returnedOn,
  })
  return id
}
