import { describe, expect, it } from 'vitest'
import { proposeLine } from './propose-line.ts'
import type { VariantRow } from './variants.ts'

/** `[alerts, right]` of the whole, the first 60 % and the rest. */
function row(value: number, whole: number[], early: number[], late: number[]): VariantRow {
  const part = ([alerts = 0, right = 0]: number[]) => ({
    alerts,
    precision: alerts > 0 ? right / alerts : null,
    recall: null,
    lift: null,
  })
  const [alerts = 0, right = 0] = whole
  return {
    value,
    ...part(whole),
    raised: alerts,
    truePositive: right,
    falsePositive: alerts - right,
    missed: 0,
    medianLeadDays: null,
    perWeekPerPerson: 0,
    early: part(early),
    late: part(late),
  }
}

const PRESENT = row(10, [40, 14], [24, 8], [16, 6])
const QUIETER = row(20, [20, 13], [12, 8], [8, 5])

describe('the line that recent data proposes', () => {
  it('is the one that loses little and disturbs half as often', () => {
    expect(proposeLine([row(5, [90, 16], [60, 9], [30, 7]), PRESENT, QUIETER], 10, 30)).toEqual({
      kind: 'move',
      from: PRESENT,
      to: QUIETER,
    })
  })

  it('stays where it is when nothing was better while it was chosen', () => {
    expect(proposeLine([PRESENT, row(20, [30, 4], [20, 2], [10, 2])], 10, 30)).toEqual({
      kind: 'keep',
      because: 'present_is_best',
    })
  })

  it('is not proposed when it was better at first and not afterwards', () => {
    const lucky = row(20, [20, 10], [12, 10], [8, 0])
    expect(proposeLine([PRESENT, lucky], 10, 30)).toEqual({ kind: 'keep', because: 'does_not_last' })
  })

  it('is not proposed for the sake of one alert', () => {
    const good = row(10, [30, 14], [18, 8], [12, 6])
    const same = row(11, [28, 14], [17, 8], [11, 6])
    expect(proposeLine([good, same], 10, 30)).toEqual({ kind: 'keep', because: 'does_not_last' })
  })

  it('is none when the best of them is still mostly wrong', () => {
    const quieter = row(20, [20, 7], [12, 4], [8, 3])
    expect(proposeLine([PRESENT, quieter], 10, 30)).toEqual({ kind: 'keep', because: 'none_is_useful' })
  })

  it('never brings more than twice the alerts', () => {
    const louder = row(8, [90, 60], [54, 36], [36, 24])
    expect(proposeLine([PRESENT, louder], 10, 90)).toMatchObject({ kind: 'keep' })
    expect(proposeLine([PRESENT, { ...louder, raised: 80 }], 10, 90)).toMatchObject({ kind: 'move' })
  })

  it('never moves further than to twice or half', () => {
    expect(proposeLine([PRESENT, { ...QUIETER, value: 25 }], 10, 30)).toMatchObject({ kind: 'keep' })
  })

  it('says nothing where fewer than ten things went wrong, or there is only one line', () => {
    expect(proposeLine([PRESENT, QUIETER], 10, 9)).toEqual({ kind: 'keep', because: 'too_few_events' })
    expect(proposeLine([PRESENT], 10, 30)).toEqual({ kind: 'keep', because: 'no_lines' })
  })
})
