import { KnownCustomers, type Named } from '../../../core/customer/known-customers.ts'
import { nameKey } from '../../../core/customer/name-key.ts'
import { isSameValues } from '../../../core/fields/check-values.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type {
  CustomerRecord,
  ImportRecord,
  InvoiceRecord,
  LastFollowUp,
  TargetRecord,
} from '../../../core/import/records.ts'
import { sumFen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { planRates } from '../rates/index.ts'
import { type GoodRow, strongest } from './chunk.ts'
import { compareDocuments } from './compare-documents.ts'
import { CustomersOfRows } from './customers-of-rows.ts'
import { dealCodeOf } from './deal-code.ts'
import { activityCodesOf, currentTargets, dealsOf, duesOf, invoicesOf, paymentCodesOf } from './existing.ts'
import { followedDays, keyOf } from './last-follow-ups.ts'
import { People } from './people.ts'
import { compareIndicators } from './save-indicator-records.ts'
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
  await compareInvoices(ctx, customers, of('invoice'), states)
  await compareTargets(ctx, of('target'), states)
  const figures = await compareIndicators(ctx, of('indicator'))
  for (const [index, record] of of('indicator').entries()) states.set(record, figures[index]!)
  const rates = await planRates(ctx, of('rate').map(rateOf))
  for (const [index, record] of of('rate').entries()) states.set(record, rates[index]!.outcome)
  const payments = await paymentCodesOf(
    ctx,
    of('payment').map((record) => record.externalCode),
  )
  for (const record of of('payment')) states.set(record, payments.has(record.externalCode) ? 'same' : 'new')
  const activities = await activityCodesOf(
    ctx,
    of('activity').map((record) => record.externalCode),
  )
  for (const record of of('activity'))
    states.set(record, activities.has(record.externalCode) ? 'same' : 'new')
  const documents = [...of('quote'), ...of('order'), ...of('contract')]
  if (documents.length > 0) await compareDocuments(ctx, customers, documents, states)
  const deals = await dealsOf(ctx, of('deal').map(dealCodeOf))
  const follows = await followsOf(
    ctx,
    of('deal').map((record) => ({ id: deals.get(dealCodeOf(record))?.id, last: record.lastFollowUp })),
  )
  for (const record of of('deal')) {
    const stored = deals.get(dealCodeOf(record))
    const last = record.history.at(-1)
    const isFollowed = !record.lastFollowUp || !stored || follows(stored.id, record.lastFollowUp)
    const same =
      isFollowed &&
      stored?.stage === (last?.stage ?? record.stage) &&
      stored.title === record.title &&
      stored.stageSince === (last?.occurredOn ?? null) &&
      (record.amountFen === undefined || stored.amount === record.amountFen) &&
      holdsAll(stored.custom, record.custom)
    states.set(record, stored === undefined ? 'new' : same ? 'same' : 'changed')
  }
  return states
}

/** Whether own fields say already what a row says of them. */
function holdsAll(stored: unknown, said: CustomValues | undefined): boolean {
  const held = stored as CustomValues
  return isSameValues(held, { ...held, ...said })
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
    .select(['id', 'external_code', 'name_key', 'custom', ...Object.values(CUSTOMER_COLUMNS)])
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
  for (const record of records) {
    const row = rowOf(record)
    const isCoded = !record.externalCode || row?.external_code === record.externalCode
    const same =
      row !== undefined &&
      isCoded &&
      (!record.lastFollowUp || follows(row.id, record.lastFollowUp)) &&
      Object.entries(CUSTOMER_COLUMNS).every(([field, column]) => {
        const value = record[field as keyof typeof CUSTOMER_COLUMNS]
        return value === undefined || value === row[column]
      }) &&
      holdsAll(row.custom, record.custom)
    states.set(record, row === undefined ? 'new' : same ? 'same' : 'changed')
  }
}

/** Whether the last follow-up that a row tells of is on record. */
async function followsOf(
  ctx: ReadCtx,
  told: readonly { id: string | undefined; last: LastFollowUp | undefined }[],
): Promise<(id: string, last: LastFollowUp) => boolean> {
  const followed = told.flatMap(({ id, last }) => (id && last ? [{ customerId: id, last }] : []))
  const days = await followedDays(ctx, followed)
  return (customerId, last) => days.has(keyOf({ customerId, last }))
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
  const codes = await paymentCodesOf(
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
      (record.disputed === undefined || row.disputed === record.disputed) &&
      (dues === null || row.dues === dues) &&
      record.payments.every((payment) => codes.has(payment.externalCode)) &&
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
