import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { Booked } from '../../../core/exchange/rate.ts'
import type { AcceptedLine, NoteLine, NoteStepKind } from '../../../core/order/note.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import type { NoteRow } from './note-rows.ts'

export type NewNote = {
  id: string
  number: string
  customerId: string
  orderId: string
  isCalloff: boolean
  plannedOn: Day
  address: string
  carrier: string
  remark: string
  lines: readonly NoteLine[]
  amount: Booked
  on: Day
}

/** A draft with its lines, which are written once. */
export async function insertNote(ctx: WriteCtx, note: NewNote): Promise<void> {
  await ctx.db
    .insertInto('delivery_note')
    .values({
      org_id: ctx.orgId,
      id: note.id,
      number: note.number,
      customer_id: note.customerId,
      order_id: note.orderId,
      is_calloff: note.isCalloff,
      planned_on: note.plannedOn,
      address: note.address,
      carrier: note.carrier,
      remark: note.remark,
      amount_fen: note.amount.fen,
      original_minor: note.amount.original,
      status: 'draft',
      known_at: at(knownAt(ctx, note.on)),
      recorded_at: at(ctx.tick),
      updated_at: at(ctx.tick),
      batch_id: ctx.source?.batchId ?? null,
    })
    .execute()
  await insertRows(
    ctx.db,
    'delivery_note_line',
    note.lines.map((line, seq) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      note_id: note.id,
      seq,
      product: line.product,
      unit: line.unit,
      quantity_milli: line.quantityMilli,
      unit_price_fen: line.unitPriceFen,
      amount_fen: line.amountFen,
    })),
  )
  await writeNoteStep(ctx, note, { kind: 'drafted', on: note.on })
}

export type NewNoteStep = {
  kind: NoteStepKind
  on: Day
  amount?: Booked
  signer?: string | null | undefined
  reason?: string | null | undefined
  accepted?: readonly AcceptedLine[]
}

/** Appends what happened and brings the note's present state up to it; the only writer of both. */
export async function writeNoteStep(
  ctx: WriteCtx,
  note: { id: string; orderId: string },
  step: NewNoteStep,
): Promise<void> {
  const stepId = newId(ctx.now)
  if (step.kind === 'voided') await voidNoteSteps(ctx, note.id, ['shipped', 'signed'])
  await ctx.db
    .insertInto('delivery_note_step')
    .values({
      org_id: ctx.orgId,
      id: stepId,
      note_id: note.id,
      order_id: note.orderId,
      kind: step.kind,
      amount_fen: step.amount?.fen ?? null,
      original_minor: step.amount?.original ?? null,
      signer: step.signer?.trim() || null,
      reason: step.reason?.trim() || null,
      occurred_on: step.on,
      known_at: at(knownAt(ctx, step.on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    })
    .execute()
  await insertRows(
    ctx.db,
    'delivery_note_accepted',
    (step.accepted ?? []).map((line) => ({
      org_id: ctx.orgId,
      step_id: stepId,
      line_id: line.lineId,
      quantity_milli: line.quantityMilli,
      amount_fen: line.amountFen,
    })),
  )
  await refreshNote(ctx, note.id)
}

/** What was noted stays, as known until now. */
export async function voidNoteSteps(
  ctx: WriteCtx,
  noteId: string,
  kinds: readonly NoteStepKind[],
): Promise<void> {
  await ctx.db
    .updateTable('delivery_note_step')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('note_id', '=', noteId)
    .where('kind', 'in', kinds)
    .where('voided_at', 'is', null)
    .execute()
}

/** The note's columns that only repeat its steps. */
export async function refreshNote(ctx: WriteCtx, noteId: string): Promise<void> {
  await sql`
    update delivery_note d set
      status = case when x.void then 'void' when x.signed_on is not null then 'signed' when x.shipped_on is not null then 'shipped' else 'draft' end,
      shipped_on = x.shipped_on, signed_on = x.signed_on, signer = coalesce(x.signer, ''),
      worth_fen = greatest(0, coalesce(x.accepted_fen, x.left_fen, 0) - (select coalesce(sum(w.amount_fen), 0) from allowance w
        where w.org_id = d.org_id and w.note_id = d.id and w.status = 'in_effect')), voided_at = case when x.void then ${at(ctx.tick)}::timestamptz(3) end,
      updated_at = ${at(ctx.tick)}, version = d.version + 1
    from (
      select max(s.occurred_on) filter (where s.kind = 'shipped') as shipped_on, max(s.occurred_on) filter (where s.kind = 'signed') as signed_on,
        max(s.signer) as signer, max(s.amount_fen) filter (where s.kind = 'signed') as accepted_fen,
        max(s.amount_fen) filter (where s.kind = 'shipped') as left_fen, coalesce(bool_or(s.kind = 'voided'), false) as void
      from delivery_note_step s where s.org_id = ${ctx.orgId} and s.note_id = ${noteId} and s.voided_at is null) x
    where d.org_id = ${ctx.orgId} and d.id = ${noteId}`.execute(ctx.db)
}

export async function tellNote(
  ctx: WriteCtx,
  note: Pick<NoteRow, 'id' | 'number' | 'customerId'>,
  kind: string,
): Promise<void> {
  await recordEvent(ctx, {
    kind: `note.${kind}`,
    subject: { kind: 'delivery_note', id: note.id },
    customerId: note.customerId,
    summary: { number: note.number },
  })
}
