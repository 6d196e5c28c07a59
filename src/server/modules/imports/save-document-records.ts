import { type Day, dayOf } from '../../../core/calendar.ts'
import { decideTold } from '../../../core/contract/course.ts'
import { type BookedRate, bookAmount, COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import type { ImportTarget } from '../../../core/import/mapping.ts'
import type { ContractRecord, OrderRecord, QuoteRecord } from '../../../core/import/records.ts'
import type { Fen } from '../../../core/money.ts'
import type { ReadCtx } from '../../platform/context.ts'
import {
  contractAuthority,
  contractDay,
  findContracts,
  planContracts,
  readsContracts,
  saveContracts,
} from '../contracts/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { heldNumbers, otherCurrenciesTold, planOrders, saveOrders } from '../orders/index.ts'
import { planQuotes, saveQuotes, uncheckedSendings } from '../quotes/index.ts'
import { type Booking, bookingsOf, rateOf } from '../rates/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'
import { contractInputOf, type Named, orderInputOf, quoteInputOf, toldRate } from './document-inputs.ts'
import { type DocumentKind, dealIdsByCode, documentsOf, type StoredDocument } from './existing.ts'
import { customerIdOf } from './save-people-records.ts'

type DocumentRecord = QuoteRecord | OrderRecord | ContractRecord
type Outcome = 'new' | 'changed' | 'same'
type Outcomes = Map<GoodRow, Outcome>

const KINDS: Partial<Record<ImportTarget, DocumentKind>> = {
  quotes: 'quote',
  orders: 'order',
  contracts: 'contract',
}

/** Refuses, before anything is written, rows that mean a document which this file may not change. */
export async function checkDocuments(
  chunk: ChunkCtx,
  target: ImportTarget,
  rows: readonly GoodRow[],
): Promise<void> {
  const kind = KINDS[target]
  if (!kind) return
  const known = await documentsOf(
    chunk.ctx,
    kind,
    rows.map((row) => recordOf(row).externalCode),
  )
  refuseOthersNumbers(chunk, known, rows)
  const bookings = await refuseUnbooked(chunk, known, rows)
  if (kind === 'contract') await refuseApprovals(chunk, rows, bookings)
  if (kind === 'order') await refuseHeldDeliveries(chunk, rows)
}

export async function saveQuoteRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const calendar = await loadCalendar(chunk.ctx)
  const inputOf = ({ record, named }: { record: QuoteRecord; named: Named }) =>
    quoteInputOf(record, named, calendar)
  const refuseUnchecked = async (of: Placed<QuoteRecord>[]) => {
    refuseMissingRates(chunk, of, await planQuotes(chunk.ctx, of.map(inputOf)))
    const unchecked = await uncheckedSendings(chunk.ctx, of.map(inputOf))
    of.forEach(({ row, record }, index) => {
      if (unchecked[index]) chunk.refuse(row, 'amountFen', 'price_unchecked', record.externalCode)
    })
  }
  return saveEach<QuoteRecord>(chunk, rows, (of) => saveQuotes(chunk.ctx, of.map(inputOf)), refuseUnchecked)
}

export function saveOrderRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const inputsOf = (of: Placed<OrderRecord>[]) => of.map(({ record, named }) => orderInputOf(record, named))
  const refuseOtherCurrency = async (of: Placed<OrderRecord>[]) => {
    refuseMissingRates(chunk, of, await planOrders(chunk.ctx, inputsOf(of)))
    const others = await otherCurrenciesTold(chunk.ctx, inputsOf(of))
    of.forEach(({ row }, index) => {
      const other = others[index] ?? null
      if (other !== null) chunk.refuse(row, 'currency', 'agreed_in_other_currency', other)
    })
  }
  return saveEach<OrderRecord>(chunk, rows, (of) => saveOrders(chunk.ctx, inputsOf(of)), refuseOtherCurrency)
}

export function saveContractRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const today = dayOf(chunk.ctx.now)
  const inputsOf = (of: Placed<ContractRecord>[]) =>
    of.map(({ record, named }) => contractInputOf(record, named, today))
  const refuseMissing = async (of: Placed<ContractRecord>[]) =>
    refuseMissingRates(chunk, of, await planContracts(chunk.ctx, inputsOf(of)))
  return saveEach<ContractRecord>(chunk, rows, (of) => saveContracts(chunk.ctx, inputsOf(of)), refuseMissing)
}

/** One from before rates were kept needs a rate only where the row says something new of it. */
function refuseMissingRates(
  chunk: ChunkCtx,
  of: readonly { row: GoodRow }[],
  plans: readonly { booking: Booking }[],
): void {
  of.forEach(({ row }, index) => {
    const { booking } = plans[index]!
    if (!booking.ok) refuseBooking(chunk, row, booking.code)
  })
}

function refuseBooking({ ctx, refuse }: ChunkCtx, row: GoodRow, code: string): void {
  const record = recordOf(row)
  const isOfRate = code === 'rate_missing' || code === 'rate_jump'
  const text = isOfRate ? `${record.currency} ${dayToBook(ctx, record)}` : record.externalCode
  refuse(row, code === 'rate_jump' ? 'bookedAt' : 'currency', code, text)
}

type Placed<R> = { row: GoodRow; record: R; named: Named }

/** `refuseMore`: what only the document's own module can refuse, before anything is written. */
async function saveEach<R extends DocumentRecord>(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
  save: (of: Placed<R>[]) => Promise<{ outcome: Outcome }[]>,
  refuseMore: (of: Placed<R>[]) => Promise<void> = async () => {},
): Promise<Outcomes> {
  const deals = await refuseUnknownDeals(chunk, rows)
  const place = (row: GoodRow): Placed<R> => {
    const record = row.records[0] as R
    const { customer, dealCode, responsible } = record
    const named = {
      customerId: customerIdOf(chunk, customer),
      dealId: dealCode === undefined ? null : deals.get(dealCode)!,
      responsibleId: personIdOf(chunk, responsible),
    }
    return { row, record, named }
  }
  await refuseMore(rows.filter((row) => !chunk.refused(row)).map(place))
  const kept = rows.filter((row) => !chunk.refused(row)).map(place)
  const saved = await save(kept)
  return new Map(kept.map(({ row }, index) => [row, saved[index]!.outcome]))
}

/** Rows that name a deal nobody knows are refused; the others' deals by their number. */
async function refuseUnknownDeals(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<ReadonlyMap<string, string>> {
  const codeOf = (row: GoodRow) => (row.records[0] as DocumentRecord).dealCode
  const deals = await dealIdsByCode(
    chunk.ctx,
    rows.flatMap((row) => codeOf(row) ?? []),
  )
  for (const row of rows) {
    const code = codeOf(row)
    if (code !== undefined && !deals.has(code)) chunk.refuse(row, 'dealCode', 'deal_unknown', code)
  }
  return deals
}

/** A number that another customer's document has: that one may be out of reach, and is not meant. */
function refuseOthersNumbers(
  { customers, refuse }: ChunkCtx,
  documents: ReadonlyMap<string, StoredDocument>,
  rows: readonly GoodRow[],
): void {
  for (const row of rows) {
    const { externalCode, customer } = recordOf(row)
    const owner = documents.get(externalCode)?.customerId
    const found = customers.find(customer)
    const customerId = found && 'id' in found ? found.id : null
    if (owner != null && owner !== customerId) refuse(row, 'externalCode', 'number_of_other', externalCode)
  }
}

function recordOf(row: GoodRow): DocumentRecord {
  return row.records[0] as DocumentRecord
}

/**
 * Foreign money needs a rate of its day, and a document keeps its currency (decision 0018): such rows are
 * refused one by one. Yuan ask nothing.
 */
async function refuseUnbooked(
  chunk: ChunkCtx,
  documents: ReadonlyMap<string, StoredDocument>,
  rows: readonly GoodRow[],
): Promise<Map<GoodRow, BookedRate | null>> {
  const { ctx } = chunk
  const bookings = await bookingsOf(
    ctx,
    rows.map((row) => {
      const record = recordOf(row)
      const { externalCode: number, currency = COMPANY_CURRENCY } = record
      const day = dayToBook(ctx, record)
      return { number, currency, day, stored: documents.get(number) ?? null, told: toldRate(record, day) }
    }),
  )
  bookings.forEach((booking, index) => {
    const row = rows[index]!
    const stored = documents.get(recordOf(row).externalCode)
    // Known and without a rate: whether it needs one is seen when it is compared.
    const isLater = stored !== undefined && stored.rate === null && booking.ok === false
    if (booking.ok || (isLater && booking.code !== 'currency_fixed')) return
    refuseBooking(chunk, row, booking.code)
  })
  return new Map(rows.map((row, index) => [row, rateOf(bookings[index]!)]))
}

/** The day whose rate the document's own module will take. */
function dayToBook(ctx: ReadCtx, record: DocumentRecord): Day {
  if (record.kind === 'order') return record.orderedOn
  if (record.kind === 'quote') return record.steps[0]!.on
  const { signedOn = null, effectiveOn = null } = record
  return contractDay(ctx, { signedOn, effectiveOn })
}

/** C022: what credit holds back does not leave the house by way of a file. */
async function refuseHeldDeliveries({ ctx, refuse }: ChunkCtx, rows: readonly GoodRow[]): Promise<void> {
  const orderOf = (row: GoodRow) => row.records[0] as OrderRecord
  if (ctx.source?.historyDelayDays != null) return
  const told = rows.map((row) => {
    const { externalCode, amountFen, deliveredOn } = orderOf(row)
    return { number: externalCode, amountFen: amountFen ?? null, isDelivered: deliveredOn !== undefined }
  })
  const held = await heldNumbers(ctx, told)
  for (const row of rows) {
    const { externalCode } = recordOf(row)
    if (held.has(externalCode)) refuse(row, 'deliveredOn', 'order_held', externalCode)
  }
}

/** C073: the gate of approval holds for files too. */
async function refuseApprovals(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
  rates: ReadonlyMap<GoodRow, BookedRate | null>,
): Promise<void> {
  const { ctx } = chunk
  const known = await findContracts(
    ctx,
    rows.map((row) => (row.records[0] as ContractRecord).externalCode),
  )
  const reaches = await contractAuthority(ctx)
  const historyUntil = ctx.source?.historyUntil ?? null
  const isLegal = readsContracts(ctx)
  const id = ctx.actor.userId
  for (const row of rows) {
    const record = row.records[0] as ContractRecord
    const existing = known.get(record.externalCode) ?? null
    const told = {
      amountFen: record.amountFen,
      endsOn: record.endsOn ?? null,
      approvedOn: record.approvedOn ?? null,
      responsibleId: personIdOf(chunk, record.responsible) ?? existing?.responsibleId ?? id,
    }
    const { currency = COMPANY_CURRENCY } = record
    // An authority reaches so many yuan.
    const mayApprove = (amount: Fen) => reaches(bookAmount(amount, currency, rates.get(row) ?? null).fen)
    const decided = decideTold(existing, told, { id, mayApprove, isLegal, historyUntil })
    if (decided.ok) continue
    const field = decided.code === 'approved_amount' ? 'amountFen' : 'approvedOn'
    chunk.refuse(row, field, decided.code, record.externalCode)
  }
}

function personIdOf(chunk: ChunkCtx, ref: QuoteRecord['responsible']): string | null {
  const person = ref ? chunk.people.find(ref) : null
  return person && 'id' in person ? person.id : null
}
