import { sql } from 'kysely'
import { dayNumber, dayOf } from '../../../core/calendar.ts'
import {
  BILLED_WITHIN_DAYS,
  momentsOfOrder,
  type OffPlan,
  type OrderFacts,
  offPlanAt,
  type PlanInvoice,
  type PlanStep,
  type PlanVersion,
} from '../../../core/order/off-plan.ts'
import { ALL_KNOWN } from '../../../core/watch/fold.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type DeltaRow, type MetricLoader, ms } from '../../platform/metric-loader.ts'

/** How far finished orders came out from their plan, at each moment at which that was known (C272). */
export const offPlan: MetricLoader = {
  subject: 'order',
  metrics: ['order_quantity_off_bp', 'order_price_off_bp', 'order_date_off_days'],
  load: async (ctx, { ids }) => {
    const facts = await factsOf(ctx, ids)
    return [...facts].flatMap(([id, known]) => rowsOf(id, known))
  },
}

function rowsOf(id: string, facts: OrderFacts): DeltaRow[] {
  const moments = momentsOfOrder(facts)
  return moments.flatMap((at, index): DeltaRow[] => {
    const off = offPlanAt(facts, at)
    if (off === null) return []
    const about = { subject_id: id, at, until: moments[index + 1] ?? null, n: null, part: null, grp: null }
    const ref = { ref_kind: 'order', ref_id: id }
    const on = Math.max(dayNumber(dayOf(at)), dayNumber(off.completedOn))
    const row = (metric: string, value: number | null, day = on): DeltaRow[] =>
      value === null || value === 0 ? [] : [{ ...about, ...ref, metric, value, on_day: day }]
    return [
      ...row('order_quantity_off_bp', off.quantityBp, dayNumber(off.completedOn)),
      ...row('order_price_off_bp', off.priceBp),
      ...shortBilled(off, row, on),
      ...row('order_date_off_days', off.lateDays, dayNumber(off.completedOn)),
    ]
  })
}

/** What was invoiced short counts once nothing more is to be expected, on top of the price by itself. */
function shortBilled(
  { billedBp, priceBp, completedOn }: OffPlan,
  row: (metric: string, value: number | null, day: number) => DeltaRow[],
  on: number,
): DeltaRow[] {
  if (billedBp === null) return []
  const day = Math.max(on, dayNumber(completedOn) + BILLED_WITHIN_DAYS)
  return row('order_price_off_bp', billedBp - (priceBp ?? 0), day)
}

/** As it stands now, for the page of the order. */
export async function readOffPlan(ctx: ReadCtx, id: string): Promise<OffPlan | null> {
  const facts = (await factsOf(ctx, [id])).get(id)
  return facts ? offPlanAt(facts, ALL_KNOWN) : null
}

type Of<T> = T & { orderId: string }

/** In the order's own currency; an invoice in another one is none of its price. */
async function factsOf(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, OrderFacts>> {
  if (ids.length === 0) return new Map()
  const mine = sql`o.org_id = ${ctx.orgId} and o.id = any(${[...ids]}::uuid[])`
  const until = (column: string) =>
    sql`(extract(epoch from least(${sql.ref(column)}, o.voided_at)) * 1000)::float8`
  const { rows: versions } = await sql<Of<PlanVersion>>`
    select v.order_id as "orderId", v.number, ${ms('v.known_at')} as at, ${until('v.voided_at')} as until, v.amount_fen as "amountMinor",
      coalesce((select jsonb_agg(jsonb_build_object('product', l.product, 'unit', l.unit, 'quantityMilli', l.quantity_milli::text,
        'unitPriceFen', l.unit_price_fen::text) order by l.seq) from order_line l where l.org_id = v.org_id and l.version_id = v.id), '[]') as lines
    from sales_order o join order_version v on v.org_id = o.org_id and v.order_id = o.id where ${mine} order by v.number`.execute(
    ctx.db,
  )
  const { rows: steps } = await sql<Of<PlanStep>>`
    select s.order_id as "orderId", s.kind, s.occurred_on as on, s.planned_on as "plannedOn", s.quantity_milli as "quantityMilli",
      coalesce(s.original_minor, s.amount_fen) as "amountMinor", ${ms('s.known_at')} as at, ${until('s.voided_at')} as until
    from sales_order o join order_step s on s.org_id = o.org_id and s.order_id = o.id where ${mine} order by s.recorded_at, s.id`.execute(
    ctx.db,
  )
  const { rows: invoices } = await sql<Of<PlanInvoice>>`
    select v.order_id as "orderId", v.occurred_on as on, coalesce(v.original_minor, v.amount_fen) as minor, ${ms('v.known_at')} as at,
      ${until('v.voided_at')} as until
    from sales_order o join invoice v on v.org_id = o.org_id and v.order_id = o.id and v.kind = 'invoice' and v.currency = o.currency
    where ${mine}`.execute(ctx.db)
  const [ofVersions, ofSteps, ofInvoices] = [byOrder(versions), byOrder(steps), byOrder(invoices)]
  return new Map(
    ids.map((id) => [
      id,
      {
        versions: (ofVersions.get(id) ?? []).map(withNumbers),
        steps: ofSteps.get(id) ?? [],
        invoices: ofInvoices.get(id) ?? [],
      },
    ]),
  )
}

function byOrder<T extends { orderId: string }>(rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const row of rows) {
    const own = found.get(row.orderId)
    if (own) own.push(row)
    else found.set(row.orderId, [row])
  }
  return found
}

/** Quantities and prices of lines travel as text. */
function withNumbers(version: PlanVersion): PlanVersion {
  const lines = version.lines.map((line) => ({
    ...line,
    quantityMilli: BigInt(line.quantityMilli),
    unitPriceFen: BigInt(line.unitPriceFen),
  }))
  return { ...version, lines }
}
