import { sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import { factsAt } from '../../../core/credit/facts.ts'
import { rate } from '../../../core/credit/rate.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import { outlooks } from '../../../core/credit/what-if.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { loadRaw } from './load-raw.ts'
import { lateShareAt, readPortfolio } from './portfolio.ts'
import { getCustomerHead } from './scope.ts'

const TRAIL_ROWS = 60

/**
 * The rating of one customer with everything behind it, as of a day by what was known then (C015): the same
 * pure function as the nightly pass, over the same facts.
 */
export async function getRating(ctx: ReadCtx, customerId: string, asOfDay?: Day) {
  await getCustomerHead(ctx, customerId, 'credit.read')
  const today = dayOf(ctx.now)
  const asOf = asOfDay ?? today
  const [[raw], portfolio, trail, pending] = await Promise.all([
    loadRaw(ctx, [customerId], asOf),
    readPortfolio(ctx),
    trailOf(ctx, customerId, asOf),
    pendingOf(ctx, customerId),
  ])
  const facts = factsAt(raw!, asOf)
  const against = { lateShare: lateShareAt(portfolio, asOf), former: trail.at(-1)?.scoreGrade ?? null }
  const { overrideId, ...rating } = rate(facts, against)
  const { override } = facts
  const isPast = asOf < today
  const decides = may(ctx.actor.roles, 'credit.decide')
  return {
    asOf: asOfDay ?? null,
    ...rating,
    override: override && overrideId !== null ? await overrideOf(ctx, overrideId) : null,
    outlooks: outlooks({ ...facts, override: null }, against),
    trail: trail.map(({ day, score, grade }) => ({ day, score, grade })),
    pending: pending ?? null,
    can: {
      override: isPast
        ? 'as_of_read_only'
        : pending
          ? 'approval_running'
          : may(ctx.actor.roles, 'credit.write') || 'forbidden',
      endOverride: isPast
        ? 'as_of_read_only'
        : override === null
          ? 'credit_no_override'
          : decides || 'forbidden',
    },
  }
}

type Step = { day: Day; score: number; grade: Grade; scoreGrade: Grade }

async function trailOf(ctx: ReadCtx, customerId: string, asOf: Day): Promise<Step[]> {
  const { rows } = await sql<Step>`
    select to_char(valid_from at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, score, grade, score_grade as "scoreGrade"
    from credit_rating where org_id = ${ctx.orgId} and customer_id = ${customerId} and valid_from <= ${at(endOfDay(asOf))}
    order by valid_from desc limit ${TRAIL_ROWS}`.execute(ctx.db)
  return rows.reverse()
}

async function pendingOf(ctx: ReadCtx, customerId: string) {
  const { rows } = await sql<{ approvalId: string; grade: Grade }>`
    select d.case_id as "approvalId", d.grade from credit_decision d
    where d.org_id = ${ctx.orgId} and d.customer_id = ${customerId} and d.kind = 'grade' and d.effective_at is null
      and d.ended_at is null and d.case_id is not null
    order by d.asked_at desc limit 1`.execute(ctx.db)
  return rows[0]
}

async function overrideOf(ctx: ReadCtx, id: string) {
  const { rows } = await sql<{ grade: Grade; expiresOn: Day; reason: string; by: string | null }>`
    select d.grade, d.expires_on as "expiresOn", d.reason, u.name as by
    from credit_decision d left join app_user u on u.org_id = d.org_id and u.id = case when d.decided_by is null then d.asked_by else d.decided_by end
    where d.org_id = ${ctx.orgId} and d.id = ${id}`.execute(ctx.db)
  return rows[0]!
}
