import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { inCustomerScope } from './scope.ts'

type Row = {
  id: string
  invoiceNumber: string
  label: string
  issuedOn: Day
  dueOn: Day
  settledOn: Day
  amountFen: bigint
  currency: string
  minor: bigint | null
  total: number
}

type Query = { page: number; size: number; asOf?: Day | undefined }

/** Instalments of one customer that were settled in full by a day, by business date; the latest due first. */
export async function listSettled(ctx: ReadCtx, customerId: string, query: Query) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const { rows: own } =
    await sql`select from customer c where c.org_id = ${ctx.orgId} and c.id = ${customerId}
    and c.voided_at is null and ${inCustomerScope(ctx, 'customer.read')}`.execute(ctx.db)
  if (own.length === 0) throw notFound('customer')
  const { rows } = await sql<Row>`
    select i.id, v.number as "invoiceNumber", i.label, i.occurred_on as "issuedOn", i.due_on as "dueOn", s.last_on as "settledOn",
      i.amount_fen as "amountFen", i.currency, i.original_minor as minor, count(*) over ()::int as total
    from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
    join (select a.instalment_id, sum(a.amount_fen) as fen, max(a.occurred_on) as last_on from allocation a
      where a.org_id = ${ctx.orgId} and a.customer_id = ${customerId} and a.voided_at is null and a.occurred_on <= ${asOf}
      group by 1) s on s.instalment_id = i.id and s.fen >= i.amount_fen
    where i.org_id = ${ctx.orgId} and i.customer_id = ${customerId} and i.voided_at is null and i.occurred_on <= ${asOf}
    order by i.due_on desc, i.id desc limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(
    ctx.db,
  )
  return {
    ...{ page: query.page, size: query.size, total: rows[0]?.total ?? 0 },
    items: rows.map(({ currency, minor, total: _, ...row }) => ({
      ...row,
      original: minor === null ? null : { currency, minor },
    })),
  }
}
