import { type Day, dayOf } from '../../../core/calendar.ts'
import { type ComplaintCause, type ComplaintSeverity, checkEnd } from '../../../core/complaint/complaint.ts'
import { expectVersion, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, invalid, refused } from '../../platform/errors.ts'
import { addCourses, checkPerson, lockComplaint, type Reply, saveComplaint } from './complaint-rows.ts'
import { tellAnswering } from './tell-answering.ts'

type Change = {
  responsibleId?: string | undefined
  severity?: ComplaintSeverity | undefined
  dueOn?: Day | undefined
}

/** Hands it to somebody else, weighs it anew or moves its day, from today on: a past day keeps its own. */
export async function changeComplaint(ctx: WriteCtx, id: string, form: Change): Promise<Reply> {
  const row = await lockComplaint(ctx, id)
  expectVersion(ctx, row.version)
  if (row.resolved_on !== null) throw conflict('complaint_resolved')
  if (form.dueOn && form.dueOn < row.occurred_on) throw invalid('complaint_due_before_opened')
  const responsibleId = form.responsibleId ?? row.responsible_id
  if (responsibleId !== null && responsibleId !== row.responsible_id) await checkPerson(ctx, responsibleId)
  const severity = form.severity ?? row.severity
  const dueOn = form.dueOn ?? row.due_on
  const { id: complaintId, customer_id: customerId, title } = row
  await addCourses(ctx, [{ complaintId, customerId, severity, dueOn, responsibleId, on: dayOf(ctx.now) }])
  const saved = await saveComplaint(
    ctx,
    row,
    { kind: 'complaint.changed' },
    { responsible_id: responsibleId, severity, due_on: dueOn },
  )
  if (responsibleId !== row.responsible_id)
    await tellAnswering(ctx, { id, customerId, severity, title, detail: '', dueOn, responsibleId })
  return saved
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
  return saveComplaint(
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
  await ctx.db
    .updateTable('complaint_course')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('complaint_id', '=', id)
    .execute()
  return saveComplaint(ctx, row, { kind: 'complaint.voided', reason }, { voided_at: at(ctx.tick) })
}
