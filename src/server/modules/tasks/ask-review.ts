import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, minuteOfDay } from '../../../core/calendar.ts'
import { BRIEF_MINUTE } from '../../../core/notify/brief.ts'
import { isPresent } from '../../../core/watch/responsible.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import { addWorkdays } from '../../../core/workdays.ts'
import { REVIEW_DETAILS, REVIEW_TITLES } from '../../../text/review-tasks.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { hasSomebody, loadCalendar, loadStaff } from '../identity/index.ts'
import { giveTask } from './create-task.ts'

/** Working days to look at it; the task itself reminds and climbs from there. */
const DAYS = 5

export type Reviewed = {
  kind: 'template' | 'flow'
  id: string
  name: Bilingual
  ownerId: string
  reviewOn: Day
}

/** In the morning, once: whether nobody has been asked yet about this day of review. `id`, `on`: columns. */
export function isUnasked(
  ctx: ReadCtx,
  { kind, id, on }: { kind: Reviewed['kind']; id: RawBuilder<unknown>; on: RawBuilder<unknown> },
): RawBuilder<boolean> {
  return sql<boolean>`(${on} <= ${dayOf(ctx.now)} and ${minuteOfDay(ctx.now) >= BRIEF_MINUTE}::boolean and not exists (
    select 1 from event e where e.org_id = ${ctx.orgId} and e.subject_kind = ${kind} and e.subject_id = ${id}
      and e.kind = ${`${kind}.review_asked`} and e.summary ->> 'reviewOn' = ${on}::text))`
}

/**
 * Whoever answers for a template or a flow gets a task when its day of review has come (C066 C184); who is
 * away or gone is stood in for by legal, in the end by the boss.
 */
export async function askReviews(ctx: WriteCtx, due: readonly Reviewed[]): Promise<void> {
  if (due.length === 0) return
  const staff = await loadStaff(ctx)
  // Until somebody works here there is nobody to ask; the day stays and is asked about then.
  if (!hasSomebody(staff)) return
  const calendar = await loadCalendar(ctx)
  for (const { kind, id, name, ownerId, reviewOn } of due) {
    const to = isPresent(staff.directory, ownerId, ctx.now) ? ownerId : 'legal'
    await giveTask(ctx, {
      kind: 'todo',
      ...{ title: REVIEW_TITLES[kind](name).zh, detail: REVIEW_DETAILS[kind].zh, to },
      dueOn: addWorkdays(calendar, dayOf(ctx.now), DAYS),
      ...{ record: null, followers: [] },
    })
    await recordEvent(ctx, { kind: `${kind}.review_asked`, subject: { kind, id }, summary: { reviewOn } })
  }
}
