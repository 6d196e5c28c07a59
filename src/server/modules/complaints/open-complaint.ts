import { type Day, dayOf } from '../../../core/calendar.ts'
import {
  COMPLAINT_WORKDAYS,
  type ComplaintKind,
  type ComplaintSeverity,
} from '../../../core/complaint/complaint.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { addCourses, checkPerson, noteComplaint } from './complaint-rows.ts'
import { tellAnswering } from './tell-answering.ts'

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
  const responsibleId = form.responsibleId ?? customer.responsible_id ?? ctx.actor.userId
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
      responsible_id: responsibleId,
      due_on: dueOn,
      occurred_on: openedOn,
      known_at: at(knownAt(ctx, openedOn)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  const { customerId, severity, title } = form
  await addCourses(ctx, [{ complaintId: id, customerId, severity, dueOn, responsibleId, on: openedOn }])
  await noteComplaint(ctx, { id, customer_id: customerId }, 'complaint.opened', { title })
  await tellAnswering(ctx, { id, customerId, severity, title, detail: form.detail, dueOn, responsibleId })
  return { id }
}

async function getCustomer(ctx: WriteCtx, id: string): Promise<{ responsible_id: string | null }> {
  const row = await ctx.db
    .selectFrom('customer')
    .select('responsible_id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('id', 'in', scopedCustomerIds(ctx, 'activity.write'))
    .forShare()
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
