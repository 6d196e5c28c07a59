import { sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import {
  coveredAt,
  coveredTogether,
  exposureOf,
  type Finding,
  type Hold,
  limitOf,
  roomLeft,
} from '../../../core/credit/exposure.ts'
import { withoutCompany } from '../../../core/credit/suggest-limit.ts'
import { may, scopeFor } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { pastMoment, tableThen } from '../../platform/then.ts'
import { customersThen, scopedCustomerIds } from '../customers/index.ts'
import { asFinding } from './findings.ts'
import { readPolicy } from './policy.ts'
import { getCustomerHead } from './scope.ts'
import { standingsOf } from './standing.ts'
import { suggestionFor } from './suggest.ts'

const ROWS = 50

/** What a customer has of ours now, part by part, what it may, and what waits (C021–C023). */
export async function getStanding(ctx: ReadCtx, customerId: string) {
  await getCustomerHead(ctx, customerId, 'credit.read')
  const [{ policy }, standings, exceptions, held, group, suggestion] = await Promise.all([
    readPolicy(ctx),
    standingsOf(ctx, [customerId]),
    exceptionsOf(ctx, customerId),
    heldOrders(ctx, sql`o.customer_id = ${customerId}`),
    groupOf(ctx, customerId),
    suggestionFor(ctx, customerId),
  ])
  const standing = standings.get(customerId)!
  const limit = limitOf(standing, policy)
  const exposureFen = exposureOf(standing.own, policy)
  const seesCompany = scopeFor(ctx.actor.roles, 'receivable.read') === 'all'
  const writes = may(ctx.actor.roles, 'credit.write') || 'forbidden'
  return {
    ...standing.own,
    exposureFen,
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
    suggestion: suggestion && !seesCompany ? withoutCompany(suggestion) : suggestion,
    exceptions,
    held,
    can: {
      link: may(ctx.actor.roles, 'credit.policy') || ('forbidden' as const),
      except:
        writes === true && exceptions.some((one) => !one.inEffect && one.orderNumber === null)
          ? 'approval_running'
          : writes,
    },
  }
}

async function exceptionsOf(ctx: ReadCtx, customerId: string) {
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
    select d.id, d.amount_fen as "amountFen", d.term_days as "termDays", d.prepay_bp as "prepayBp", d.expires_on as "expiresOn", d.reason, u.name as by,
      d.effective_at is not null as "inEffect", d.case_id as "approvalId", o.number as "orderNumber"
    from credit_decision d
    left join sales_order o on o.org_id = d.org_id and o.id = d.order_id
    left join app_user u on u.org_id = d.org_id and u.id = case when d.decided_by is null then d.asked_by else d.decided_by end
    where d.org_id = ${ctx.orgId} and d.customer_id = ${customerId} and d.kind = 'exception' and d.ended_at is null
      and d.expires_on >= ${dayOf(ctx.now)}
    order by d.asked_at desc limit ${ROWS}`.execute(ctx.db)
  return rows
}

/** A member whom somebody decided not to deal with shows on the pages of all the others (C014). */
type Member = { id: string; name: string; isRefused: boolean }

/** The companies it owed together with at the end of a day; null: it stood alone. */
export async function groupOf(ctx: ReadCtx, customerId: string, asOf: Day = dayOf(ctx.now)) {
  const end = at(endOfDay(asOf))
  const then = (alias: 'm' | 'o') => sql`${sql.ref(`${alias}.since`)} <= ${end}
    and (${sql.ref(`${alias}.ended_at`)} is null or ${sql.ref(`${alias}.ended_at`)} > ${end})`
  const { rows } = await sql<{ id: string; name: string; version: number; members: Member[] }>`
    select g.id, g.name, g.version, (select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'isRefused', coalesce(
        (select d.admission = 'refuse' from credit_decision d where d.org_id = c.org_id and d.customer_id = c.id
          and d.kind = 'admission' and d.effective_at <= ${end} and (d.ended_at is null or d.ended_at > ${end})
          and d.expires_on >= ${asOf} order by d.effective_at desc limit 1), false)) order by c.name)
      from credit_group_member o join ${customersThen(ctx, asOf)} c on c.org_id = o.org_id and c.id = o.customer_id
      where o.org_id = g.org_id and o.group_id = g.id and ${then('o')}) as members
    from credit_group_member m join ${tableThen(ctx, 'credit_group', pastMoment(ctx, asOf))} g on g.org_id = m.org_id and g.id = m.group_id
    where m.org_id = ${ctx.orgId} and m.customer_id = ${customerId} and ${then('m')}`.execute(ctx.db)
  return rows[0] ?? null
}

/** Orders that wait for credit in the reader's scope, the largest first. */
export function listHeld(ctx: ReadCtx, size: number) {
  return heldOrders(ctx, sql`o.customer_id in (${scopedCustomerIds(ctx, 'credit.read')})`, size)
}

async function heldOrders(ctx: ReadCtx, where: ReturnType<typeof sql>, size = ROWS) {
  const { rows } = await sql<{
    id: string
    number: string
    customerId: string
    customerName: string
    amountFen: bigint
    orderedOn: Day
    hold: Exclude<Hold, 'none'>
    findings: Finding[]
    approvalId: string | null
  }>`
    select o.id, o.number, o.customer_id as "customerId", c.name as "customerName", o.amount_fen as "amountFen",
      o.ordered_on as "orderedOn", o.credit_hold as hold, o.credit_findings as findings,
      (select d.case_id from credit_decision d where d.org_id = o.org_id and d.order_id = o.id and d.effective_at is null
        and d.ended_at is null limit 1) as "approvalId"
    from sales_order o join customer c on c.org_id = o.org_id and c.id = o.customer_id
    where o.org_id = ${ctx.orgId} and o.credit_hold is not null and o.voided_at is null and o.status in ('open', 'partial')
      and ${where}
    order by o.amount_fen desc, o.id limit ${size}`.execute(ctx.db)
  return rows.map(({ customerId, customerName, findings, ...row }) => ({
    ...row,
    customer: { id: customerId, name: customerName },
    findings: findings.map(asFinding),
  }))
}
