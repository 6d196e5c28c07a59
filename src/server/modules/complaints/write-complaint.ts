import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  COMPLAINT_WORKDAYS,
  type ComplaintCause,
  type ComplaintKind,
  type ComplaintSeverity,
  checkEnd,
  disputeKindOf,
} from '../../../core/complaint/complaint.ts'
import type { Fen } from '../../../core/money.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { openDispute } from '../receivables/index.ts'

export type ComplaintForm = {
  customerId: string
  orderId?: string | null | undefined
  kind: ComplaintKind
  severity: ComplaintSeverity
  title: string
  detail: string
  openedOn?: Day | undefined
  dueOn?: Day | undefined
  responsibleId?: string | null | undefined
}
type Reply = { id: string; version: number }

/** Registers a complaint: somebody answers for it by a day (C054). */
export async function openComplaint(ctx: WriteCtx, form: ComplaintForm): Promise<{ id: string }> {
  const today = dayOf(ctx.now)
  const openedOn = form.openedOn ?? today
  if (openedOn > today) throw invalid('date_in_future')
  const customer = await getCustomer(ctx, form.customerId)
  await checkOrder(ctx, form)
  if (form.responsibleId) await checkPerson(ctx, form.responsibleId)
  const dueOn = form.dueOn ?? addWorkdays(await loadCalendar(ctx), today, COMPLAINT_WORKDAYS[form.severity])
  if (dueOn < openedOn) throw invalid('complaint_due_before_opened')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('complaint')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: form.customerId,
      order_id: form.orderId ?? null,
      kind: form.kind,
      severity: form.severity,
      title: form.title,
      detail: form.detail,
      responsible_id: form.responsibleId ?? customer.responsible_id ?? ctx.actor.userId,
      due_on: dueOn,
      occurred_on: openedOn,
      known_at: at(knownAt(ctx, openedOn)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await tell(ctx, { id, customer_id: form.customerId }, 'complaint.opened', { title: form.title })
  return { id }
}

/** Hands it to somebody else, weighs it anew or moves its day. */
export async function changeComplaint(
  ctx: WriteCtx,
  id: string,
  form: {
    responsibleId?: string | undefined
    severity?: ComplaintSeverity | undefined
    dueOn?: Day | undefined
  },
): Promise<Reply> {
  const row = await lockComplaint(ctx, id)
  expectVersion(ctx, row.version)
  if (row.resolved_on !== null) throw conflict('complaint_resolved')
  if (form.dueOn && form.dueOn < row.occurred_on) throw invalid('complaint_due_before_opened')
  if (form.responsibleId) await checkPerson(ctx, form.responsibleId)
  return save(
    ctx,
    row,
    { kind: 'complaint.changed' },
    {
      responsible_id: form.responsibleId ?? row.responsible_id,
      severity: form.severity ?? row.severity,
      due_on: form.dueOn ?? row.due_on,
    },
  )
}

/** What is held back because of it goes the way of every dispute, and pauses reminders like one (C104). */
export async function contestComplaint(
  ctx: WriteCtx,
  id: string,
  { instalmentId, amountFen }: { instalmentId: string; amountFen: Fen },
): Promise<{ disputeId: string }> {
  const row = await lockComplaint(ctx, id)
  if (row.resolved_on !== null) throw conflict('complaint_resolved')
  if (row.is_contested) throw conflict('complaint_contested')
  const owed = await ctx.db
    .selectFrom('instalment')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', instalmentId)
    .where('customer_id', '=', row.customer_id)
    .executeTakeFirst()
  if (!owed) throw notFound('instalment')
  const { id: disputeId } = await openDispute(ctx, {
    instalmentId,
    amountFen,
    kind: disputeKindOf(row.kind as ComplaintKind),
    reason: row.title,
    dueOn: row.due_on < dayOf(ctx.now) ? undefined : row.due_on,
    responsibleId: row.responsible_id,
  })
  await save(ctx, row, { kind: 'complaint.contested' }, { dispute_id: disputeId })
  return { disputeId }
}

/** Ends it with its cause; a dispute that came of it has an outcome of its own. */
export async function resolveComplaint(
  ctx: WriteCtx,
  id: string,
  form: { cause: ComplaintCause; resolution: string; on?: Day | undefined },
): Promise<Reply> {
  const row = await lockComplaint(ctx, id)
  const today = dayOf(ctx.now)
  const on = form.on ?? today
  const checked = checkEnd({ openedOn: row.occurred_on, resolvedOn: row.resolved_on }, on, today)
  if (!checked.ok) throw refused(checked)
  return save(
    ctx,
    row,
    { kind: 'complaint.resolved' },
    {
      cause: form.cause,
      resolution: form.resolution,
      resolved_on: on,
      resolved_at: at(knownAt(ctx, on)),
    },
  )
}

/** Takes back what was registered by mistake; the row stays, with who and why in the event. */
export async function voidComplaint(ctx: WriteCtx, id: string, reason: string): Promise<Reply> {
  const row = await lockComplaint(ctx, id)
  return save(ctx, row, { kind: 'complaint.voided', reason }, { voided_at: at(ctx.tick) })
}

type Locked = {
  id: string
  customer_id: string
  kind: string
  severity: number
  title: string
  responsible_id: string | null
  due_on: Day
  occurred_on: Day
  resolved_on: Day | null
  is_contested: boolean
  version: number
}

async function lockComplaint(ctx: WriteCtx, id: string): Promise<Locked> {
  const { rows } = await sql<Locked>`
    select k.id, k.customer_id, k.kind, k.severity, k.title, k.responsible_id, k.due_on, k.occurred_on, k.resolved_on, k.version,
      exists (select 1 from dispute d where d.org_id = k.org_id and d.id = k.dispute_id and d.voided_at is null
        and d.resolved_on is null) as is_contested
    from complaint k where k.org_id = ${ctx.orgId} and k.id = ${id} and k.voided_at is null
      and k.customer_id in (${scopedCustomerIds(ctx, 'activity.write')}) for update of k`.execute(ctx.db)
  if (!rows[0]) throw notFound('complaint')
  return rows[0]
}

async function save(
  ctx: WriteCtx,
  row: Locked,
  { kind, ...summary }: { kind: string; reason?: string },
  change: Record<string, unknown>,
): Promise<Reply> {
  const version = row.version + 1
  await ctx.db
    .updateTable('complaint')
    .set({ ...change, version })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
  await tell(ctx, row, kind, { title: row.title, ...summary })
  return { id: row.id, version }
}

async function tell(
  ctx: WriteCtx,
  row: { id: string; customer_id: string },
  kind: string,
  summary: Record<string, unknown>,
): Promise<void> {
  const subject = { kind: 'complaint', id: row.id }
  await recordEvent(ctx, { kind, subject, customerId: row.customer_id, summary })
  await touch(ctx, [{ kind: 'customer', id: row.customer_id }])
}

async function getCustomer(ctx: WriteCtx, id: string): Promise<{ responsible_id: string | null }> {
  const row = await ctx.db
    .selectFrom('customer')
    .select('responsible_id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, 'activity.write'))
    .executeTakeFirst()
  if (!row) throw notFound('customer')
  return row
}

/** An order of this very customer. */
async function checkOrder(ctx: WriteCtx, { orderId, customerId }: ComplaintForm): Promise<void> {
  if (!orderId) return
  const row = await ctx.db
    .selectFrom('sales_order')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', orderId)
    .where('customer_id', '=', customerId)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw notFound('order')
}

async function checkPerson(ctx: WriteCtx, id: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!row) throw notFound('person')
}
