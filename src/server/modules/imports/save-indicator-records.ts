import { dayOf } from '../../../core/calendar.ts'
import type { IndicatorRecord } from '../../../core/import/records.ts'
import { checkValue, firstOfPeriod } from '../../../core/indicator/indicator.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { type IndicatorRow, indicatorsOf, liveValues, recordValues } from '../indicators/index.ts'
import type { ChunkCtx, GoodRow } from './chunk.ts'

type Outcome = 'new' | 'changed' | 'same'

/** A file names indicators that there are; it makes none, since nobody would answer for them. */
export async function saveIndicatorRecords(
  chunk: ChunkCtx,
  rows: readonly GoodRow[],
): Promise<Map<GoodRow, Outcome>> {
  const find = await finder(chunk.ctx)
  const seen = new Set<string>()
  const kept = rows.flatMap((row) => {
    const record = row.records[0] as IndicatorRecord
    const indicator = find(record.indicator)
    if (!indicator || indicator.endedAt !== null) {
      chunk.refuse(row, 'indicator', 'indicator_unknown', record.indicator)
      return []
    }
    const first = firstOfPeriod(record.on, indicator.every)
    const checked = checkValue({ first, value: record.value }, dayOf(chunk.ctx.now))
    const key = `${indicator.key}|${first}`
    if (record.isMonth && indicator.every !== 'month') chunk.refuse(row, 'period', 'period_too_coarse', first)
    else if (!checked.ok) chunk.refuse(row, 'value', checked.code, String(record.value))
    else if (seen.has(key)) chunk.refuse(row, 'period', 'period_twice', first)
    else {
      seen.add(key)
      return [{ row, input: { key: indicator.key, on: first, value: record.value } }]
    }
    return []
  })
  const outcomes = await recordValues(
    chunk.ctx,
    kept.map(({ input }) => input),
  )
  return new Map(kept.map(({ row }, index) => [row, outcomes[index]!]))
}

/** What saving them would do; a name that is not known counts as new, and the run refuses it. */
export async function compareIndicators(
  ctx: ReadCtx,
  records: readonly IndicatorRecord[],
): Promise<Outcome[]> {
  if (records.length === 0) return []
  const find = await finder(ctx)
  const found = records.map(({ indicator }) => find(indicator))
  const ids = [...new Set(found.flatMap((one) => (one ? [one.id] : [])))]
  const live = await liveValues(ctx, ids)
  return records.map((record, index) => {
    const indicator = found[index]
    const stored = indicator && live.get(`${indicator.id}|${firstOfPeriod(record.on, indicator.every)}`)
    if (!stored) return 'new'
    return stored.value === record.value ? 'same' : 'changed'
  })
}

/** By key, or by name in either language. */
async function finder(ctx: ReadCtx): Promise<(name: string) => IndicatorRow | undefined> {
  const byName = new Map<string, IndicatorRow>()
  for (const row of (await indicatorsOf(ctx)).reverse()) {
    for (const name of [row.name.en, row.name.zh, row.key]) byName.set(name.toLowerCase(), row)
  }
  return (name) => byName.get(name.trim().toLowerCase())
}
