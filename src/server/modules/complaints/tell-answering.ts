import type { Day } from '../../../core/calendar.ts'
import type { ComplaintSeverity } from '../../../core/complaint/complaint.ts'
import { closingOf } from '../../../core/workdays.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { loadCalendar } from '../identity/index.ts'
import { notifyErrands } from '../notify/index.ts'

type Given = {
  id: string
  customerId: string
  severity: ComplaintSeverity
  title: string
  detail: string
  dueOn: Day
  responsibleId: string | null
}

/** Whoever answers for a complaint from now on hears of it, unless they gave it to themselves. */
export async function tellAnswering(ctx: WriteCtx, given: Given): Promise<void> {
  if (given.responsibleId === null || given.responsibleId === ctx.actor.userId) return
  const customer = await ctx.db
    .selectFrom('customer')
    .select('name')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', given.customerId)
    .executeTakeFirst()
  await notifyErrands(ctx, [
    {
      cause: `complaint:${given.id}:given:${given.responsibleId}:${ctx.tick}`,
      errand: {
        kind: 'complaint-given',
        severity: given.severity,
        title: { zh: given.title, en: given.title },
        customer: customer?.name ?? null,
        amountFen: null,
        by: ctx.actor.name,
        said: given.detail,
        dueAt: closingOf(await loadCalendar(ctx), given.dueOn),
        url: '/complaints?who=mine',
      },
      customerId: given.customerId,
      subjectId: given.id,
      people: [given.responsibleId],
    },
  ])
}
