import { sql } from 'kysely'
import { type Day, dayOf, daysBetween, endOfDay } from '../../../core/calendar.ts'
import { isInForce } from '../../../core/credit/cover.ts'
import { coveredAt, exposureOf, limitOf } from '../../../core/credit/exposure.ts'
import { standingAt } from '../../../core/credit/past.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import type { CoverForm } from './covers.ts'
import { loadPast } from './load-past.ts'
import { policyThen } from './policy.ts'
import { getCustomerHead } from './scope.ts'

type Row = CoverForm & { wholeGroup: boolean; id: string; recordedOn: Day; by: string | null }

/**
 * Insurance and guarantees of a customer, and what is owed without and with those in force, by what was known
 * at the end of a day (C032).
 */
export async function getCovers(ctx: ReadCtx, customerId: string, asOfDay?: Day) {
  await getCustomerHead(ctx, customerId, 'credit.read')
  const asOf = asOfDay ?? dayOf(ctx.now)
  const [policy, [unit], rows] = await Promise.all([
    policyThen(ctx, asOf),
    loadPast(ctx, [[customerId]]),
    coversKnown(ctx, customerId, asOf),
  ])
  const standing = standingAt(unit!, customerId, endOfDay(asOf), { out: new Set(), term: null })
  const grossFen = exposureOf(standing.own, policy)
  const coveredFen = coveredAt(standing, { ...policy, countsCover: true })
  const limit = limitOf(standing, policy)
  const overFen = limit === null ? 0n : grossFen - limit.fen - standing.exceptionFen
  return {
    asOf: asOfDay ?? null,
    items: rows.map((row) => ({
      ...row,
      state: isInForce(row, asOf)
        ? ('in_force' as const)
        : row.fromOn > asOf
          ? ('ahead' as const)
          : ('ended' as const),
      daysLeft: daysBetween(asOf, row.untilOn),
    })),
    ...{ grossFen, coveredFen, netFen: grossFen - coveredFen },
    limitFen: limit?.fen ?? null,
    overWithoutFen: overFen > 0n ? overFen : 0n,
    countsCover: policy.countsCover,
    can: { record: may(ctx.actor.roles, 'credit.policy') || ('forbidden' as const) },
  }
}

async function coversKnown(ctx: ReadCtx, customerId: string, asOf: Day): Promise<Row[]> {
  const end = at(endOfDay(asOf))
  const { rows } = await sql<Row>`
    select h.id, h.kind, h.provider, h.policy_no as "policyNo", h.cap_fen as "capFen", h.share_bp as "shareBp",
      h.deductible_fen as "deductibleFen", h.from_on as "fromOn", h.until_on as "untilOn", h.exclusions,
      h.whole_group as "wholeGroup", h.occurred_on as "recordedOn", u.name as by
    from credit_cover h left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = h.org_id and u.id = h.actor
    where h.org_id = ${ctx.orgId} and h.customer_id = ${customerId} and h.known_at <= ${end}
      and (h.voided_at is null or h.voided_at > ${end})
    order by h.until_on desc, h.id`.execute(ctx.db)
  return rows
}
