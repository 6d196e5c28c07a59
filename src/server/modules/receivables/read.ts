import { type RawBuilder, sql } from 'kysely'
import { addDays, type Day, dayOf, firstDayOf, lastDayOf, type Month } from '../../../core/calendar.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { CustomTest } from '../../../core/fields/custom-tests.ts'
import type { AgeingBasis } from '../../../core/receivable/ageing-group.ts'
import { isWorkday } from '../../../core/workdays.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { pastMoment } from '../../platform/then.ts'
import { customAsOf, customNarrowing } from '../custom-fields/index.ts'
import { customerIdsEver, customersThen, scopedCustomerIds } from '../customers/index.ts'
import { loadCalendar, peopleThen } from '../identity/index.ts'
import { fieldNarrowing } from '../lists/index.ts'
import { contestedAsOf } from './dispute-rows.ts'
import { passedSince } from './pass-instalments.ts'
import { openAsOf } from './read-ageing.ts'
import type { Reading } from './reading.ts'

export type InstalmentQuery = {
  page: number
  size: number
  asOf?: Day | undefined
  reading: Reading
  customerId?: string | undefined
  fromDays?: number | undefined
  toDays?: number | undefined
  /** these days are counted from the due day, or from the day of the invoice */
  basis?: AgeingBasis | undefined
  dueFrom?: Day | undefined
  dueTo?: Day | undefined
  disputed?: boolean | undefined
  /** only retention that is not due */
  kept?: boolean | undefined
  sort: 'due' | 'amount'
  fields?: readonly CustomTest[] | undefined
  custom?: readonly CustomTest[] | undefined
}

/** The rows behind every ageing figure (law 9). */
export async function listInstalments(ctx: ReadCtx, query: InstalmentQuery) {
  const asOf = query.asOf ?? dayOf(ctx.now)
  const past = pastMoment(ctx, asOf)
  const age = query.basis === 'issue' ? sql`(${asOf}::date - o.occurred_on)` : sql`o.overdue_days`
  const where = [
    sql`o.customer_id in (${customerIdsEver(ctx, 'receivable.read')})`,
    ...(query.customerId ? [sql`o.customer_id = ${query.customerId}`] : []),
    ...(query.fromDays === undefined ? [] : [sql`${age} >= ${query.fromDays}`]),
    ...(query.toDays === undefined ? [] : [sql`${age} <= ${query.toDays}`]),
    ...(query.disputed ? [sql`d.fen is not null`] : []),
    ...(query.kept ? [sql`o.is_retention and o.overdue_days <= 0`] : []),
    ...(query.dueFrom ? [sql`o.due_on >= ${query.dueFrom}`] : []),
    ...(query.dueTo ? [sql`o.due_on <= ${query.dueTo}`] : []),
    ...fieldNarrowing('invoice', query.fields ?? [], HOLDING),
    ...(await customNarrowing(ctx, 'invoice', query.custom ?? [], {
      column: 'o.invoice_id',
      asOf: past ? asOf : undefined,
    })),
  ]
  const order = query.sort === 'due' ? sql`o.due_on, o.id` : sql`o.open_fen desc, o.id`
  const { rows } = await sql<InstalmentRow>`
    select o.*, c.name as customer_name, v.number as invoice_number, v.tax_minor, v.tax_rate_bp,
      ${past ? customAsOf(ctx, 'invoice', 'o.invoice_id', asOf) : sql`v.custom`} as custom,
      coalesce(v.original_minor, v.amount_fen) - v.tax_minor as net_minor, least(o.open_fen, coalesce(d.fen, 0)) as disputed_fen,
      (sum(least(o.open_fen, coalesce(d.fen, 0))) over ())::bigint as sum_disputed_fen, u.id as user_id, u.name as user_name,
      u.status = 'active' as user_active, count(*) over ()::int as total, (sum(o.open_fen) over ())::bigint as sum_fen
    from ${openAsOf(ctx, asOf, query.reading)} o
    left join ${contestedAsOf(ctx, asOf, query.reading)} d on d.instalment_id = o.id
    join ${customersThen(ctx, asOf)} c on c.org_id = ${ctx.orgId} and c.id = o.customer_id
    join invoice v on v.org_id = ${ctx.orgId} and v.id = o.invoice_id
    left join ${passedSince(ctx, past)} h on h.id = o.id
    left join ${peopleThen(ctx, past)} u on u.org_id = ${ctx.orgId} and u.id = case when h.id is not null then h.user_id
      when o.responsible_id is null then c.responsible_id else o.responsible_id end
    where ${sql.join(where, sql` and `)}
    order by ${order} limit ${query.size} offset ${(query.page - 1) * query.size}`.execute(ctx.db)
  return {
    asOf,
    page: query.page,
    size: query.size,
    total: rows[0]?.total ?? 0,
    sumOpenFen: rows[0]?.sum_fen ?? 0n,
    sumDisputedFen: rows[0]?.sum_disputed_fen ?? 0n,
    items: rows.map((row) => ({
      id: row.id,
      customer: { id: row.customer_id, name: row.customer_name },
      invoiceId: row.invoice_id,
      invoiceNumber: row.invoice_number,
      label: row.label,
      issuedOn: row.occurred_on,
      dueOn: row.due_on,
      overdueDays: row.overdue_days,
      amountFen: row.amount_fen,
      openFen: row.open_fen,
      original:
        row.original_minor === null
          ? null
          : { currency: row.currency, minor: row.original_minor, openMinor: row.open_minor! },
      tax:
        row.tax_minor === null
          ? null
          : { taxMinor: row.tax_minor, netMinor: row.net_minor!, rateBp: row.tax_rate_bp },
      disputedFen: row.disputed_fen,
      retention: row.is_waiting ? ('waiting' as const) : row.is_retention ? ('dated' as const) : null,
      responsible: row.user_id
        ? { id: row.user_id, name: row.user_name ?? '', active: row.user_active ?? false }
        : null,
      custom: { ...row.custom },
    })),
  }
}

/** Where each field of the list is found: what is filtered is what is shown. */
const HOLDING: Record<string, RawBuilder<unknown>> = {
  customer: sql`c.name`,
  number: sql`v.number`,
  label: sql`o.label`,
  issued_on: sql`o.occurred_on`,
  due_on: sql`o.due_on`,
  overdue_days: sql`o.overdue_days`,
  amount: sql`o.amount_fen`,
  open: sql`o.open_fen`,
  disputed: sql`least(o.open_fen, coalesce(d.fen, 0))`,
  currency: sql`v.currency`,
  responsible: sql`u.id`,
}

type InstalmentRow = {
  id: string
  customer_id: string
  customer_name: string
  invoice_id: string
  invoice_number: string
  tax_minor: bigint | null
  net_minor: bigint | null
  tax_rate_bp: number | null
  label: string
  occurred_on: Day
  due_on: Day
  overdue_days: number
  amount_fen: bigint
  open_fen: bigint
  disputed_fen: bigint
  currency: string
  original_minor: bigint | null
  open_minor: bigint | null
  is_retention: boolean
  is_waiting: boolean
  sum_disputed_fen: bigint | null
  user_id: string | null
  user_name: string | null
  user_active: boolean | null
  custom: CustomValues
  total: number
  sum_fen: bigint
}

/**
 * What falls due on each day of a month and what of it is still open; days off are marked, because nobody
 * pays then.
 */
export async function readDueCalendar(ctx: ReadCtx, month: Month) {
  const calendar = await loadCalendar(ctx)
  const from = firstDayOf(month)
  const to = lastDayOf(month)
  const rows = await ctx.db
    .selectFrom('instalment')
    .select([
      'due_on',
      sql<number>`count(*)::int`.as('count'),
      sql<bigint>`sum(amount_fen)::bigint`.as('due_fen'),
      sql<bigint>`sum(open_fen)::bigint`.as('open_fen'),
    ])
    .where('org_id', '=', ctx.orgId)
    .where('voided_at', 'is', null)
    .where('due_on', '>=', from)
    .where('due_on', '<=', to)
    .where('customer_id', 'in', scopedCustomerIds(ctx, 'receivable.read'))
    .groupBy('due_on')
    .execute()
  const byDay = new Map(rows.map((row) => [row.due_on, row]))
  const days = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const row = byDay.get(day)
    days.push({
      day,
      isWorkday: isWorkday(calendar, day),
      count: row?.count ?? 0,
      dueFen: row?.due_fen ?? 0n,
      openFen: row?.open_fen ?? 0n,
    })
  }
  return { month, days }
}
