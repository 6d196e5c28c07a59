import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startOfDay } from '../calendar.ts'
import { dayIndexOf } from './day-index.ts'
import { readingAt } from './fold.ts'
import type { Delta } from './metric.ts'
import { isOfMoney, METRICS } from './metrics.ts'

const MOMENT = startOfDay('2026-06-15') + 9 * 3_600_000
const HOUR = 3_600_000

const fact = fc.record({
  ago: fc.integer({ min: 0, max: 24 * 400 }),
  late: fc.integer({ min: 1, max: 24 * 400 }),
  value: fc.integer({ min: 0, max: 5_000_000 }),
  part: fc.constantFrom('num' as const, 'den' as const, 'gate' as const, undefined),
  group: fc.constantFrom('a', 'b', 'c'),
})

type Fact = {
  ago: number
  late: number
  value: number
  part: 'num' | 'den' | 'gate' | undefined
  group: string
}

/** A fact of the past; known then, or only later than the moment that is read. */
function deltaOf({ ago, late, value, part, group }: Fact, isLate: boolean): Delta {
  const happened = MOMENT - ago * HOUR
  const delta: Delta = {
    at: isLate ? MOMENT + late * HOUR : happened,
    on: dayIndexOf(happened),
    value,
    group,
  }
  return part === undefined ? delta : { ...delta, part }
}

describe('leak test: what is recorded later does not change what was known', () => {
  it.each(METRICS.map((def) => [`${def.subject}.${def.id}`, def] as const))('%s', (_name, def) => {
    fc.assert(
      fc.property(
        fc.array(fact, { maxLength: 12 }),
        fc.array(fact, { minLength: 1, maxLength: 12 }),
        (known, later) => {
          const then = known.map((one) => deltaOf(one, false))
          const voidedLater = then.map((delta, index) =>
            index % 3 === 0 ? { ...delta, until: MOMENT + HOUR } : delta,
          )
          const now = [...voidedLater, ...later.map((one) => deltaOf(one, true))]
          const sorted = (deltas: Delta[]) => [...deltas].sort((a, b) => a.at - b.at)
          expect(readingAt({ def, deltas: sorted(now) }, MOMENT)).toEqual(
            readingAt({ def, deltas: sorted(then) }, MOMENT),
          )
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the unit of what a share is made of', () => {
  it('is money for shares of amounts, and a count for all others', () => {
    const shares = METRICS.filter(({ unit }) => unit === 'bp').map(({ id }) => id)
    expect([...new Set(shares.filter(isOfMoney))].sort()).toEqual([
      'bad_debt_bp',
      'concentration3_bp',
      'concentration5_bp',
      'concentration_bp',
      'contract_billed_bp',
      'contract_used_bp',
      'limit_use_bp',
      'mtd_bookings_bp',
      'mtd_collections_bp',
      'overdue_share',
      'quote_discount_90d',
      'revenue_top1_bp',
      'revenue_top3_bp',
      'revenue_top5_bp',
      'slowing_share_bp',
    ])
    expect(isOfMoney('overdue_fen')).toBe(true)
    expect(isOfMoney('follow_ups_week')).toBe(false)
  })
})
