import { type RawBuilder, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { Hold } from '../../../core/credit/exposure.ts'
import { isFinished, lateDays, type OrderStatus } from '../../../core/order/course.ts'
import { may } from '../../../core/permission.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { containing } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { asFinding } from '../credit/index.ts'
import { originalIn } from '../rates/index.ts'
import { takenByNotes } from './by-note.ts'
import { loadOrderSteps, type OrderStepRow, orderScope } from './order-rows.ts'
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
  total: number
}

const UNDOABLE: ReadonlySet<string> = new Set(['delivered', 'completed', 'cancelled'])

/** The latest with delivery first. A past day shows the orders there were, by their present course. */
export async function listOrders(ctx: ReadCtx, query: OrderQuery) {
  const today = query.asOf ?? dayOf(ctx.now)
  const tail = sql`order by (o.status in ('open', 'partial')) desc, case when o.status in ('open', 'partial') then o.planned_on end nulls last,
    o.ordered_on desc, o.id limit ${query.size} offset ${(query.page - 1) * query.size}`
  const rows = await selectRows(ctx, [...filters(query), ...viewFilter(query.view, today)], tail)
  const { rows: counted } = await sql<{ open: number; late: number; late_fen: bigint }>`
    select count(*)::int as open, count(*) filter (where o.planned_on < ${today})::int as late,
      coalesce(sum(o.amount_fen) filter (where o.planned_on < ${today}), 0)::bigint as late_fen
    from sales_order o join customer c on c.org_id = o.org_id and c.id = o.customer_id
    where o.org_id = ${ctx.orgId} and o.voided_at is null and o.status in ('open', 'partial') and ${orderScope(ctx, 'order.read')}
      ${and(filters(query))}`.execute(ctx.db)
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
  const [row] = await selectRows(ctx, [sql`o.id = ${id}`], sql`limit 1`)
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

async function selectRows(
  ctx: ReadCtx,
  where: RawBuilder<unknown>[],
  tail: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select o.id, o.number, o.title, o.customer_id, c.name as customer_name, o.deal_id, d.title as deal_title, o.status,
      o.amount_fen, o.original_minor, o.rate_micro, o.rate_per, o.rate_day, o.currency, o.ordered_on, o.planned_on, o.delivered_on, o.remark, o.credit_hold, o.credit_findings, o.price_hold, o.version,
      o.contract_id, k.number as contract_number, k.approved_at is not null as contract_in_force,
      coalesce((select sum(v.amount_fen) from invoice v where v.org_id = o.org_id and v.order_id = o.id and v.voided_at is null), 0)::bigint as invoiced_fen,
      u.id as user_id, u.name as user_name, u.status = 'active' as user_active, count(*) over ()::int as total
    from sales_order o
    join customer c on c.org_id = o.org_id and c.id = o.customer_id
    left join deal d on d.org_id = o.org_id and d.id = o.deal_id
    left join contract k on k.org_id = o.org_id and k.id = o.contract_id
    left join app_user u on u.org_id = o.org_id and u.id = o.responsible_id
    where o.org_id = ${ctx.orgId} and o.voided_at is null and ${orderScope(ctx, 'order.read')} ${and(where)} ${tail}`.execute(
    ctx.db,
  )
  return rows
}

function and(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  if (conditions.length === 0) return sql``
  return sql`and ${sql.join([...conditions], sql` and `)}`
}

function filters(query: OrderQuery): RawBuilder<unknown>[] {
  const text = containing(query.q ?? '')
  return [
    ...(query.q ? [sql`(o.number ilike ${text} or o.title ilike ${text} or c.name ilike ${text})`] : []),
    ...(query.customerId ? [sql`o.customer_id = ${query.customerId}`] : []),
    ...(query.dealId ? [sql`o.deal_id = ${query.dealId}`] : []),
    ...(query.responsibleId ? [sql`o.responsible_id = ${query.responsibleId}`] : []),
    ...(query.asOf ? [sql`o.ordered_on <= ${query.asOf}`] : []),
  ]
}

function viewFilter(view: OrderQuery['view'], today: Day): RawBuilder<unknown>[] {
  if (view === 'all') return []
  if (view === 'late') return [sql`o.status in ('open', 'partial') and o.planned_on < ${today}`]
  return view === 'open' ? [sql`o.status in ('open', 'partial')`] : [sql`o.status = ${view}`]
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
  }
}
