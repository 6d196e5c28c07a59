import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Hold } from '../../../core/credit/exposure.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import { isFinished, lateDays, type OrderStatus } from '../../../core/order/course.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { containing } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { asFinding } from '../credit/index.ts'
import { customNarrowing } from '../custom-fields/index.ts'
import { fieldNarrowing } from '../lists/index.ts'
import { originalIn } from '../rates/index.ts'
import { takenByNotes } from './by-note.ts'
import { readOffPlan } from './off-plan.ts'
import { loadOrderSteps, type OrderStepRow, orderScope } from './order-rows.ts'
import { type OrdersOn, ordersOn } from './orders-then.ts'
import { showPrices } from './show-prices.ts'

export type OrderQuery = {
  page: number
  size: number
  view: 'open' | 'late' | 'delivered' | 'cancelled' | 'all'
  asOf?: Day | undefined
  q?: string | undefined
  customerId?: string | undefined
  dealId?: string | undefined
  responsibleId?: string | undefined
  fields?: readonly CustomTest[] | undefined
  custom?: readonly CustomTest[] | undefined
}

type CreditHold = Exclude<Hold, 'none'>

type Row = {
  id: string
  number: string
  title: string
  customer_id: string
  customer_name: string
  deal_id: string | null
  deal_title: string | null
  status: OrderStatus
  amount_fen: bigint
  original_minor: bigint | null
  rate_micro: bigint | null
  rate_per: number | null
  rate_day: Day | null
  currency: string
  ordered_on: Day
  planned_on: Day | null
  delivered_on: Day | null
  invoiced_fen: bigint
  remark: string
  credit_hold: CreditHold | null
  credit_findings: unknown[]
  price_hold: boolean
  contract_id: string | null
  contract_number: string | null
  contract_in_force: boolean | null
  version: number
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  custom: CustomValues
  total: number
}

const UNDOABLE: ReadonlySet<string> = new Set(['delivered', 'completed', 'cancelled'])

/** The latest with delivery first. A past day shows the orders there were, as they stood on it. */
export async function listOrders(ctx: ReadCtx, query: OrderQuery) {
  const today = query.asOf ?? dayOf(ctx.now)
  const on = ordersOn(ctx, today)
  const tail = sql`order by (${isOpen(on)}) desc, case when ${isOpen(on)} then ${on.of('planned_on')} end nulls last,
    o.ordered_on desc, o.id limit ${query.size} offset ${(query.page - 1) * query.size}`
  const where = await filters(ctx, on, query)
  const rows = await selectRows(ctx, on, [...where, ...viewFilter(on, query.view, today)], tail)
  const isLate = sql`${on.of('planned_on')} < ${today}`
  const { rows: counted } = await sql<{ open: number; late: number; late_fen: bigint }>`
    select count(*)::int as open, count(*) filter (where ${isLate})::int as late,
      coalesce(sum(${on.of('amount_fen')}) filter (where ${isLate}), 0)::bigint as late_fen
    from ${on.tables}
    where o.org_id = ${ctx.orgId} and o.voided_at is null and ${isOpen(on)} and ${orderScope(ctx, 'order.read')}
      ${and(where)}`.execute(ctx.db)
  const counts = counted[0]!
  return {
    items: rows.map((row) => shapeOrder(row, today)),
    total: rows[0]?.total ?? 0,
    page: query.page,
    size: query.size,
    counts: { open: counts.open, late: counts.late, lateFen: counts.late_fen },
  }
}

export async function getOrder(ctx: ReadCtx, id: string) {
  const today = dayOf(ctx.now)
  const [row] = await selectRows(ctx, ordersOn(ctx, today), [sql`o.id = ${id}`], sql`limit 1`)
  if (!row) throw notFound('order')
  const steps = (await loadOrderSteps(ctx, [id])).get(id)!
  const held = steps.filter(({ voided }) => !voided)
  const prices = await showPrices(ctx, { id, isHeld: row.price_hold })
  const { lines } = prices
  const parts = held.flatMap(({ quantityMilli }) => (quantityMilli === null ? [] : [quantityMilli]))
  const onNotes = await takenByNotes(ctx, id)
  const writes = may(ctx.actor.roles, 'order.write') || 'forbidden'
  return {
    ...shapeOrder(row, today),
    version: row.version,
    remark: row.remark,
    creditFindings: row.credit_findings.map(asFinding),
    firstPlannedOn: steps.find(({ kind }) => kind === 'ordered')?.plannedOn ?? null,
    orderedMilli: lines.reduce((sum, line) => sum + line.quantityMilli, 0n),
    deliveredMilli: parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0n),
    ...prices,
    onNotes,
    offPlan: await readOffPlan(ctx, id),
    contract: row.contract_id
      ? { id: row.contract_id, number: row.contract_number ?? '', isInForce: row.contract_in_force === true }
      : null,
    invoices: await invoicesOf(ctx, id),
    steps: steps.map(({ orderId: _, imported: __, amountFen: ___, originalMinor: ____, ...step }) => step),
    can: {
      edit: writes,
      deliver: writes === true ? mayDeliver(row) : writes,
      part: writes === true ? (onNotes.length > 0 ? 'order_has_notes' : mayDeliver(row)) : writes,
      correct: writes === true ? !isFinished(row.status) || 'order_finished' : writes,
      release: writes === true ? mayRelease(row, prices) : writes,
      undo: writes === true ? mayUndo(held.at(-1)) : writes,
    },
  }
}

function mayUndo(last: OrderStepRow | undefined): true | string {
  if (last?.noteId) return 'step_of_note'
  return UNDOABLE.has(last?.kind ?? '') || 'nothing_to_undo'
}

function mayDeliver(row: Row): true | string {
  if (isFinished(row.status)) return 'order_finished'
  if (row.price_hold) return 'order_price_held'
  if (row.credit_hold === null) return true
  return row.credit_hold === 'blocked' ? 'credit_blocked' : 'credit_held'
}

function mayRelease(row: Row, { priceApproval }: Awaited<ReturnType<typeof showPrices>>): true | string {
  if (!row.price_hold) return 'order_price_free'
  return priceApproval?.state === 'running' ? 'approval_running' : true
}

async function invoicesOf(ctx: ReadCtx, orderId: string) {
  const { rows } = await sql<{
    id: string
    number: string
    issuedOn: Day
    amountFen: bigint
    openFen: bigint
  }>`
    select v.id, v.number, v.occurred_on as "issuedOn", v.amount_fen as "amountFen",
      coalesce((select sum(i.open_fen) from instalment i where i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null), 0)::bigint as "openFen"
    from invoice v where v.org_id = ${ctx.orgId} and v.order_id = ${orderId} and v.voided_at is null order by v.occurred_on`.execute(
    ctx.db,
  )
  return rows
}

const SHOWN = [
  ...(['number', 'title', 'deal_id', 'status', 'amount_fen', 'original_minor', 'rate_micro'] as const),
  ...(['rate_per', 'rate_day', 'currency', 'ordered_on', 'planned_on', 'delivered_on', 'remark'] as const),
  ...(['credit_hold', 'credit_findings', 'price_hold', 'version', 'contract_id', 'custom'] as const),
] as const

async function selectRows(
  ctx: ReadCtx,
  { of, tables, invoiced }: OrdersOn,
  where: RawBuilder<unknown>[],
  tail: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select o.id, ${sql.join(SHOWN.map(of))}, o.customer_id, c.name as customer_name, d.title as deal_title, k.number as contract_number, k.approved_at is not null as contract_in_force,
      ${invoicedFen(invoiced)} as invoiced_fen,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, count(*) over ()::int as total
    from ${tables}
    where o.org_id = ${ctx.orgId} and o.voided_at is null and ${orderScope(ctx, 'order.read')} ${and(where)} ${tail}`.execute(
    ctx.db,
  )
  return rows
}

function and(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  if (conditions.length === 0) return sql``
  return sql`and ${sql.join([...conditions], sql` and `)}`
}

function isOpen({ of }: OrdersOn): RawBuilder<boolean> {
  return sql<boolean>`${of('status')} in ('open', 'partial')`
}

async function filters(ctx: ReadCtx, on: OrdersOn, query: OrderQuery): Promise<RawBuilder<unknown>[]> {
  const { of } = on
  const text = containing(query.q ?? '')
  return [
    ...(query.q
      ? [sql`(o.number ilike ${text} or ${of('title')} ilike ${text} or c.name ilike ${text})`]
      : []),
    ...(query.customerId ? [sql`o.customer_id = ${query.customerId}`] : []),
    ...(query.dealId ? [sql`${of('deal_id')} = ${query.dealId}`] : []),
    ...(query.responsibleId ? [sql`${of('responsible_id')} = ${query.responsibleId}`] : []),
    ...(query.asOf ? [sql`o.ordered_on <= ${query.asOf}`] : []),
    ...fieldNarrowing('order', query.fields ?? [], holding(on, query.asOf ?? dayOf(ctx.now))),
    ...(await customNarrowing(ctx, 'order', query.custom ?? [], { column: 'o.id', asOf: query.asOf })),
  ]
}

/** Where each field of the list is found: what is filtered is what is shown. */
function holding({ of, invoiced }: OrdersOn, today: Day): Record<string, RawBuilder<unknown>> {
  return {
    number: of('number'),
    title: of('title'),
    customer: sql`c.name`,
    amount: of('amount_fen'),
    currency: of('currency'),
    original: sql`coalesce(${of('original_minor')}, ${of('amount_fen')})`,
    status: of('status'),
    ordered_on: sql`o.ordered_on`,
    planned_on: of('planned_on'),
    delivered_on: of('delivered_on'),
    late_days: sql`(case when ${of('planned_on')} is null or ${of('status')} = 'cancelled' then 0
      else greatest(coalesce(${of('delivered_on')}, ${today}::date) - ${of('planned_on')}, 0) end)`,
    invoiced: invoicedFen(invoiced),
    responsible: of('responsible_id'),
  }
}

function invoicedFen(invoiced: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((select sum(v.amount_fen) from invoice v where ${invoiced}), 0)::bigint`
}

function viewFilter(on: OrdersOn, view: OrderQuery['view'], today: Day): RawBuilder<unknown>[] {
  if (view === 'all') return []
  if (view === 'late') return [sql`${isOpen(on)} and ${on.of('planned_on')} < ${today}`]
  return view === 'open' ? [isOpen(on)] : [sql`${on.of('status')} = ${view}`]
}

function shapeOrder(row: Row, today: Day) {
  const course = { status: row.status, plannedOn: row.planned_on, deliveredOn: row.delivered_on }
  return {
    ...course,
    id: row.id,
    number: row.number,
    title: row.title,
    customer: { id: row.customer_id, name: row.customer_name },
    deal: row.deal_id ? { id: row.deal_id, title: row.deal_title ?? '' } : null,
    amountFen: row.amount_fen,
    currency: row.currency,
    original: originalIn(row),
    orderedOn: row.ordered_on,
    creditHold: isFinished(row.status) ? null : row.credit_hold,
    priceHold: row.price_hold && row.status !== 'cancelled',
    lateDays: lateDays(course, today),
    invoicedFen: row.invoiced_fen,
    responsible: row.user_id
      ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
      : null,
    custom: { ...row.custom },
  }
}
