import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { checkDispute, DISPUTE_WORKDAYS, type DisputeKind } from '../../../core/receivable/dispute.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadCalendar } from '../identity/index.ts'

export type DisputeForm = {
  instalmentId: string
  kind: DisputeKind
  amountFen: bigint
  reason: string
  openedOn?: Day | undefined
  dueOn?: Day | undefined
  responsibleId?: string | null | undefined
  /** the complaint that it came of (C054) */
  complaintId?: string | undefined
}

/** Registers what a customer contests of an instalment; it stays owed and is no longer dunned (C104). */
export async function openDispute(ctx: WriteCtx, form: DisputeForm): Promise<{ id: string }> {
  const today = dayOf(ctx.now)
  const openedOn = form.openedOn ?? today
  if (openedOn > today) throw invalid('date_in_future')
  const owed = await lockInstalment(ctx, form.instalmentId)
  const checked = checkDispute({
    amountFen: form.amountFen,
    openFen: owed.open_fen,
    disputedFen: owed.disputed_fen,
  })
  if (!checked.ok) throw refused(checked)
  const dueOn = form.dueOn ?? addWorkdays(await loadCalendar(ctx), today, DISPUTE_WORKDAYS)
  if (dueOn < openedOn) throw invalid('dispute_due_before_opened')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('dispute')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: owed.customer_id,
      instalment_id: form.instalmentId,
      kind: form.kind,
      amount_fen: form.amountFen,
      reason: form.reason,
      responsible_id: form.responsibleId ?? owed.responsible_id ?? ctx.actor.userId,
      due_on: dueOn,
      occurred_on: openedOn,
      known_at: at(knownAt(ctx, openedOn)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
      complaint_id: form.complaintId ?? null,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'dispute.opened',
    subject: { kind: 'dispute', id },
    customerId: owed.customer_id,
    summary: { amountFen: form.amountFen, number: owed.number, kind: form.kind },
  })
  await touch(ctx, [
    { kind: 'customer', id: owed.customer_id },
    { kind: 'instalment', id: form.instalmentId },
  ])
  return { id }
}

type Owed = {
  customer_id: string
  responsible_id: string | null
  open_fen: bigint
  disputed_fen: bigint
  number: string
}

async function lockInstalment(ctx: WriteCtx, id: string): Promise<Owed> {
  const { rows } = await sql<Owed>`
    select i.customer_id, coalesce(i.responsible_id, c.responsible_id) as responsible_id, i.open_fen, v.number,
      coalesce((select sum(d.amount_fen) from dispute d where d.org_id = i.org_id and d.instalment_id = i.id
        and d.voided_at is null and d.resolved_on is null), 0)::bigint as disputed_fen
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    join customer c on c.org_id = i.org_id and c.id = i.customer_id
    where i.org_id = ${ctx.orgId} and i.id = ${id} and i.voided_at is null
      and i.customer_id in (${scopedCustomerIds(ctx, 'receivable.note')})
    for update of i`.execute(ctx.db)
  if (!rows[0]) throw notFound('instalment')
  return rows[0]
}
