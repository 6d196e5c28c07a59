import type { ImportTarget } from '../../../core/import/mapping.ts'
import type { PersonRef } from '../../../core/import/parse-text.ts'
import type { ImportProblem, ImportRecord } from '../../../core/import/records.ts'
import type { WriteCtx } from '../../platform/context.ts'
import type { ChunkCtx, GoodRow, RowOutcome } from './chunk.ts'
import { CustomersOfRows } from './customers-of-rows.ts'
import { findExisting } from './existing.ts'
import { People } from './people.ts'
import { saveDealRecords } from './save-deal-records.ts'
import {
  checkDocuments,
  saveContractRecords,
  saveOrderRecords,
  saveQuoteRecords,
} from './save-document-records.ts'
import { saveIndicatorRecords } from './save-indicator-records.ts'
import { saveLedgerRecords } from './save-ledger-records.ts'
import {
  saveActivities,
  saveContactRecords,
  saveCustomerRecords,
  saveTargetRecords,
} from './save-people-records.ts'
import { saveRateRecords } from './save-rate-records.ts'

/**
 * Saves one chunk of good rows through the same functions as the pages (C211) and says what became of each
 * row. Rows whose people or customers cannot be told are refused one by one; anything else wrong refuses the
 * chunk.
 */
export async function saveChunk(
  ctx: WriteCtx,
  target: ImportTarget,
  rows: readonly GoodRow[],
  options: { skipExisting: boolean },
): Promise<RowOutcome[]> {
  const problems = new Map<GoodRow, ImportProblem>()
  const all = rows.flatMap((row) => row.records)
  const [people, customers] = await Promise.all([
    People.load(ctx),
    CustomersOfRows.load(ctx, all.flatMap(customerOf)),
  ])
  if (people.mayAdd)
    await people.add(
      ctx,
      all.flatMap((record) => [...personsOf(record), ...membersIn(record)]),
    )
  const chunk: ChunkCtx = {
    ctx,
    people,
    customers,
    refuse: (row, field, code, text) => {
      const { number } = row.row
      if (!problems.has(row)) {
        problems.set(row, { row: number, field, column: null, columnIndex: null, code, text })
      }
    },
    refused: (row) => problems.has(row),
  }
  checkPeople(chunk, rows)
  checkCustomers(chunk, rows)
  await checkDocuments(chunk, target, rows)
  const existing = options.skipExisting ? await findExisting(ctx, customers, rows) : null
  const kept = rows.filter((row) => !chunk.refused(row) && existing?.get(row) !== true)
  await customers.add(
    ctx,
    kept.flatMap((row) => row.records),
    people,
  )
  const outcomes = await saveTarget(chunk, target, kept)
  return rows.map((row) => {
    const problem = problems.get(row)
    return problem ? { problem } : (outcomes.get(row) ?? 'same')
  })
}

function saveTarget(
  chunk: ChunkCtx,
  target: ImportTarget,
  rows: readonly GoodRow[],
): Promise<Map<GoodRow, 'new' | 'changed' | 'same'>> {
  switch (target) {
    case 'customers':
      return saveCustomerRecords(chunk, rows)
    case 'contacts':
      return saveContactRecords(chunk, rows)
    case 'deals':
      return saveDealRecords(chunk, rows)
    case 'activities':
      return saveActivities(chunk, rows)
    case 'targets':
      return saveTargetRecords(chunk, rows)
    case 'quotes':
      return saveQuoteRecords(chunk, rows)
    case 'orders':
      return saveOrderRecords(chunk, rows)
    case 'contracts':
      return saveContractRecords(chunk, rows)
    case 'indicators':
      return saveIndicatorRecords(chunk, rows)
    case 'rates':
      return saveRateRecords(chunk, rows)
    default:
      return saveLedgerRecords(chunk, rows)
  }
}

function checkPeople({ people, refuse }: ChunkCtx, rows: readonly GoodRow[]): void {
  for (const row of rows) {
    for (const record of row.records) {
      for (const ref of personsOf(record)) {
        const found = people.find(ref)
        const field = 'person' in record ? 'person' : 'responsible'
        if (found === null) refuse(row, field, 'person_unknown', ref.name)
        else if ('refusal' in found) refuse(row, field, found.refusal, ref.name)
      }
      for (const ref of membersIn(record)) {
        const found = people.findAnyone(ref)
        if (found === null) refuse(row, 'members', 'person_unknown', ref.name)
        else if ('refusal' in found) refuse(row, 'members', found.refusal, ref.name)
      }
    }
  }
}

function checkCustomers({ customers, refuse }: ChunkCtx, rows: readonly GoodRow[]): void {
  for (const row of rows) {
    for (const ref of row.records.flatMap(customerOf)) {
      const found = customers.find(ref)
      if (found && 'refusal' in found) refuse(row, 'customerName', found.refusal, ref.name)
    }
  }
}

function personsOf(record: ImportRecord): PersonRef[] {
  if ('person' in record) return [record.person]
  return 'responsible' in record && record.responsible ? [record.responsible] : []
}

function membersIn(record: ImportRecord): PersonRef[] {
  return (record.kind === 'customer' && record.members) || []
}

function customerOf(record: ImportRecord) {
  if (record.kind === 'customer') {
    return [{ name: record.name, ...(record.externalCode ? { code: record.externalCode } : {}) }]
  }
  return 'customer' in record && record.customer ? [record.customer] : []
}
