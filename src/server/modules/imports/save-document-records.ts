import { decideTold } from '../../../core/contract/course.ts'
import type { ImportTarget } from '../../../core/import/mapping.ts'
import type { ContractRecord, OrderRecord, QuoteRecord } from '../../../core/import/records.ts'
import { contractAuthority, findContracts, saveContracts } from '../contracts/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { heldNumbers, saveOrders } from '../orders/index.ts'
import { saveQuotes, uncheckedSendings } from '../quotes/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'
import { contractInputOf, type Named, orderInputOf, quoteInputOf } from './document-inputs.ts'
import { type DocumentKind, dealIdsByCode, documentsOf } from './existing.ts'
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
  await refuseOthersNumbers(chunk, kind, rows)
  if (kind === 'contract') await refuseApprovals(chunk, rows)
  if (kind === 'order') await refuseHeldDeliveries(chunk, rows)
}

export async function saveQuoteRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const calendar = await loadCalendar(chunk.ctx)
  const inputOf = ({ record, named }: { record: QuoteRecord; named: Named }) =>
    quoteInputOf(record, named, calendar)
  const refuseUnchecked = async (of: Placed<QuoteRecord>[]) => {
    const unchecked = await uncheckedSendings(chunk.ctx, of.map(inputOf))
    of.forEach(({ row, record }, index) => {
      if (unchecked[index]) chunk.refuse(row, 'amountFen', 'price_unchecked', record.externalCode)
    })
  }
  return saveEach<QuoteRecord>(chunk, rows, (of) => saveQuotes(chunk.ctx, of.map(inputOf)), refuseUnchecked)
}

export function saveOrderRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  return saveEach<OrderRecord>(chunk, rows, (of) =>
    saveOrders(
      chunk.ctx,
      of.map(({ record, named }) => orderInputOf(record, named)),
    ),
  )
}

export function saveContractRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  return saveEach<ContractRecord>(chunk, rows, (of) =>
    saveContracts(
      chunk.ctx,
      of.map(({ record, named }) => contractInputOf(record, named)),
    ),
  )
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
async function refuseOthersNumbers(
  { ctx, customers, refuse }: ChunkCtx,
  kind: DocumentKind,
  rows: readonly GoodRow[],
): Promise<void> {
  const recordOf = (row: GoodRow) => row.records[0] as DocumentRecord
  const known = await documentsOf(
    ctx,
    kind,
    rows.map((row) => recordOf(row).externalCode),
  )
  for (const row of rows) {
    const { externalCode, customer } = recordOf(row)
    const owner = known.get(externalCode)
    const found = customers.find(customer)
    const customerId = found && 'id' in found ? found.id : null
    if (owner != null && owner !== customerId) refuse(row, 'externalCode', 'number_of_other', externalCode)
  }
}

/** C022: what credit holds back does not leave the house by way of a file. */
async function refuseHeldDeliveries({ ctx, refuse }: ChunkCtx, rows: readonly GoodRow[]): Promise<void> {
  const recordOf = (row: GoodRow) => row.records[0] as OrderRecord
  if (ctx.source?.historyDelayDays != null) return
  const told = rows.map((row) => {
    const { externalCode, amountFen, deliveredOn } = recordOf(row)
    return { number: externalCode, amountFen: amountFen ?? null, isDelivered: deliveredOn !== undefined }
  })
  const held = await heldNumbers(ctx, told)
  for (const row of rows) {
    const { externalCode } = recordOf(row)
    if (held.has(externalCode)) refuse(row, 'deliveredOn', 'order_held', externalCode)
  }
}

/** C073: the gate of approval holds for files too. */
async function refuseApprovals(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<void> {
  const { ctx } = chunk
  const known = await findContracts(
    ctx,
    rows.map((row) => (row.records[0] as ContractRecord).externalCode),
  )
  const importer = {
    id: ctx.actor.userId,
    mayApprove: await contractAuthority(ctx),
    historyUntil: ctx.source?.historyUntil ?? null,
  }
  for (const row of rows) {
    const record = row.records[0] as ContractRecord
    const existing = known.get(record.externalCode) ?? null
    const told = {
      amountFen: record.amountFen,
      endsOn: record.endsOn ?? null,
      approvedOn: record.approvedOn ?? null,
      responsibleId: personIdOf(chunk, record.responsible) ?? existing?.responsibleId ?? importer.id,
    }
    const decided = decideTold(existing, told, importer)
    if (decided.ok) continue
    const field = decided.code === 'approved_amount' ? 'amountFen' : 'approvedOn'
    chunk.refuse(row, field, decided.code, record.externalCode)
  }
}

function personIdOf(chunk: ChunkCtx, ref: QuoteRecord['responsible']): string | null {
  const person = ref ? chunk.people.find(ref) : null
  return person && 'id' in person ? person.id : null
}
