import { sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import type { BookedRate } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { DealRecord, ImportRecord, InvoiceRecord } from '../../../core/import/records.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { rateIn } from '../rates/index.ts'
import type { GoodRow } from './chunk.ts'
import type { CustomersOfRows } from './customers-of-rows.ts'
import { dealCodeOf } from './deal-code.ts'

/** Reads by which a row of a file is found again in the database. */

export async function dealIdsByCode(ctx: ReadCtx, codes: readonly string[]): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('deal')
    .select(['id', 'external_code'])
    .where('org_id', '=', ctx.orgId)
    .where('external_code', '=', sql<string>`any(${[...codes]})`)
    .where('voided_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.external_code!, row.id]))
}

type StoredDeal = {
  id: string
  stage: string
  title: string
  /** in its own currency */
  amount: bigint | null
  currency: string
  rateMicro: bigint | null
  stageSince: Day | null
  customerId: string | null
  responsibleId: string | null
  product: string | null
  expectedCloseOn: Day | null
  lostReason: string | null
  competitor: string | null
  custom: unknown
}

export async function dealsOf(ctx: ReadCtx, codes: readonly string[]): Promise<Map<string, StoredDeal>> {
  if (codes.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('deal as d')
    .innerJoin('stage as s', (join) =>
      join.onRef('s.org_id', '=', 'd.org_id').onRef('s.id', '=', 'd.stage_id'),
    )
    .select([
      'd.id',
      'd.external_code',
      'd.title',
      sql<bigint | null>`coalesce(d.original_minor, d.amount_fen)`.as('amount'),
      'd.stage_since as stageSince',
      'd.customer_id as customerId',
      'd.responsible_id as responsibleId',
      'd.product',
      'd.expected_close_on as expectedCloseOn',
      'd.lost_reason as lostReason',
      'd.competitor',
      'd.currency',
      'd.rate_micro as rateMicro',
      'd.custom',
      's.key as stage',
    ])
    .where('d.org_id', '=', ctx.orgId)
    .where('d.external_code', '=', sql<string>`any(${[...codes]})`)
    .where('d.voided_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.external_code!, row]))
}

/** "user|month|kind" → fen. */
export async function currentTargets(ctx: ReadCtx, userIds: readonly string[]): Promise<Map<string, bigint>> {
  if (userIds.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('target')
    .select(['user_id', 'month', 'kind', 'amount_fen'])
    .where('org_id', '=', ctx.orgId)
    .where('user_id', '=', sql<string>`any(${[...new Set(userIds)]}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [`${row.user_id}|${row.month}|${row.kind}`, row.amount_fen]))
}

/** "customer|number" of the invoices that exist among those asked for. */
export async function invoiceNumbersOf(
  ctx: ReadCtx,
  wanted: readonly { customerId: string; number: string }[],
): Promise<Set<string>> {
  return new Set((await invoicesOf(ctx, wanted)).keys())
}

/** Amounts in its own currency. */
type StoredInvoice = {
  amountFen: bigint
  currency: string
  issuedOn: Day
  disputed: boolean
  custom: CustomValues
  tax: bigint | null
  rateBp: number | null
  dues: string
  paidFen: bigint
}

export async function invoicesOf(
  ctx: ReadCtx,
  wanted: readonly { customerId: string; number: string }[],
): Promise<Map<string, StoredInvoice>> {
  if (wanted.length === 0) return new Map()
  const { rows } = await sql<StoredInvoice & { key: string }>`
    select v.customer_id || '|' || v.number as key, coalesce(v.original_minor, v.amount_fen) as "amountFen", v.currency, v.occurred_on as "issuedOn", v.disputed, v.custom,
      v.tax_minor as tax, v.tax_rate_bp as "rateBp",
      (select string_agg(i.due_on || ':' || coalesce(i.original_minor, i.amount_fen), ',' order by i.seq) from instalment i
        where i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null) as dues,
      coalesce((select sum(coalesce(i.original_minor - i.open_minor, i.amount_fen - i.open_fen)) from instalment i
        where i.org_id = v.org_id and i.invoice_id = v.id and i.voided_at is null), 0)::bigint as "paidFen"
    from unnest(${wanted.map((one) => one.customerId)}::uuid[], ${wanted.map((one) => one.number)}::text[]) as w (customer_id, number)
    join invoice v on v.org_id = ${ctx.orgId} and v.customer_id = w.customer_id and v.number = w.number
      and v.voided_at is null`.execute(ctx.db)
  return new Map(rows.map(({ key, ...row }) => [key, row]))
}

/** Amounts in its own currency. */
type StoredPayment = { customerId: string; receivedOn: Day; amountFen: bigint; currency: string }

export async function paymentsOf(
  ctx: ReadCtx,
  codes: readonly string[],
): Promise<Map<string, StoredPayment>> {
  if (codes.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('payment')
    .select([
      'external_code as code',
      'customer_id as customerId',
      'occurred_on as receivedOn',
      'currency',
      sql<bigint>`coalesce(original_minor, amount_fen)`.as('amountFen'),
    ])
    .where('org_id', '=', ctx.orgId)
    .where('external_code', '=', sql<string>`any(${[...codes]})`)
    .where('voided_at', 'is', null)
    .execute()
  return new Map(rows.map(({ code, ...row }) => [code!, row]))
}

export async function activityCodesOf(ctx: ReadCtx, codes: readonly string[]): Promise<Set<string>> {
  if (codes.length === 0) return new Set()
  const rows = await ctx.db
    .selectFrom('activity')
    .select('external_code')
    .where('org_id', '=', ctx.orgId)
    .where('external_code', '=', sql<string>`any(${[...codes]})`)
    .where('voided_at', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.external_code!))
}

export type DocumentKind = 'quote' | 'order' | 'contract'

const DOCUMENTS = {
  quote: { table: 'quote', number: 'external_code' },
  order: { table: 'sales_order', number: 'number' },
  contract: { table: 'contract', number: 'number' },
} as const

/** `customerId` null: a quote of a deal without one. */
export type StoredDocument = { customerId: string | null; currency: string; rate: BookedRate | null }

/** Those documents that exist, by number. */
export async function documentsOf(
  ctx: ReadCtx,
  kind: DocumentKind,
  numbers: readonly string[],
): Promise<Map<string, StoredDocument>> {
  if (numbers.length === 0) return new Map()
  const { table, number } = DOCUMENTS[kind]
  const { rows } = await sql<StoredDocument & Parameters<typeof rateIn>[0] & { number: string }>`
    select ${sql.ref(number)} as number, customer_id as "customerId", currency, rate_micro, rate_per, rate_day from ${sql.table(table)}
    where org_id = ${ctx.orgId} and ${sql.ref(number)} = any(${[...numbers]}) and voided_at is null`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.number, { ...row, rate: rateIn(row) }]))
}

/** Rows whose record exists already: for those who chose to leave existing records alone. */
export async function findExisting(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  rows: readonly GoodRow[],
): Promise<Map<GoodRow, boolean>> {
  const idOf = (record: ImportRecord) => {
    const ref = 'customer' in record ? record.customer : undefined
    const found = ref ? customers.find(ref) : null
    return found && 'id' in found ? found.id : null
  }
  const invoices = rows.flatMap((row) => {
    const record = row.records[0]
    const customerId = record ? idOf(record) : null
    return record?.kind === 'invoice' && customerId !== null
      ? [{ row, customerId, number: record.number }]
      : []
  })
  const numbers = await invoiceNumbersOf(ctx, invoices)
  const deals = await dealIdsByCode(
    ctx,
    rows.flatMap((row) => row.records.filter(isDeal).map(dealCodeOf)),
  )
  const found = new Map<GoodRow, boolean>()
  for (const { row, customerId, number } of invoices) found.set(row, numbers.has(`${customerId}|${number}`))
  for (const kind of ['quote', 'order', 'contract'] as const) {
    const numberOf = ({ records: [record] }: GoodRow) =>
      record?.kind === kind ? record.externalCode : undefined
    const documents = await documentsOf(
      ctx,
      kind,
      rows.flatMap((row) => numberOf(row) ?? []),
    )
    for (const row of rows) if (documents.has(numberOf(row) ?? '')) found.set(row, true)
  }
  for (const row of rows) {
    const record = row.records[0]
    if (record?.kind === 'deal') found.set(row, deals.has(dealCodeOf(record)))
    if (record?.kind === 'customer') {
      const ref = { name: record.name, ...(record.externalCode ? { code: record.externalCode } : {}) }
      found.set(row, customers.find(ref) !== null)
    }
  }
  return found
}

/**
 * The instalments of a record as `invoicesOf` writes them; null while a due date hangs on the customer's
 * term.
 */
export function duesOf(record: InvoiceRecord): string | null {
  if (record.instalments.some((part) => part.dueOn === null)) return null
  return record.instalments.map((part) => `${part.dueOn}:${part.amountFen}`).join(',')
}

function isDeal(record: ImportRecord): record is DealRecord {
  return record.kind === 'deal'
}
