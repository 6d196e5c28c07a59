import { type RawBuilder, sql } from 'kysely'
import type { Day, Instant } from '../../../core/calendar.ts'
import type { ComplaintSeverity } from '../../../core/complaint/complaint.ts'
import type { Permission } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type ReadCtx, type WriteCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { scopedCustomerIds } from '../customers/index.ts'

export type Reply = { id: string; version: number }

export type Locked = {
  id: string
  customer_id: string
  kind: string
  severity: ComplaintSeverity
  title: string
  responsible_id: string | null
  due_on: Day
  occurred_on: Day
  resolved_on: Day | null
  responded_at: Instant | null
  version: number
}

/** Complaints `k` of customers in the actor's scope. */
export function nearComplaint(ctx: ReadCtx, permission: Permission): RawBuilder<boolean> {
  return sql<boolean>`k.customer_id in (${scopedCustomerIds(ctx, permission)})`
}

/**
 * And those the actor answers for, wherever the customer stands: as with a task, whoever is to do it sees
 * and ends it.
 */
export function complaintScope(ctx: ReadCtx, permission: Permission): RawBuilder<boolean> {
  return sql<boolean>`(${nearComplaint(ctx, permission)} or (k.responsible_id = ${ctx.actor.userId}
    and exists (select 1 from customer w where w.org_id = k.org_id and w.id = k.customer_id and w.voided_at is null)))`
}

export async function lockComplaint(
  ctx: WriteCtx,
  id: string,
  scope: RawBuilder<boolean> = complaintScope(ctx, 'activity.write'),
): Promise<Locked> {
  const { rows } = await sql<Locked>`
    select k.id, k.customer_id, k.kind, k.severity, k.title, k.responsible_id, k.due_on, k.occurred_on, k.resolved_on, k.responded_at, k.version
    from complaint k where k.org_id = ${ctx.orgId} and k.id = ${id} and k.voided_at is null
      and ${scope} for update of k`.execute(ctx.db)
  if (!rows[0]) throw notFound('complaint')
  return rows[0]
}

type Course = {
  complaintId: string
  customerId: string
  severity: number
  dueOn: Day
  responsibleId: string | null
  on: Day
}

/** What holds of these complaints from a day on: weight, day and who answers. */
export async function addCourses(ctx: WriteCtx, courses: readonly Course[]): Promise<void> {
  await insertRows(
    ctx.db,
    'complaint_course',
    courses.map((course) => ({
      org_id: ctx.orgId,
      id: newId(ctx.tick),
      complaint_id: course.complaintId,
      customer_id: course.customerId,
      severity: course.severity,
      due_on: course.dueOn,
      responsible_id: course.responsibleId,
      occurred_on: course.on,
      known_at: knownAt(ctx, course.on),
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
    })),
  )
}

export async function saveComplaint(
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
  await noteComplaint(ctx, row, kind, { title: row.title, ...summary })
  return { id: row.id, version }
}

export async function noteComplaint(
  ctx: WriteCtx,
  row: { id: string; customer_id: string },
  kind: string,
  summary: Record<string, unknown>,
): Promise<void> {
  const subject = { kind: 'complaint', id: row.id }
  await recordEvent(ctx, { kind, subject, customerId: row.customer_id, summary })
  await touch(ctx, [{ kind: 'customer', id: row.customer_id }])
}

/** Whoever answers for one must be able to act. */
export async function checkPerson(ctx: WriteCtx, id: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('app_user')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (!row) throw notFound('person')
}
