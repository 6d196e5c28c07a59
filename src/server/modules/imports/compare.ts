import { KnownCustomers, type Named } from '../../../core/customer/known-customers.ts'
import { nameKey } from '../../../core/customer/name-key.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import type {
  ContactRecord,
  CustomerRecord,
  ImportRecord,
  InvoiceRecord,
  PaymentRecord,
  TargetRecord,
} from '../../../core/import/records.ts'
import { sumFen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { contactOutcomes, membersOf } from '../customers/index.ts'
import { planRates } from '../rates/index.ts'
import { type GoodRow, strongest } from './chunk.ts'
import { compareDeals } from './compare-deals.ts'
import { compareDocuments } from './compare-documents.ts'
import { followsOf, holdsAll, isOf } from './compare-parts.ts'
import { CustomersOfRows } from './customers-of-rows.ts'
import { activityCodesOf, currentTargets, duesOf, invoicesOf, paymentsOf } from './existing.ts'
import { People } from './people.ts'
import { compareIndicators } from './save-indicator-records.ts'
import { contactInputOf } from './save-people-records.ts'
import { rateOf } from './save-rate-records.ts'

type Outcome = 'new' | 'changed' | 'same'

/**
 * What saving these rows would do, without writing: by the same keys, comparing what a person sees (amount,
 * dates, stage, paid). The run itself has the last word.
 */
export async function compareRows(ctx: ReadCtx, rows: readonly GoodRow[]): Promise<Outcome[]> {
  const records = rows.flatMap((row) => row.records)
  const refs = records.flatMap((record) => ('customer' in record && record.customer ? [record.customer] : []))
  const customers = await CustomersOfRows.load(ctx, [...refs, ...records.flatMap(asRef)])
  const states = await statesOf(ctx, customers, records)
  return rows.map((row) => strongest(row.records.map((record) => states.get(record) ?? 'new')))
}

async function statesOf(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  records: readonly ImportRecord[],
): Promise<Map<ImportRecord, Outcome>> {
  const states = new Map<ImportRecord, Outcome>()
  const of = <K extends ImportRecord['kind']>(kind: K) =>
    records.filter((record): record is Extract<ImportRecord, { kind: K }> => record.kind === kind)
  await compareCustomers(ctx, of('customer'), states)
  await compareContacts(ctx, customers, of('contact'), states)
  await compareInvoices(ctx, customers, of('invoice'), states)
  await compareTargets(ctx, of('target'), states)
  const figures = await compareIndicators(ctx, of('indicator'))
  for (const [index, record] of of('indicator').entries()) states.set(record, figures[index]!)
  const rates = await planRates(ctx, of('rate').map(rateOf))
  for (const [index, record] of of('rate').entries()) states.set(record, rates[index]!.outcome)
  await comparePayments(ctx, customers, of('payment'), states)
  const activities = await activityCodesOf(
    ctx,
    of('activity').map((record) => record.externalCode),
  )
  for (const record of of('activity'))
    states.set(record, activities.has(record.externalCode) ? 'same' : 'new')
  const documents = [...of('quote'), ...of('order'), ...of('contract')]
  if (documents.length > 0) await compareDocuments(ctx, customers, documents, states)
  await compareDeals(ctx, customers, of('deal'), states)
  return states
}

const CUSTOMER_COLUMNS = {
  name: 'name',
  shortName: 'short_name',
  uscc: 'uscc',
  city: 'city',
  phone: 'phone',
  keyLevel: 'key_level',
  termDays: 'term_days',
  limitFen: 'limit_fen',
  remark: 'remark',
} as const

async function compareCustomers(
  ctx: ReadCtx,
  records: readonly CustomerRecord[],
  states: Map<ImportRecord, Outcome>,
): Promise<void> {
  if (records.length === 0) return
  const stored = await ctx.db
    .selectFrom('customer')
    .select([
      'id',
      'external_code',
      'name_key',
      'custom',
      'responsible_id',
      ...Object.values(CUSTOMER_COLUMNS),
    ])
    .where('org_id', '=', ctx.orgId)
    .where('voided_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('external_code', 'in', ['', ...records.flatMap((record) => record.externalCode ?? [])]),
        eb(
          'name_key',
          'in',
          records.map((record) => nameKey(record.name)),
        ),
      ]),
    )
    .execute()
  const people = await People.load(ctx)
  const known = new KnownCustomers<Named & { row: (typeof stored)[number] }>()
  for (const row of stored) known.remember({ code: row.external_code, nameKey: row.name_key, row })
  const rowOf = (record: CustomerRecord) => {
    const found = known.find({ code: record.externalCode, name: record.name })
    return found === null || found === 'ambiguous' ? undefined : found.row
  }
  const follows = await followsOf(
    ctx,
    records.map((record) => ({ id: rowOf(record)?.id, last: record.lastFollowUp })),
  )
  const joined = await membersOf(
    ctx,
    records.flatMap((record) => (record.members ? (rowOf(record)?.id ?? []) : [])),
  )
  const hasAll = (row: { id: string; responsible_id: string | null }, { members = [] }: CustomerRecord) =>
    members.every((ref) => {
      const found = people.findAnyone(ref)
      if (found === null || !('id' in found)) return false
      return found.id === row.responsible_id || joined.has(`${row.id}|${found.id}`)
    })
  for (const record of records) {
    const row = rowOf(record)
    const isCoded = !record.externalCode || row?.external_code === record.externalCode
    const same =
      row !== undefined &&
      isCoded &&
      (!record.lastFollowUp || follows(row.id, record.lastFollowUp)) &&
      isOf(row.responsible_id, record.responsible, people) &&
      hasAll(row, record) &&
      Object.entries(CUSTOMER_COLUMNS).every(([field, column]) => {
        const value = record[field as keyof typeof CUSTOMER_COLUMNS]
        return value === undefined || value === row[column]
      }) &&
      holdsAll(row.custom, record.custom)
    states.set(record, row === undefined ? 'new' : same ? 'same' : 'changed')
  }
}

async function compareContacts(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  records: readonly ContactRecord[],
  states: Map<ImportRecord, Outcome>,
): Promise<void> {
  const placed = records.flatMap((record) => {
    const found = customers.find(record.customer)
    return found && 'id' in found ? [{ record, input: contactInputOf(record, found.id) }] : []
  })
  const outcomes = await contactOutcomes(
    ctx,
    placed.map(({ input }) => input),
  )
  placed.forEach(({ record }, index) => {
    states.set(record, outcomes[index]!)
  })
}

async function comparePayments(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  records: readonly PaymentRecord[],
  states: Map<ImportRecord, Outcome>,
): Promise<void> {
  const stored = await paymentsOf(
    ctx,
    records.map((record) => record.externalCode),
  )
  for (const record of records) {
    const row = stored.get(record.externalCode)
    const customer = customers.find(record.customer)
    const same =
      row?.receivedOn === record.receivedOn &&
      row.amountFen === record.amountFen &&
      row.currency === (record.currency ?? COMPANY_CURRENCY) &&
      customer !== null &&
      'id' in customer &&
      customer.id === row.customerId
    states.set(record, row === undefined ? 'new' : same ? 'same' : 'changed')
  }
}

async function compareInvoices(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  records: readonly InvoiceRecord[],
  states: Map<ImportRecord, Outcome>,
): Promise<void> {
  const keyed = records.flatMap((record) => {
    const found = customers.find(record.customer)
    return found && 'id' in found ? [{ record, customerId: found.id, number: record.number }] : []
  })
  const stored = await invoicesOf(ctx, keyed)
  const payments = await paymentsOf(
    ctx,
    records.flatMap((record) => record.payments.map((payment) => payment.externalCode)),
  )
  for (const { record, customerId, number } of keyed) {
    const row = stored.get(`${customerId}|${number}`)
    if (row === undefined) continue
    const dues = duesOf(record)
    const same =
      row.amountFen === record.amountFen &&
      row.issuedOn === record.issuedOn &&
      holdsAll(row.custom, record.custom) &&
      (record.disputed === undefined || row.disputed === record.disputed) &&
      (!record.tax || (row.tax === record.tax.taxFen && row.rateBp === record.tax.rateBp)) &&
      (dues === null || row.dues === dues) &&
      record.payments.every(
        ({ externalCode, receivedOn }) => payments.get(externalCode)?.receivedOn === receivedOn,
      ) &&
      sumFen(record.payments.map((payment) => payment.onInvoiceFen ?? payment.amountFen)) <= row.paidFen
    states.set(record, same ? 'same' : 'changed')
  }
}

async function compareTargets(
  ctx: ReadCtx,
  records: readonly TargetRecord[],
  states: Map<ImportRecord, Outcome>,
): Promise<void> {
  if (records.length === 0) return
  const people = await People.load(ctx)
  const found = records.map((record) => people.find(record.person))
  const current = await currentTargets(
    ctx,
    found.flatMap((person) => (person && 'id' in person ? [person.id] : [])),
  )
  records.forEach((record, index) => {
    const person = found[index]
    const id = person && 'id' in person ? person.id : ''
    const stored = current.get(`${id}|${record.month}|${record.targetKind}`)
    states.set(record, stored === undefined ? 'new' : stored === record.amountFen ? 'same' : 'changed')
  })
}

function asRef(record: ImportRecord) {
  if (record.kind !== 'customer') return []
  return [{ name: record.name, ...(record.externalCode ? { code: record.externalCode } : {}) }]
}
