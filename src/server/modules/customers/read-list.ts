import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import type { Grade } from '../../../core/credit/scale.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { recordThen } from '../../platform/then.ts'
import { customAsOf, customNarrowing } from '../custom-fields/index.ts'
import { peopleThen } from '../identity/index.ts'
import { fieldNarrowing } from '../lists/index.ts'
import { matchedThen, matches } from './matching.ts'
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
  const past = pastOf(ctx, query)
  const money = past ? pastMoney(ctx, asOf) : presentMoney(ctx, asOf)
  const record = past ? sql`cross join lateral (${past.record}) t` : sql``
  const state = past ? pastState(ctx, asOf) : PRESENT_STATE
  const own = await customNarrowing(ctx, 'customer', query.custom ?? [], { column: 'c.id', asOf: query.asOf })
  const listed = fieldNarrowing('customer', query.fields ?? [], holding(ctx, query, past))
  const where = sql.join([...conditions(ctx, query, past), ...own, ...listed], sql` and `)
  const asked = (keys: readonly string[]) => (query.fields ?? []).some(({ key }) => keys.includes(key))
  const needsMoney =
    query.overdueOnly === true || query.sort === 'overdue' || query.sort === 'open' || asked(MONEY_FIELDS)
  const moneyJoin = needsMoney ? sql`left join ${money} m on m.customer_id = c.id` : sql``
  const stateJoin =
    query.sort === 'quiet' || asked(STATE_FIELDS) ? sql`left join lateral (${state}) s on true` : sql``
  const filter = query.overdueOnly ? sql`and m.overdue_fen > 0` : sql``
  const from = sql`customer c ${record} ${moneyJoin} ${stateJoin}`
  const order = orderOf(query.sort, past)
  const page = sql`
    select c.id, row_number() over (order by ${order}) as rank
    from ${from} where ${where} ${filter}
    order by ${order} ${slice(query)}`
  const of = held(past)
  const dressed = sql<ListRow>`
    with page as (${page})
    select c.id, ${of('name')}, ${of('city')}, ${of('key_level')}, g.grade, u.id as user_id, u.name as user_name, u.status = 'active' as user_active,
      coalesce(m.open_fen, 0)::bigint as open_fen, coalesce(m.overdue_fen, 0)::bigint as overdue_fen, m.overdue_days,
      ${LAST_ON} as last_activity_on, coalesce(s.open_deals, 0) as open_deals,
      ${openAlerts(past)} as open_alerts, ${of('external_code')}, ${of('uscc')}, ${of('term_days')}, ${of('limit_fen')}, c.created_on,
      ${query.asOf ? customAsOf(ctx, 'customer', 'c.id', query.asOf) : sql`c.custom`} as custom
    from page p
    join customer c on c.org_id = ${ctx.orgId} and c.id = p.id ${record}
    left join ${peopleThen(ctx, past?.moment ?? null)} u on u.org_id = c.org_id and u.id = ${of('responsible_id')}
    left join lateral (${state}) s on true
    left join credit_rating g on g.org_id = c.org_id and g.customer_id = c.id and ${gradeHeld(query)}
    left join lateral (${moneyOf(ctx, query, asOf, today)}) m on true
    order by p.rank`.execute(ctx.db)
  const counted = sql<{ total: number }>`
    select count(*)::int as total from ${from} where ${where} ${filter}`.execute(ctx.db)
  const [{ rows }, { rows: counts }] = await Promise.all([dressed, counted])
  return { rows, total: counts[0]?.total ?? 0 }
}

/** Of a past day: its end, and the record `t` as it stood then; null: the list is of now. */
type Past = { moment: Instant; record: RawBuilder<unknown> } | null

function pastOf(ctx: ReadCtx, { asOf }: CustomerQuery): Past {
  if (asOf === undefined || asOf >= dayOf(ctx.now)) return null
  const moment = endOfDay(asOf)
  return { moment, record: recordThen(ctx, 'customer', { alias: 'c', moment }) }
}

/** Where a column of the record is read: in `c` of today, in `t` of the day asked. */
function held(past: Past): (column: keyof DB['customer']) => RawBuilder<unknown> {
  return (column) => sql.ref(`${past ? 't' : 'c'}.${column}`)
}

const PRESENT_STATE = sql`select s.last_activity_at, s.open_deals from customer_state s
  where s.org_id = c.org_id and s.customer_id = c.id`

/** By business date, as the money beside it: what is open stands at its last stage change by that day. */
function pastState(ctx: ReadCtx, asOf: Day): RawBuilder<unknown> {
  return sql`select
    (select max(a.occurred_at) from activity a where a.org_id = ${ctx.orgId} and a.customer_id = c.id
      and a.voided_at is null and a.occurred_on <= ${asOf}) as last_activity_at,
    (select count(*)::int from deal o
      cross join lateral (select h.to_stage_id from stage_change h where h.org_id = o.org_id and h.deal_id = o.id
        and h.voided_at is null and h.occurred_on <= ${asOf} order by h.occurred_on desc, h.position desc limit 1) x
      join stage e on e.org_id = o.org_id and e.id = x.to_stage_id
      where o.org_id = ${ctx.orgId} and o.customer_id = c.id and o.voided_at is null and e.kind = 'open') as open_deals`
}

function openAlerts(past: Past): RawBuilder<unknown> {
  const isOpen = past
    ? sql`a.opened_at <= ${at(past.moment)} and (a.resolved_at is null or a.resolved_at > ${at(past.moment)})`
    : sql`a.resolved_at is null`
  return sql`(select count(*)::int from alert a where a.org_id = c.org_id and a.customer_id = c.id
    and ${isOpen} and a.mode = 'on')`
}
const LAST_ON = sql`to_char(s.last_activity_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`

/** Fields that the list keeps elsewhere: who asks for them pays for the join. */
const MONEY_FIELDS = ['open', 'overdue', 'overdue_days']
const STATE_FIELDS = ['last_on', 'open_deals']

/** Where each field of the list is found: what is filtered is what is shown. */
function holding(ctx: ReadCtx, query: CustomerQuery, past: Past): Record<string, RawBuilder<unknown>> {
  const of = held(past)
  return {
    name: of('name'),
    grade: sql`(select g.grade from credit_rating g where g.org_id = ${ctx.orgId} and g.customer_id = c.id
      and ${gradeHeld(query)})`,
    responsible: of('responsible_id'),
    open: sql`coalesce(m.open_fen, 0)`,
    overdue: sql`coalesce(m.overdue_fen, 0)`,
    overdue_days: sql`m.overdue_days`,
    last_on: sql`(${LAST_ON})::date`,
    open_deals: sql`coalesce(s.open_deals, 0)`,
    open_alerts: openAlerts(past),
    city: of('city'),
    key_level: of('key_level'),
    code: of('external_code'),
    uscc: of('uscc'),
    term_days: of('term_days'),
    limit: of('limit_fen'),
    created_on: sql`c.created_on`,
    remark: of('remark'),
  }
}

/** In the text and not as parameters: the plan of a page of twenty is another than that of "some rows". */
function slice({ page, size }: CustomerQuery): RawBuilder<unknown> {
  return sql.raw(`limit ${Math.trunc(size)} offset ${Math.trunc((page - 1) * size)}`)
}

function conditions(ctx: ReadCtx, query: CustomerQuery, past: Past) {
  const of = held(past)
  const parts: RawBuilder<unknown>[] = [sql`c.org_id = ${ctx.orgId} and c.voided_at is null`]
  parts.push(inCustomerScope(ctx, 'customer.read'))
  if (query.asOf) parts.push(sql`c.created_on <= ${query.asOf}`)
  if (query.view === 'mine') parts.push(sql`${of('responsible_id')} = ${ctx.actor.userId}`)
  if (query.responsibleId) parts.push(sql`${of('responsible_id')} = ${query.responsibleId}`)
  if (query.keyLevel) parts.push(sql`${of('key_level')} = ${query.keyLevel}`)
  if (query.creditGrade) {
    parts.push(sql`c.id in (select g.customer_id from credit_rating g
      where g.org_id = ${ctx.orgId} and g.grade = ${query.creditGrade} and ${gradeHeld(query)})`)
  }
  if (query.q?.trim()) parts.push((past ? matchedThen : matches)(ctx, query.q.trim()))
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

function orderOf(sort: CustomerQuery['sort'], past: Past): RawBuilder<unknown> {
  const of = held(past)
  if (sort === 'name') return sql`${of('name')} collate "zh-x-icu", c.id`
  if (sort === 'open') return sql`m.open_fen desc nulls last, c.id`
  if (sort === 'overdue') return sql`m.overdue_fen desc nulls last, c.id`
  if (sort === 'quiet') return sql`s.last_activity_at nulls first, c.id`
  return sql`${of('updated_at')} desc, c.id desc`
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
