import { sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import { coveredAt, coveredTogether, exposureOf, limitOf, roomLeft } from '../../../core/credit/exposure.ts'
import { standingAt } from '../../../core/credit/past.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import { loadPast } from './load-past.ts'
import { policyThen } from './policy.ts'
import { groupOf } from './read-standing.ts'
import { getCustomerHead } from './scope.ts'

/**
 * What a customer had of ours at the end of a day and what it might have, by what was known then and by
 * the rules of credit as they stood (C021). Which orders waited and what the figures would have suggested is
 * not kept, so neither is claimed.
 */
export async function getStandingThen(ctx: ReadCtx, customerId: string, asOf: Day) {
  await getCustomerHead(ctx, customerId, 'credit.read')
  const [policy, group, exceptions] = await Promise.all([
    policyThen(ctx, asOf),
    groupOf(ctx, customerId, asOf),
    exceptionsThen(ctx, customerId, asOf),
  ])
  const [unit] = await loadPast(ctx, [group ? group.members.map(({ id }) => id) : [customerId]], asOf)
  const standing = standingAt(unit!, customerId, endOfDay(asOf), { out: new Set(), term: null })
  const limit = limitOf(standing, policy)
  return {
    ...standing.own,
    exposureFen: exposureOf(standing.own, policy),
    countsOrders: policy.countsOrders,
    limit,
    exceptionFen: standing.exceptionFen,
    coveredFen: coveredAt(standing, { ...policy, countsCover: true }),
    countsCover: policy.countsCover,
    roomFen: limit === null ? null : roomLeft(standing, policy, limit.fen),
    group: group && {
      ...group,
      limitFen: standing.group?.limitFen ?? null,
      exposureFen: standing.group ? exposureOf(standing.group.owing, policy) : 0n,
      coveredFen: standing.group ? coveredTogether(standing, { ...policy, countsCover: true }) : 0n,
    },
    suggestion: null,
    exceptions,
    held: [],
    can: { except: 'as_of_read_only', link: 'as_of_read_only' },
  }
}

async function exceptionsThen(ctx: ReadCtx, customerId: string, asOf: Day) {
  const end = at(endOfDay(asOf))
  const { rows } = await sql<{
    id: string
    amountFen: bigint | null
    termDays: number | null
    prepayBp: number | null
    expiresOn: Day
    reason: string
    by: string | null
    inEffect: boolean
    approvalId: string | null
    orderNumber: string | null
  }>`
    select d.id, d.amount_fen as "amountFen", d.term_days as "termDays", d.prepay_bp as "prepayBp", d.expires_on as "expiresOn", d.reason,
      case when d.effective_at <= ${end} then u.name else k.name end as by,
      coalesce(d.effective_at <= ${end}, false) as "inEffect", d.case_id as "approvalId", o.number as "orderNumber"
    from credit_decision d
    left join sales_order o on o.org_id = d.org_id and o.id = d.order_id
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} k on k.org_id = d.org_id and k.id = d.asked_by
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = d.org_id and u.id = case when d.decided_by is null then d.asked_by else d.decided_by end
    where d.org_id = ${ctx.orgId} and d.customer_id = ${customerId} and d.kind = 'exception' and d.asked_at <= ${end}
      and (d.ended_at is null or d.ended_at > ${end}) and d.expires_on >= ${asOf}
    order by d.asked_at desc`.execute(ctx.db)
  return rows
}
