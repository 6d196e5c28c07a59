import { dayOf } from '../../../core/calendar.ts'
import { COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import type { DealRecord } from '../../../core/import/records.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { dealBookings, saveDeals } from '../deals/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'
import { dealCodeOf } from './deal-code.ts'
import { toldRate } from './document-inputs.ts'
import { dealsOf } from './existing.ts'
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
  for (const [row, text] of await yuanOfForeign(chunk.ctx, rows)) {
    chunk.refuse(row, 'amountFen', 'currency_fixed', text)
  }
  const placed = rows.filter((row) => !chunk.refused(row))
  const bookings = await dealBookings(chunk.ctx, inputsOf(chunk, placed))
  placed.forEach((row, index) => {
    const booking = bookings[index]!
    if (booking.ok) return
    const { currency, history } = row.records[0] as DealRecord
    const text = `${currency} ${history[0]?.occurredOn ?? dayOf(chunk.ctx.now)}`
    chunk.refuse(row, booking.code === 'rate_jump' ? 'bookedAt' : 'currency', booking.code, text)
  })
  const kept = placed.filter((row) => !chunk.refused(row))
  const saved = await saveDeals(chunk.ctx, inputsOf(chunk, kept))
  return withFollowUps(chunk, kept, saved, 'dealId')
}

function inputsOf(chunk: ChunkCtx, rows: readonly GoodRow[]) {
  return rows.map((row) => {
    const record = row.records[0] as DealRecord
    const person = record.responsible ? chunk.people.find(record.responsible) : null
    return {
      externalCode: dealCodeOf(record),
      title: record.title,
      history: record.history,
      undatedStage: record.stage,
      toldRate: toldRate(record, record.history[0]?.occurredOn ?? dayOf(chunk.ctx.now)),
      ...(record.currency === undefined ? {} : { currency: record.currency }),
      ...(record.customer ? { customerId: customerIdOf(chunk, record.customer) } : {}),
      ...(record.amountFen === undefined ? {} : { amountFen: record.amountFen }),
      ...(record.product === undefined ? {} : { product: record.product }),
      ...(record.expectedCloseOn === undefined ? {} : { expectedCloseOn: record.expectedCloseOn }),
      ...(record.custom === undefined ? {} : { custom: record.custom }),
      ...(person && 'id' in person ? { responsibleId: person.id } : {}),
    }
  })
}

/**
 * The rows that would give a deal an amount in another currency than it has, with the deal's name: one that
 * names no currency is in yuan (decision 0018). The preview says so as well.
 */
export async function yuanOfForeign(
  ctx: ReadCtx,
  rows: readonly GoodRow[],
): Promise<ReadonlyMap<GoodRow, string>> {
  const told = rows.flatMap((row) => {
    const [record] = row.records
    return record?.kind === 'deal' ? [{ row, record }] : []
  })
  const stored = await dealsOf(
    ctx,
    told.map(({ record }) => dealCodeOf(record)),
  )
  return new Map(
    told.flatMap(({ row, record }) => {
      const deal = stored.get(dealCodeOf(record))
      // Without a rate its stages have nothing to be booked at either.
      const isTold =
        record.currency !== undefined || record.amountFen !== undefined || deal?.rateMicro === null
      const { currency = COMPANY_CURRENCY } = record
      return deal && isTold && deal.currency !== currency ? [[row, deal.title] as const] : []
    }),
  )
}
