import type { RateRecord } from '../../../core/import/records.ts'
import { type NewRate, planRates, recordRates } from '../rates/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'

export function rateOf({ currency, on, micro, per, source }: RateRecord): NewRate {
  return { currency, day: on, micro, per, source }
}

/** Quotations of a file. One that lies far from the one before is for a person to confirm, not for a file. */
export async function saveRateRecords(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<Map<GoodRow, 'new' | 'changed' | 'same'>> {
  const told = rows.map((row) => ({ row, input: rateOf(row.records[0] as RateRecord) }))
  const plans = await planRates(
    chunk.ctx,
    told.map(({ input }) => input),
  )
  const kept = told.filter(({ row, input }, index) => {
    const { checked } = plans[index]!
    if (!checked.ok) chunk.refuse(row, ...saidOf(checked.code, input))
    return checked.ok
  })
  const outcomes = await recordRates(
    chunk.ctx,
    kept.map(({ input }) => input),
    { isConfirmed: false },
  )
  return new Map(kept.map(({ row }, index) => [row, outcomes[index]!]))
}

function saidOf(code: string, { currency, day }: NewRate): [field: string, code: string, text: string] {
  if (code === 'rate_currency_unknown') return ['currency', code, currency]
  return [code === 'rate_day_ahead' ? 'on' : 'quoted', code, day]
}
