import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  type Accepted,
  acceptLines,
  checkQuantities,
  decideNoteStep,
  isAllSigned,
  type NoteStep,
  priceNote,
} from '../../../core/order/note.ts'
import { expectVersion, type WriteCtx } from '../../platform/context.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import {
  bookPart,
  cancelCallOff,
  deliverByNote,
  type LockedOrder,
  lockOrder,
  requireLeaving,
  takeBackByNote,
  touchOrders,
} from '../orders/index.ts'
import { requireUnbound } from './bill-notes.ts'
import { getNoteRow, loadNoteLines, loadTaken, type NoteRow } from './note-rows.ts'
import { refreshNote, tellNote, voidNoteSteps, writeNoteStep } from './write-notes.ts'

export type NoteStepForm = {
  kind: NoteStep['kind']
  on?: Day | undefined
  signer?: string | null | undefined
  reason?: string | null | undefined
  /** of lines of which less was taken in; all others were taken in whole */
  accepted?: readonly Accepted[] | undefined
}

type Reply = { id: string; version: number }

/** Load → decide → one step of the note, and of its order where something was signed for. */
export async function recordNoteStep(ctx: WriteCtx, id: string, form: NoteStepForm): Promise<Reply> {
  const note = await getNoteRow(ctx, id)
  expectVersion(ctx, note.version)
  const order = await lockOrder(ctx, note.orderId)
  const step: NoteStep = { ...form, on: form.on ?? dayOf(ctx.now) }
  const standing = { status: note.status, shippedOn: note.shippedOn, orderedOn: order.row.ordered_on }
  const decided = decideNoteStep(standing, step, dayOf(ctx.now))
  if (!decided.ok) throw refused(decided)
  if (step.kind === 'shipped') await ship(ctx, note, order, step)
  else if (step.kind === 'signed') await sign(ctx, note, order, { ...step, accepted: form.accepted ?? [] })
  else await makeVoid(ctx, note, order, step)
  await tellNote(ctx, note, step.kind)
  await touchOrders(ctx, [{ id: note.orderId, responsibleId: order.row.responsible_id }])
  return { id, version: note.version + 1 }
}

/** Nothing leaves past the gates of its order, at another price than it says or for more than it says. */
async function ship(ctx: WriteCtx, note: NoteRow, order: LockedOrder, step: NoteStep): Promise<void> {
  await requireLeaving(ctx, order)
  const lines = await loadNoteLines(ctx, note.id)
  const priced = priceNote(order.content.lines, lines)
  if (!priced.ok) throw refused(priced)
  const taken = await loadTaken(ctx, note.orderId, { except: note.id, statuses: ['shipped', 'signed'] })
  const checked = checkQuantities(order.content, taken, lines)
  if (!checked.ok) throw refused(checked)
  const amount = await bookPart(ctx, order, priced.value.totalFen)
  await writeNoteStep(ctx, note, { kind: 'shipped', on: step.on, amount })
}

type Signing = NoteStep & { accepted: readonly Accepted[] }

async function sign(ctx: WriteCtx, note: NoteRow, order: LockedOrder, step: Signing): Promise<void> {
  const lines = await loadNoteLines(ctx, note.id)
  const known = new Set(lines.map(({ id }) => id))
  if (step.accepted.some(({ lineId }) => !known.has(lineId))) throw notFound('delivery_note_line')
  const accepted = acceptLines(lines, step.accepted)
  if (!accepted.ok) throw refused(accepted)
  const { totalFen, isShort } = accepted.value
  await writeNoteStep(ctx, note, {
    ...{ kind: 'signed', on: step.on, signer: step.signer, reason: step.reason },
    amount: await bookPart(ctx, order, totalFen),
    accepted: accepted.value.lines,
  })
  const signed = await loadTaken(ctx, note.orderId, { statuses: ['signed'] })
  await deliverByNote(ctx, order, {
    ...{ noteId: note.id, on: step.on },
    quantityMilli: accepted.value.lines.reduce((sum, one) => sum + one.quantityMilli, 0n),
    // What is missing of a call-off is called off again; of an order it is still to be delivered.
    isWhole: note.isCalloff || isAllSigned(order.content, signed),
    amount: note.isCalloff && isShort ? totalFen : null,
  })
}

async function makeVoid(ctx: WriteCtx, note: NoteRow, order: LockedOrder, step: NoteStep): Promise<void> {
  await requireUnbound(ctx, note.id)
  await writeNoteStep(ctx, note, { kind: 'voided', on: step.on, reason: step.reason })
  if (note.status === 'signed') await takeBackByNote(ctx, order, note.id)
  if (note.isCalloff) await cancelCallOff(ctx, order, step.on, step.reason!.trim())
}

/** A slip: the signature, or the leaving, is taken back; what was noted stays in the history. */
export async function undoNoteStep(ctx: WriteCtx, id: string): Promise<Reply> {
  const note = await getNoteRow(ctx, id)
  expectVersion(ctx, note.version)
  if (note.status !== 'signed' && note.status !== 'shipped') throw conflict('note_nothing_to_undo')
  await requireUnbound(ctx, id)
  const order = await lockOrder(ctx, note.orderId)
  await voidNoteSteps(ctx, id, [note.status])
  await refreshNote(ctx, id)
  if (note.status === 'signed') await takeBackByNote(ctx, order, id)
  await tellNote(ctx, note, 'undone')
  await touchOrders(ctx, [{ id: note.orderId, responsibleId: order.row.responsible_id }])
  return { id, version: note.version + 1 }
}
