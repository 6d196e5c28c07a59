import type { Day } from '../../../core/calendar.ts'
import type { ErrandKind } from '../../../core/notify/errand.ts'
import { closingOf } from '../../../core/workdays.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'

export type Told = { id: string; title: string; customerId: string | null; dueOn: Day }

/** A word about a task to some people; whoever did it needs none. */
export async function tellTask(
  ctx: WriteCtx,
  task: Told,
  word: { kind: ErrandKind; cause: string; said: string; people: readonly string[] },
): Promise<void> {
  const people = word.people.filter((one) => one !== ctx.actor.userId)
  if (people.length === 0) return
  const customer = task.customerId
    ? await ctx.db
        .selectFrom('customer')
        .select('name')
        .where('org_id', '=', ctx.orgId)
        .where('id', '=', task.customerId)
        .executeTakeFirst()
    : null
  await notifyErrands(ctx, [
    {
      cause: `task:${task.id}:${word.cause}`,
      errand: {
        kind: word.kind,
        severity: 2,
        title: { zh: task.title, en: task.title },
        customer: customer?.name ?? null,
        amountFen: null,
        by: ctx.actor.name,
        said: word.said,
        dueAt: closingOf(await loadCalendar(ctx), task.dueOn),
        url: `/tasks/${task.id}`,
      },
      customerId: task.customerId,
      subjectId: task.id,
      people,
    },
  ])
}
