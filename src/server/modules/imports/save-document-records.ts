import type { ContractRecord, OrderRecord, QuoteRecord } from '../../../core/import/records.ts'
import { openingOf } from '../../../core/workdays.ts'
import { saveContracts } from '../contracts/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { saveOrders } from '../orders/index.ts'
import { saveQuotes } from '../quotes/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'
import { dealIdsByCode } from './existing.ts'
import { customerIdOf } from './save-people-records.ts'

type Outcomes = Map<GoodRow, 'new' | 'changed' | 'same'>

/** Quotes with their course (C058 C060); a step known by its day only happened when work began. */
export async function saveQuoteRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const deals = await refuseUnknownDeals(chunk, rows)
  const calendar = await loadCalendar(chunk.ctx)
  const kept = rows.filter((row) => !chunk.refused(row))
  const inputs = kept.map((row) => {
    const record = row.records[0] as QuoteRecord
    return {
      externalCode: record.externalCode,
      title: record.title,
      currency: record.currency ?? 'CNY',
      customerId: customerIdOf(chunk, record.customer),
      dealId: record.dealCode === undefined ? null : deals.get(record.dealCode)!,
      responsibleId: personIdOf(chunk, record.responsible),
      steps: record.steps.map(({ on, ...step }) => ({ ...step, at: openingOf(calendar, on) })),
    }
  })
  const saved = await saveQuotes(chunk.ctx, inputs)
  return new Map(kept.map((row, index) => [row, saved[index]!.outcome]))
}

/** Orders with planned and actual delivery (C048); an order delivered in the file is complete. */
export async function saveOrderRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const deals = await refuseUnknownDeals(chunk, rows)
  const kept = rows.filter((row) => !chunk.refused(row))
  const inputs = kept.map((row) => {
    const {
      kind: _,
      externalCode,
      customer,
      dealCode,
      responsible,
      ...record
    } = row.records[0] as OrderRecord
    return {
      ...record,
      number: externalCode,
      currency: record.currency ?? 'CNY',
      plannedOn: record.plannedOn ?? null,
      customerId: customerIdOf(chunk, customer),
      dealId: dealCode === undefined ? null : deals.get(dealCode)!,
      responsibleId: personIdOf(chunk, responsible),
    }
  })
  const saved = await saveOrders(chunk.ctx, inputs)
  return new Map(kept.map((row, index) => [row, saved[index]!.outcome]))
}

/** Contracts with their dates (C075); one without an approval day stands as not approved (C073). */
export async function saveContractRecords(chunk: ChunkCtx, rows: readonly GoodRow[]): Promise<Outcomes> {
  const deals = await refuseUnknownDeals(chunk, rows)
  const kept = rows.filter((row) => !chunk.refused(row))
  const inputs = kept.map((row) => {
    const {
      kind: _,
      externalCode,
      customer,
      dealCode,
      responsible,
      ...record
    } = row.records[0] as ContractRecord
    return {
      ...record,
      number: externalCode,
      currency: record.currency ?? 'CNY',
      signedOn: record.signedOn ?? null,
      effectiveOn: record.effectiveOn ?? null,
      endsOn: record.endsOn ?? null,
      customerId: customerIdOf(chunk, customer),
      dealId: dealCode === undefined ? null : deals.get(dealCode)!,
      responsibleId: personIdOf(chunk, responsible),
    }
  })
  const saved = await saveContracts(chunk.ctx, inputs)
  return new Map(kept.map((row, index) => [row, saved[index]!.outcome]))
}

/** Rows that name a deal nobody knows are refused; the others' deals by their number. */
async function refuseUnknownDeals(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<ReadonlyMap<string, string>> {
  const codeOf = (row: GoodRow) => (row.records[0] as { dealCode?: string }).dealCode
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

function personIdOf(chunk: ChunkCtx, ref: QuoteRecord['responsible']): string | null {
  const person = ref ? chunk.people.find(ref) : null
  return person && 'id' in person ? person.id : chunk.ctx.actor.userId
}
