import { describe, expect, it } from 'vitest'
import { addDays, type Day, dayNumber, endOfDay, startOfDay } from '../calendar.ts'
import { ALL_KNOWN, contributingRows, readingAt, readOn } from './fold.ts'
import type { Delta, Fold, MetricDef, Series } from './metric.ts'

const D: Day = '2026-03-16' // a Monday

function def(fold: Fold, gate?: true): MetricDef {
  const words = { zh: '', en: '' }
  const plain: MetricDef = {
    id: 'm',
    subject: 'customer',
    unit: 'count',
    bad: 'high',
    fold,
    title: words,
    meaning: words,
  }
  return gate ? { ...plain, gate } : plain
}

function delta(day: Day, value: number, rest: Partial<Delta> = {}): Delta {
  return { at: startOfDay(day), on: dayNumber(day), value, ...rest }
}

function read(fold: Fold, deltas: Delta[], day: Day, gate?: true) {
  return readingAt({ def: def(fold, gate), deltas }, endOfDay(day))
}

describe('sum', () => {
  it('adds what is known, and nothing is an honest zero', () => {
    const deltas = [delta(D, 100), delta(addDays(D, 2), -30)]
    expect(read({ kind: 'sum' }, deltas, addDays(D, -1))).toEqual({ value: 0, n: 0 })
    expect(read({ kind: 'sum' }, deltas, D)).toEqual({ value: 100, n: 1 })
    expect(read({ kind: 'sum' }, deltas, addDays(D, 2))).toEqual({ value: 70, n: 2 })
  })

  it('takes a known future change into account only when its day begins', () => {
    const overdueTomorrow = [delta(addDays(D, 1), 500, { at: startOfDay(addDays(D, -30)) })]
    expect(read({ kind: 'sum' }, overdueTomorrow, D).value).toBe(0)
    expect(read({ kind: 'sum' }, overdueTomorrow, addDays(D, 1)).value).toBe(500)
  })

  it('forgets a void from its instant on, and the reading by business date forgets it always', () => {
    const voided = startOfDay(addDays(D, 3))
    const series: Series = { def: def({ kind: 'sum' }), deltas: [delta(D, 100, { until: voided })] }
    expect(readingAt(series, voided - 1).value).toBe(100)
    expect(readingAt(series, voided).value).toBe(0)
    expect(readOn(series, ALL_KNOWN, dayNumber(D)).value).toBe(0)
  })

  it('by business date counts what was typed in late; as known it does not', () => {
    const late = delta(D, 100, { at: startOfDay(addDays(D, 5)) })
    const series: Series = { def: def({ kind: 'sum' }), deltas: [late] }
    expect(readOn(series, ALL_KNOWN, dayNumber(D)).value).toBe(100)
    expect(readingAt(series, endOfDay(D)).value).toBe(0)
  })
})

describe('age', () => {
  it('counts whole days since the newest business day, null when there is none', () => {
    const deltas = [delta(D, 1), delta(addDays(D, 4), 1)]
    expect(read({ kind: 'age' }, deltas, addDays(D, -1))).toEqual({ value: null, n: 0, missing: 'no_data' })
    expect(read({ kind: 'age' }, deltas, D).value).toBe(0)
    expect(read({ kind: 'age' }, deltas, addDays(D, 3)).value).toBe(3)
    expect(read({ kind: 'age' }, deltas, addDays(D, 6)).value).toBe(2)
  })

  it('an old visit noted late does not set the clock back', () => {
    const deltas = [delta(addDays(D, 4), 1), delta(D, 1, { at: startOfDay(addDays(D, 6)) })]
    expect(read({ kind: 'age' }, deltas, addDays(D, 7)).value).toBe(3)
  })

  it('with a due day ahead it is negative before it, and `left` is its mirror', () => {
    const due = [delta(addDays(D, 10), 1, { at: startOfDay(D) })]
    expect(read({ kind: 'age', ahead: true }, due, D).value).toBe(-10)
    expect(read({ kind: 'left' }, due, D).value).toBe(10)
    expect(read({ kind: 'left' }, due, addDays(D, 12)).value).toBe(-2)
    expect(read({ kind: 'age' }, due, D).missing).toBe('no_data')
  })

  it('exists only while its gate is open, and closed is not the same as unknown', () => {
    const deltas = [
      delta(D, 1),
      delta(D, 300, { part: 'gate' }),
      delta(addDays(D, 5), -300, { part: 'gate', until: startOfDay(addDays(D, 8)) }),
    ]
    expect(read({ kind: 'age' }, deltas, addDays(D, 4), true).value).toBe(4)
    expect(read({ kind: 'age' }, deltas, addDays(D, 6), true)).toEqual({
      value: null,
      n: 0,
      missing: 'closed',
    })
    // The payment was voided: the clock shows what it would have shown all along.
    expect(read({ kind: 'age' }, deltas, addDays(D, 8), true).value).toBe(8)
  })
})

describe('windows', () => {
  const deltas = [delta(D, 1), delta(addDays(D, 1), 1), delta(addDays(D, 6), 1), delta(addDays(D, 7), 1)]
  it('of days end on the day read and hold exactly that many days', () => {
    expect(read({ kind: 'window', span: 7 }, deltas, addDays(D, 6)).value).toBe(3)
    expect(read({ kind: 'window', span: 7 }, deltas, addDays(D, 7)).value).toBe(3)
    expect(read({ kind: 'window', span: 7 }, deltas, addDays(D, 14)).value).toBe(0)
  })
  it('of a week begin on Monday, of a month on the first', () => {
    expect(read({ kind: 'window', span: 'week' }, deltas, addDays(D, 6)).value).toBe(3)
    expect(read({ kind: 'window', span: 'week' }, deltas, addDays(D, 7)).value).toBe(1)
    expect(read({ kind: 'window', span: 'month' }, deltas, '2026-03-31').value).toBe(4)
    expect(read({ kind: 'window', span: 'month' }, deltas, '2026-04-01').value).toBe(0)
  })
})

describe('ratio, gap and top', () => {
  const window = { kind: 'window', span: 30 } as const
  const deltas = [
    delta(D, 1, { part: 'den' }),
    delta(D, 1, { part: 'num' }),
    delta(addDays(D, 1), 1, { part: 'den' }),
    delta(addDays(D, 2), 1, { part: 'den' }),
  ]
  it('carries its numerator, denominator and the number of cases', () => {
    const reading = read({ kind: 'ratio', num: window, den: window, scale: 10_000 }, deltas, addDays(D, 2))
    expect(reading).toEqual({ value: 3333, n: 3, num: 1, den: 3 })
  })
  it('has no value without cases', () => {
    const reading = read({ kind: 'ratio', num: window, den: window, scale: 10_000 }, deltas, addDays(D, 60))
    expect(reading).toMatchObject({ value: null, missing: 'no_data' })
  })
  it('a gap is what is missing from the denominator', () => {
    expect(read({ kind: 'gap', num: window, den: window }, deltas, addDays(D, 2)).value).toBe(2)
  })
  it('top adds the largest groups, after netting each', () => {
    const grouped = [
      delta(D, 100, { group: 'a' }),
      delta(D, 80, { group: 'b' }),
      delta(addDays(D, 1), -90, { group: 'a' }),
    ]
    expect(read({ kind: 'top', k: 1 }, grouped, D).value).toBe(100)
    expect(read({ kind: 'top', k: 1 }, grouped, addDays(D, 1)).value).toBe(80)
    const share: Fold = { kind: 'ratio', num: { kind: 'top', k: 1 }, den: { kind: 'sum' }, scale: 10_000 }
    expect(read(share, grouped, addDays(D, 1)).value).toBe(8889)
  })
  it('a delta may stand for many facts', () => {
    expect(read({ kind: 'sum' }, [delta(D, 500, { n: 12 })], D)).toEqual({ value: 500, n: 12 })
  })
})

describe('contributingRows', () => {
  it('lists what makes the sum, netted per fact and largest first', () => {
    const ref = (id: string) => ({ kind: 'instalment', id })
    const deltas = [
      delta(D, 100, { ref: ref('one') }),
      delta(D, 900, { ref: ref('two') }),
      delta(addDays(D, 1), -100, { ref: ref('one') }),
      delta(addDays(D, 1), -200, { ref: ref('two') }),
    ]
    const rows = contributingRows({ def: def({ kind: 'sum' }), deltas }, ALL_KNOWN, dayNumber(addDays(D, 1)))
    expect(rows.map((row) => [row.ref?.id, row.value])).toEqual([['two', 700]])
    expect(rows.reduce((sum, row) => sum + row.value, 0)).toBe(
      readOn({ def: def({ kind: 'sum' }), deltas }, ALL_KNOWN, dayNumber(addDays(D, 1))).value,
    )
  })
  it('of the largest groups are what each group comes to, by its name, also under a share', () => {
    const deltas = [
      delta(D, 100, { group: 'a' }),
      delta(D, 80, { group: 'b' }),
      delta(addDays(D, 1), -90, { group: 'a' }),
      delta(D, 70, { group: 'c' }),
      delta(addDays(D, 1), -70, { group: 'c' }),
    ]
    const top: Fold = { kind: 'top', k: 1, of: 'customer' }
    const share: Fold = { kind: 'ratio', num: top, den: { kind: 'sum' }, scale: 10_000 }
    for (const fold of [top, share]) {
      const rows = contributingRows({ def: def(fold), deltas }, ALL_KNOWN, dayNumber(addDays(D, 1)))
      expect(rows.map((row) => [row.ref?.kind, row.ref?.id, row.value])).toEqual([
        ['customer', 'b', 80],
        ['customer', 'a', 10],
      ])
    }
  })
  it('an age has one row: the fact the clock runs from', () => {
    const deltas = [delta(D, 1), delta(addDays(D, 3), 1)]
    const rows = contributingRows({ def: def({ kind: 'age' }), deltas }, ALL_KNOWN, dayNumber(addDays(D, 9)))
    expect(rows).toEqual([deltas[1]])
  })
})
