import { sql } from 'kysely'
import { type Day, dayOf, type Instant } from '../../../core/calendar.ts'
import { sumFen } from '../../../core/money.ts'
import { may } from '../../../core/permission.ts'
import type { WaiverState } from '../../../core/receivable/penalty.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { customerIdsEver } from '../customers/index.ts'
import { countWithoutRate, loadPenalties, momentOf } from './penalty-rows.ts'
import type { Reading } from './reading.ts'

type Waiver = {
  id: string
  amountFen: bigint
  reason: string
  status: WaiverState
  endReason: 'refused' | 'changed' | 'withdrawn' | 'taken_back' | null
  askedAt: Instant
  by: string | null
  on: Day | null
  decidedBy: string | null
  approvalId: string | null
}

/** What a customer owes in penalties as of a day, how it came to that, and what was given up (C101). */
export async function readPenalties(
  ctx: ReadCtx,
  asked: { customerId: string; asOf: Day; reading: Reading },
) {
  const seen = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', asked.customerId)
    .where('id', 'in', customerIdsEver(ctx, 'receivable.read'))
    .executeTakeFirst()
  if (!seen) throw notFound('customer')
  const [items, withoutRate, waivers] = await Promise.all([
    loadPenalties(ctx, asked),
    countWithoutRate(ctx, asked),
    waiversOf(ctx, asked),
  ])
  const live = asked.asOf >= dayOf(ctx.now)
  const { roles } = ctx.actor
  return {
    asOf: asked.asOf,
    reading: asked.reading,
    items,
    fen: sumFen(items.map(({ fen }) => fen)),
    waivedFen: sumFen(items.map(({ waivedFen }) => waivedFen)),
    leftFen: sumFen(items.map(({ leftFen }) => leftFen)),
    withoutRate,
    waivers: waivers.map((one) => ({
      ...one,
      can: { end: (live && one.status === 'in_effect' && may(roles, 'receivable.write')) || 'forbidden' },
    })),
    can: { ask: (live && may(roles, 'receivable.note')) || 'forbidden' },
  }
}

/** Of a past day those that had been asked for by then, each as it stood at the end of it. */
async function waiversOf(
  ctx: ReadCtx,
  { customerId, asOf }: { customerId: string; asOf: Day },
): Promise<Waiver[]> {
  const then = momentOf(ctx, asOf)
  const { rows } = await sql<Waiver>`
    select w.id, w.amount_fen as "amountFen", w.reason,
      case when w.ended_at <= ${then} then 'ended' when w.effective_at <= ${then} then 'in_effect' else 'asked' end as status,
      case when w.ended_at <= ${then} then w.end_reason end as "endReason", w.asked_at as "askedAt", a.name as by,
      case when w.effective_at <= ${then} then w.effective_on end as on,
      case when w.effective_at <= ${then} then d.name end as "decidedBy", w.case_id as "approvalId"
    from penalty_waiver w
    left join app_user a on a.org_id = w.org_id and a.id = w.asked_by
    left join app_user d on d.org_id = w.org_id and d.id = w.decided_by
    where w.org_id = ${ctx.orgId} and w.customer_id = ${customerId} and w.asked_at <= ${then}
    order by w.asked_at desc limit 50`.execute(ctx.db)
  return rows
}
