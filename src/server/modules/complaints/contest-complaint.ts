import { dayOf } from '../../../core/calendar.ts'
import { type ComplaintKind, disputeKindOf } from '../../../core/complaint/complaint.ts'
import type { Fen } from '../../../core/money.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { conflict, notFound } from '../../platform/errors.ts'
import { openDispute } from '../receivables/index.ts'
import { lockComplaint, nearComplaint, noteComplaint } from './complaint-rows.ts'

/**
 * What is held back because of it goes the way of every dispute (C104): never more than is open, one for each
 * instalment the customer names. Whether friendly words pause follows from the dispute.
 */
export async function contestComplaint(
  ctx: WriteCtx,
  id: string,
  { instalmentId, amountFen }: { instalmentId: string; amountFen: Fen },
): Promise<{ disputeId: string }> {
  // Money is theirs to hold back who see the customer: to answer for a complaint is not enough.
  const row = await lockComplaint(ctx, id, nearComplaint(ctx, 'activity.write'))
  if (row.resolved_on !== null) throw conflict('complaint_resolved')
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
    complaintId: row.id,
  })
  await noteComplaint(ctx, row, 'complaint.contested', { title: row.title, amountFen })
  return { disputeId }
}
