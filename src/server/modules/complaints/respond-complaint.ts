import type { Instant } from '../../../core/calendar.ts'
import { checkResponse } from '../../../core/complaint/response.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { lockComplaint, type Reply, saveComplaint } from './complaint-rows.ts'

/** The first answer to the customer, now or when it was given; once, whatever is said later (C268). */
export async function respondComplaint(
  ctx: WriteCtx,
  id: string,
  form: { at?: Instant | undefined; note: string },
): Promise<Reply> {
  const row = await lockComplaint(ctx, id)
  const when = form.at ?? ctx.now
  const { occurred_on: openedOn, responded_at: respondedAt, resolved_on: resolvedOn } = row
  const checked = checkResponse({ openedOn, respondedAt, resolvedOn }, when, ctx.now)
  if (!checked.ok) throw refused(checked)
  return saveComplaint(
    ctx,
    row,
    { kind: 'complaint.answered' },
    { responded_at: at(when), response_known_at: at(ctx.tick), response: form.note },
  )
}
