import type { DealRecord } from '../../../core/import/records.ts'
import { saveDeals } from '../deals/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'
import { dealCodeOf } from './deal-code.ts'
import { refuseAhead } from './last-follow-ups.ts'
import { customerIdOf, withFollowUps } from './save-people-records.ts'

/**
 * Deals with their stage history (C034 C038); one without any date keeps its stage and stands in no as-of
 * figure.
 */
export async function saveDealRecords(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<Map<GoodRow, 'new' | 'changed' | 'same'>> {
  for (const row of rows) refuseAhead(chunk, row, (row.records[0] as DealRecord).lastFollowUp)
  const kept = rows.filter((row) => !chunk.refused(row))
  const inputs = kept.map((row) => {
    const record = row.records[0] as DealRecord
    const person = record.responsible ? chunk.people.find(record.responsible) : null
    return {
      externalCode: dealCodeOf(record),
      title: record.title,
      history: record.history,
      undatedStage: record.stage,
      ...(record.customer ? { customerId: customerIdOf(chunk, record.customer) } : {}),
      ...(record.amountFen === undefined ? {} : { amountFen: record.amountFen }),
      ...(record.product === undefined ? {} : { product: record.product }),
      ...(record.expectedCloseOn === undefined ? {} : { expectedCloseOn: record.expectedCloseOn }),
      ...(record.custom === undefined ? {} : { custom: record.custom }),
      ...(person && 'id' in person ? { responsibleId: person.id } : {}),
    }
  })
  const saved = await saveDeals(chunk.ctx, inputs)
  return withFollowUps(chunk, kept, saved, 'dealId')
}
