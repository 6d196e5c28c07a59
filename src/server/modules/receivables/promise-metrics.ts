import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import {
  type MoneyIn,
  type PaymentPromise,
  type PromiseSpan,
  promiseCourse,
  promiseWeights,
} from '../../../core/receivable/promise.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type FieldLoader, type FieldRow, isAmong, ms } from '../../platform/metric-loader.ts'
import { isHandedOver } from './collected.ts'

/** Before every due day: what weighs on the customer as a whole. */
const ANY_DAY: Day = '1900-01-01'

/**
 * What became of the promises of these customers, all versions and when each was known; customers without
 * any are left out. One reading for rules, ratings and dunning (C087).
 */
export async function loadPromises(
  ctx: ReadCtx,
  customerIds: readonly string[],
): Promise<Map<string, PromiseSpan[]>> {
  if (customerIds.length === 0) return new Map()
  const { rows: promises } = await sql<PaymentPromise & { customerId: string }>`
    select a.customer_id as "customerId", a.id, a.occurred_on as "notedOn", a.promised_on as on, a.promised_fen::float8 as fen,
      ${ms('a.known_at')} as at, ${ms('a.voided_at')} as until
    from activity a where a.org_id = ${ctx.orgId} and a.promised_on is not null
      and a.customer_id = any(${[...customerIds]}::uuid[])
    order by a.known_at, a.id`.execute(ctx.db)
  const of = Map.groupBy(promises, (row) => row.customerId)
  if (of.size === 0) return new Map()
  const { rows: money } = await sql<MoneyIn & { customerId: string }>`
    select p.customer_id as "customerId", p.occurred_on as on, p.amount_fen::float8 as fen, ${ms('p.known_at')} as at,
      ${ms('p.voided_at')} as until
    from payment p where p.org_id = ${ctx.orgId} and ${isHandedOver('p')} and p.customer_id = any(${[...of.keys()]}::uuid[])
      and p.occurred_on >= (select min(a.occurred_on) from activity a where a.org_id = p.org_id
        and a.customer_id = p.customer_id and a.promised_on is not null)`.execute(ctx.db)
  const paid = Map.groupBy(money, (row) => row.customerId)
  return new Map([...of].map(([id, mine]) => [id, promiseCourse(mine, paid.get(id) ?? [])]))
}

/** Whether a promise pauses the dunning of an instalment ('standing') or has been 'broken'. */
export const instalmentPromise: FieldLoader = {
  subject: 'instalment',
  fields: ['promise'],
  load: async (ctx, among) => {
    const { rows } = await sql<{ id: string; customerId: string; dueOn: Day }>`
      select i.id, i.customer_id as "customerId", i.due_on as "dueOn" from instalment i
      where i.org_id = ${ctx.orgId} and ${isAmong('i.id', among)} and i.customer_id in (select a.customer_id from activity a
        where a.org_id = ${ctx.orgId} and a.promised_on is not null)`.execute(ctx.db)
    const courses = await loadPromises(ctx, [...new Set(rows.map((row) => row.customerId))])
    return rows.flatMap((row) => fieldRows(row.id, courses.get(row.customerId) ?? [], row.dueOn))
  },
}

/** The same of a customer: of whatever they owe. */
export const customerPromise: FieldLoader = {
  subject: 'customer',
  fields: ['promise'],
  load: async (ctx, among) => {
    const { rows } = await sql<{ id: string }>`
      select distinct a.customer_id as id from activity a
      where a.org_id = ${ctx.orgId} and a.promised_on is not null and ${isAmong('a.customer_id', among)}`.execute(
      ctx.db,
    )
    const courses = await loadPromises(
      ctx,
      rows.map(({ id }) => id),
    )
    return [...courses].flatMap(([id, course]) => fieldRows(id, course, ANY_DAY))
  },
}

function fieldRows(id: string, course: readonly PromiseSpan[], dueOn: Day): FieldRow[] {
  return promiseWeights(course, dueOn).map((span) => ({ subject_id: id, field: 'promise', ...span }))
}
