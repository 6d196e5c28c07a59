import { type Day, dayOf } from '../../../core/calendar.ts'
import { checkResolution, type DisputeOutcome } from '../../../core/receivable/dispute.ts'
import { expectVersion, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { scopedCustomerIds } from '../customers/index.ts'

type Reply = { id: string; version: number }

/** Ends a dispute with its outcome; from the next look on the amount is dunned and aged like any other. */
export async function resolveDispute(
  ctx: WriteCtx,
  id: string,
  form: { outcome: DisputeOutcome; resolution: string; on?: Day | undefined },
): Promise<Reply> {
  const row = await lockDispute(ctx, id)
  const today = dayOf(ctx.now)
  const on = form.on ?? today
  const checked = checkResolution({ openedOn: row.occurred_on, resolvedOn: row.resolved_on }, on, today)
  if (!checked.ok) throw refused(checked)
  return save(
    ctx,
    row,
    { kind: 'dispute.resolved', summary: { outcome: form.outcome } },
    {
      outcome: form.outcome,
      resolution: form.resolution,
      resolved_on: on,
      resolved_at: at(knownAt(ctx, on)),
    },
  )
}

/** Hands a dispute to somebody else or moves the day by which it is to be cleared up. */
export async function changeDispute(
  ctx: WriteCtx,
  id: string,
  form: { responsibleId?: string | undefined; dueOn?: Day | undefined },
): Promise<Reply> {
  const row = await lockDispute(ctx, id)
  expectVersion(ctx, row.version)
  if (row.resolved_on !== null) throw conflict('dispute_resolved')
  if (form.dueOn && form.dueOn < row.occurred_on) throw invalid('dispute_due_before_opened')
  return save(
    ctx,
    row,
    { kind: 'dispute.changed', summary: {} },
    {
      responsible_id: form.responsibleId ?? row.responsible_id,
      due_on: form.dueOn ?? row.due_on,
    },
  )
}

/** Takes a dispute back that was registered by mistake; the row stays, with who and why in the event. */
export async function voidDispute(ctx: WriteCtx, id: string, reason: string): Promise<Reply> {
  const row = await lockDispute(ctx, id)
  return save(ctx, row, { kind: 'dispute.voided', summary: { reason } }, { voided_at: at(ctx.tick) })
}

type Locked = Awaited<ReturnType<typeof lockDispute>>

async function lockDispute(ctx: WriteCtx, id: string) {
  const row = await ctx.db
    .selectFrom('dispute')
    .select([
      'id',
      'customer_id',
      'instalment_id',
      'amount_fen',
      'occurred_on',
      'due_on',
      'resolved_on',
      'responsible_id',
      'version',
    ])
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('voided_at', 'is', null)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.note'))
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('dispute')
  return row
}

async function save(
  ctx: WriteCtx,
  row: Locked,
  event: { kind: string; summary: Record<string, unknown> },
  change: Record<string, unknown>,
): Promise<Reply> {
  const version = row.version + 1
  await ctx.db
    .updateTable('dispute')
    .set({ ...change, version })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
  await recordEvent(ctx, {
    kind: event.kind,
    subject: { kind: 'dispute', id: row.id },
    customerId: row.customer_id,
    summary: { amountFen: row.amount_fen, ...event.summary },
  })
  await touch(ctx, [
    { kind: 'customer', id: row.customer_id },
    { kind: 'instalment', id: row.instalment_id },
  ])
  return { id: row.id, version }
}
