import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { type AllowanceCause, checkDiscount, shareOf } from '../../../core/order/allowance.ts'
import { judgeOffer } from '../../../core/price/judge.ts'
import type { LineInput } from '../../../core/quote/lines.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { invalid, notFound, refused } from '../../platform/errors.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadPriceBook } from '../prices/index.ts'
import { gradeOf } from '../quotes/index.ts'
import { askAllowance } from './ask-allowance.ts'

export type DiscountForm = {
  customerId: string
  invoiceNumber?: string | null | undefined
  from?: Day | null | undefined
  until?: Day | null | undefined
  cause: Extract<AllowanceCause, 'price' | 'quality' | 'volume' | 'other'>
  amountFen: bigint
  reason: string
}

/** Off one invoice, or off what was billed in a period; how far below the floor is asked too (C056). */
export async function askDiscount(ctx: WriteCtx, form: DiscountForm) {
  const period = form.from && form.until ? { from: form.from, until: form.until } : null
  const invoiceNumber = form.invoiceNumber || null
  if ((invoiceNumber === null) === (period === null)) throw invalid('allowance_of_one')
  if (period && period.until < period.from) throw invalid('dates_reversed')
  const customer = await getCustomer(ctx, form.customerId)
  const base = await billedOf(ctx, form.customerId, { invoiceNumber, period })
  const checked = checkDiscount(form, base)
  if (!checked.ok) throw refused(checked)
  const allFen = base.allowedFen + form.amountFen
  return askAllowance(ctx, {
    ...{
      kind: invoiceNumber ? 'discount' : 'rebate',
      customer,
      noteId: null,
      orderId: null,
      invoiceNumber,
      period,
    },
    ...{
      cause: form.cause,
      condition: null,
      reason: form.reason.trim(),
      returnedOn: null,
      complaintId: null,
    },
    ...{ amountFen: form.amountFen, lines: [] },
    deviationBp: await belowFloor(ctx, form.customerId, {
      ...base,
      shareBp: shareOf(allFen, base.billedFen),
    }),
    paper: { about: invoiceNumber ?? `${period!.from} – ${period!.until}`, lines: [] },
    url: `/allowances?customerId=${form.customerId}`,
  })
}

async function getCustomer(ctx: ReadCtx, id: string) {
  const { rows } = await sql<{ id: string; name: string; responsibleId: string | null }>`
    select c.id, c.name, c.responsible_id as "responsibleId" from customer c
    where c.org_id = ${ctx.orgId} and c.id = ${id} and c.id in (${scopedCustomerIds(ctx, 'receivable.note')})`.execute(
    ctx.db,
  )
  if (!rows[0]) throw notFound('customer')
  return rows[0]
}

type Base = { billedFen: bigint; allowedFen: bigint; orderId: string | null }

async function billedOf(
  ctx: ReadCtx,
  customerId: string,
  { invoiceNumber, period }: { invoiceNumber: string | null; period: { from: Day; until: Day } | null },
): Promise<Base> {
  const which = invoiceNumber
    ? sql`v.number = ${invoiceNumber}`
    : sql`v.kind = 'invoice' and v.occurred_on between ${period!.from} and ${period!.until}`
  const same = invoiceNumber
    ? sql`w.invoice_number = ${invoiceNumber}`
    : sql`w.kind = 'rebate' and w.from_on <= ${period!.until} and w.until_on >= ${period!.from}`
  const { rows } = await sql<Base & { n: number }>`
    select coalesce(sum(v.amount_fen), 0)::bigint as "billedFen", count(*)::int as n,
      case when count(*) = 1 then (array_agg(v.order_id))[1] end as "orderId",
      (select coalesce(sum(w.amount_fen), 0) from allowance w where w.org_id = ${ctx.orgId} and w.customer_id = ${customerId}
        and w.status <> 'ended' and ${same})::bigint as "allowedFen"
    from invoice v where v.org_id = ${ctx.orgId} and v.customer_id = ${customerId} and v.voided_at is null and ${which}`.execute(
    ctx.db,
  )
  if (rows[0]!.n === 0) throw notFound('invoice')
  return rows[0]!
}

/**
 * How far below the floor the order of an invoice comes to be once this share is off. Where no list or no
 * lines say so, the share itself departs from what was agreed.
 */
async function belowFloor(
  ctx: ReadCtx,
  customerId: string,
  { orderId, shareBp }: { orderId: string | null; shareBp: number },
): Promise<number> {
  if (orderId === null) return shareBp
  const { rows } = await sql<LineInput & { currency: string }>`
    select l.product, l.unit, l.quantity_milli as "quantityMilli", l.unit_price_fen as "unitPriceFen", o.currency
    from sales_order o join order_line l on l.org_id = o.org_id and l.version_id = (select v.id from order_version v
      where v.org_id = o.org_id and v.order_id = o.id and v.voided_at is null order by v.number desc limit 1)
    where o.org_id = ${ctx.orgId} and o.id = ${orderId}`.execute(ctx.db)
  if (rows.length === 0) return shareBp
  const lines = rows.map((line) => ({
    ...line,
    unitPriceFen: (line.unitPriceFen * BigInt(10_000 - Math.min(10_000, shareBp))) / 10_000n,
  }))
  const grade = await gradeOf(ctx, { customer_id: customerId, deal_id: null })
  const book = await loadPriceBook(ctx, rows[0]!.currency)
  const judged = judgeOffer({ lines, amountFen: 0n }, { rows: book.rows, grade })
  if (judged.verdict === 'uncontrolled') return shareBp
  return judged.lines.reduce((most, { deviationBp }) => Math.max(most, deviationBp ?? shareBp), 0)
}
