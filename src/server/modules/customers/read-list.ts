import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { customAsOf, customNarrowing } from '../custom-fields/index.ts'
import { fieldNarrowing } from '../lists/index.ts'
import { matches } from './matching.ts'
import { inCustomerScope } from './scope.ts'

export type CustomerQuery = {
  page: number
  size: number
  asOf?: Day | undefined
  q?: string | undefined
  view: 'mine' | 'all'
  responsibleId?: string | undefined
  keyLevel?: 'key' | 'normal' | undefined
  creditGrade?: Grade | undefined
  overdueOnly?: boolean | undefined
  fields?: readonly CustomTest[] | undefined
  custom?: readonly CustomTest[] | undefined
  sort: 'updated' | 'name' | 'open' | 'overdue' | 'quiet'
}

export type ListRow = {
  id: string
  name: string
  city: string | null
  key_level: 'key' | 'normal'
  grade: Grade | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  open_fen: bigint
  overdue_fen: bigint
  overdue_days: number | null
  last_activity_on: Day | null
  open_deals: number
  open_alerts: number
  external_code: string | null
  uscc: string | null
  term_days: number | null
  limit_fen: bigint | null
  created_on: Day
  custom: CustomValues
}

/**
 * Customers in scope. The page of ids is found first, by an index, and only those rows are dressed with
 * money and follow-ups: sorting by a money column is the exception and pays for it.
 */
export async function selectCustomers(
  ctx: ReadCtx,
  query: CustomerQuery,
): Promise<{ rows: ListRow[]; total: number }> {
  const today = dayOf(ctx.now)
  const asOf = query.asOf ?? today
  const money =
    query.asOf !== undefined && query.asOf < today ? pastMoney(ctx, asOf) : presentMoney(ctx, asOf)
  const own = await customNarrowing(ctx, 'customer', query.custom ?? [], { column: 'c.id', asOf: query.asOf })
  const listed = fieldNarrowing('customer', query.fields ?? [], holding(ctx, query))
  const where = sql.join([...conditions(ctx, query, asOf), ...own, ...listed], sql` and `)
  const asked = (keys: readonly string[]) => (query.fields ?? []).some(({ key }) => keys.includes(key))
  const needsMoney =
    query.overdueOnly === true || query.sort === 'overdue' || query.sort === 'open' || asked(MONEY_FIELDS)
  const moneyJoin = needsMoney ? sql`left join ${money} m on m.customer_id = c.id` : sql``
  const stateJoin =
    query.sort === 'quiet' || asked(STATE_FIELDS)
      ? sql`left join customer_state s on s.org_id = c.org_id and s.customer_id = c.id`
      : sql``
  const filter = query.overdueOnly ? sql`and m.overdue_fen > 0` : sql``
  const page = sql`
    select c.id, row_number() over (order by ${orderOf(query.sort)}) as rank
    from customer c ${moneyJoin} ${stateJoin} where ${where} ${filter}
    order by ${orderOf(query.sort)} ${slice(query)}`
  const dressed = sql<ListRow>`
    with page as (${page})
    select c.id, c.name, c.city, c.key_level, g.grade, u.id as user_id, u.name as user_name, u.status = 'active' as user_active,
      coalesce(m.open_fen, 0)::bigint as open_fen, coalesce(m.overdue_fen, 0)::bigint as overdue_fen, m.overdue_days,
      ${LAST_ON} as last_activity_on, coalesce(s.open_deals, 0) as open_deals,
      ${OPEN_ALERTS} as open_alerts, c.external_code, c.uscc, c.term_days, c.limit_fen, c.created_on,
      ${query.asOf ? customAsOf(ctx, 'customer', 'c.id', query.asOf) : sql`c.custom`} as custom
    from page p
    join customer c on c.org_id = ${ctx.orgId} and c.id = p.id
    left join app_user u on u.org_id = c.org_id and u.id = c.responsible_id
    left join customer_state s on s.org_id = c.org_id and s.customer_id = c.id
    left join credit_rating g on g.org_id = c.org_id and g.customer_id = c.id and ${gradeHeld(query)}
    left join lateral (${moneyOf(ctx, query, asOf, today)}) m on true
    order by p.rank`.execute(ctx.db)
  const counted = sql<{ total: number }>`
    select count(*)::int as total from customer c ${moneyJoin} ${stateJoin} where ${where} ${filter}`.execute(
    ctx.db,
  )
  const [{ rows }, { rows: counts }] = await Promise.all([dressed, counted])
  return { rows, total: counts[0]?.total ?? 0 }
}

const OPEN_ALERTS = sql`(select count(*)::int from alert a where a.org_id = c.org_id and a.customer_id = c.id
  and a.resolved_at is null and a.mode = 'on')`
const LAST_ON = sql`to_char(s.last_activity_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`

/** Fields that the list keeps elsewhere: who asks for them pays for the join. */
const MONEY_FIELDS = ['open', 'overdue', 'overdue_days']
const STATE_FIELDS = ['last_on', 'open_deals']

/** Where each field of the list is found: what is filtered is what is shown. */
function holding(ctx: ReadCtx, query: CustomerQuery): Record<string, RawBuilder<unknown>> {
  return {
    name: sql`c.name`,
    grade: sql`(select g.grade from credit_rating g where g.org_id = ${ctx.orgId} and g.customer_id = c.id
      and ${gradeHeld(query)})`,
    responsible: sql`c.responsible_id`,
    open: sql`coalesce(m.open_fen, 0)`,
    overdue: sql`coalesce(m.overdue_fen, 0)`,
    overdue_days: sql`m.overdue_days`,
    last_on: sql`(${LAST_ON})::date`,
    open_deals: sql`coalesce(s.open_deals, 0)`,
    open_alerts: OPEN_ALERTS,
    city: sql`c.city`,
    key_level: sql`c.key_level`,
    code: sql`c.external_code`,
    uscc: sql`c.uscc`,
    term_days: sql`c.term_days`,
    limit: sql`c.limit_fen`,
    created_on: sql`c.created_on`,
    remark: sql`c.remark`,
  }
}

/** In the text and not as parameters: the plan of a page of twenty is another than that of "some rows". */
function slice({ page, size }: CustomerQuery): RawBuilder<unknown> {
  return sql.raw(`limit ${Math.trunc(size)} offset ${Math.trunc((page - 1) * size)}`)
}

function conditions(ctx: ReadCtx, query: CustomerQuery, asOf: Day) {
  const parts: RawBuilder<unknown>[] = [sql`c.org_id = ${ctx.orgId} and c.voided_at is null`]
  parts.push(inCustomerScope(ctx, 'customer.read'))
  if (query.asOf) parts.push(sql`c.created_on <= ${asOf}`)
  if (query.view === 'mine') parts.push(sql`c.responsible_id = ${ctx.actor.userId}`)
  if (query.responsibleId) parts.push(sql`c.responsible_id = ${query.responsibleId}`)
  if (query.keyLevel) parts.push(sql`c.key_level = ${query.keyLevel}`)
  if (query.creditGrade) {
    parts.push(sql`c.id in (select g.customer_id from credit_rating g
      where g.org_id = ${ctx.orgId} and g.grade = ${query.creditGrade} and ${gradeHeld(query)})`)
  }
  if (query.q?.trim()) parts.push(matches(ctx, query.q.trim()))
  return parts
}

/**
 * The credit grade in force, as of a past day the one that was known then; `g` is a row of credit_rating.
 */
function gradeHeld({ asOf }: CustomerQuery): RawBuilder<unknown> {
  if (asOf === undefined) return sql`g.valid_to is null`
  const then = at(endOfDay(asOf))
  return sql`g.valid_from <= ${then} and (g.valid_to is null or g.valid_to > ${then})`
}

function orderOf(sort: CustomerQuery['sort']): RawBuilder<unknown> {
  if (sort === 'name') return sql`c.name collate "zh-x-icu", c.id`
  if (sort === 'open') return sql`m.open_fen desc nulls last, c.id`
  if (sort === 'overdue') return sql`m.overdue_fen desc nulls last, c.id`
  if (sort === 'quiet') return sql`s.last_activity_at nulls first, c.id`
  return sql`c.updated_at desc, c.id desc`
}

function presentMoney(ctx: ReadCtx, asOf: Day) {
  return sql`(select i.customer_id, sum(i.open_fen) as open_fen,
      coalesce(sum(i.open_fen) filter (where i.due_on < ${asOf}), 0) as overdue_fen,
      max(${asOf}::date - i.due_on) filter (where i.due_on < ${asOf}) as overdue_days
    from instalment i where i.org_id = ${ctx.orgId} and i.open_fen > 0 and i.voided_at is null group by i.customer_id)`
}

function pastMoney(ctx: ReadCtx, asOf: Day) {
  return sql`(select i.customer_id, sum(i.amount_fen - coalesce(p.fen, 0)) as open_fen,
      coalesce(sum(i.amount_fen - coalesce(p.fen, 0)) filter (where i.due_on < ${asOf}), 0) as overdue_fen,
      max(${asOf}::date - i.due_on) filter (where i.due_on < ${asOf}) as overdue_days
    from instalment i
    left join (select a.instalment_id, sum(a.amount_fen) as fen from allocation a
      where a.org_id = ${ctx.orgId} and a.occurred_on <= ${asOf} and a.voided_at is null group by 1) p on p.instalment_id = i.id
    where i.org_id = ${ctx.orgId} and i.occurred_on <= ${asOf} and i.voided_at is null and i.amount_fen > coalesce(p.fen, 0)
    group by i.customer_id)`
}

/** The money of one customer of the page. */
function moneyOf(ctx: ReadCtx, query: CustomerQuery, asOf: Day, today: Day) {
  const past = query.asOf !== undefined && query.asOf < today
  const open = past
    ? sql`(i.amount_fen - coalesce((select sum(a.amount_fen) from allocation a where a.org_id = i.org_id and a.instalment_id = i.id
        and a.occurred_on <= ${asOf} and a.voided_at is null), 0))`
    : sql`i.open_fen`
  return sql`
    select sum(x.open_fen) as open_fen, coalesce(sum(x.open_fen) filter (where x.due_on < ${asOf}), 0) as overdue_fen,
      max(${asOf}::date - x.due_on) filter (where x.due_on < ${asOf}) as overdue_days
    from (select i.due_on, ${open} as open_fen from instalment i
      where i.org_id = ${ctx.orgId} and i.customer_id = c.id and i.voided_at is null and i.occurred_on <= ${asOf}) x
    where x.open_fen > 0`
}

export function shapeCustomer(row: ListRow) {
  return {
    id: row.id,
    name: row.name,
    city: row.city,
    keyLevel: row.key_level,
    creditGrade: row.grade,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    openFen: row.open_fen,
    overdueFen: row.overdue_fen,
    overdueDays: row.overdue_days,
    lastActivityOn: row.last_activity_on,
    openDeals: row.open_deals,
    openAlerts: row.open_alerts,
    code: row.external_code,
    uscc: row.uscc,
    termDays: row.term_days,
    limitFen: row.limit_fen,
    createdOn: row.created_on,
    custom: { ...row.custom },
  }
}

export async function listCustomers(ctx: ReadCtx, query: CustomerQuery) {
  const { rows, total } = await selectCustomers(ctx, query)
  return {
    items: rows.map(shapeCustomer),
    total,
    page: query.page,
    size: query.size,
    asOf: query.asOf ?? null,
  }
}
