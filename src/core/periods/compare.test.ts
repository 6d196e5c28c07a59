import { describe, expect, it } from 'vitest'
import { dayNumber, endOfDay } from '../calendar.ts'
import { ALL_KNOWN } from '../watch/fold.ts'
import type { Delta, MetricDef, Series } from '../watch/metric.ts'
import { metricDef } from '../watch/metrics.ts'
import { CASE_FIGURES, comparablesOf, USUAL_FIGURES } from './comparable.ts'
import { changeOf, comparePeriods } from './compare.ts'
import { readOver, rowsOver } from './over-span.ts'
import { suggestPeriods } from './suggest.ts'

const retro = metricDef('org', 'order_retro_bp')!
const debt = metricDef('org', 'bad_debt_bp')!
const calls = metricDef('org', 'follow_ups_week')!

describe('a change in the words of the source case', () => {
  it.each([
    ['bad debt (C243)', 250, 120, -5_200, 0.48],
    ['contract violations (C244)', 380, 90, -7_632, 0.237],
    ['orders with overdue payment (C245)', 1_400, 600, -5_714, 0.429],
    ['anomalous orders reviewed (C246)', 3_300, 6_800, 10_606, 2.06],
  ])('%s', (_name, earlier, later, relativeBp, factor) => {
    const change = changeOf(earlier, later)
    expect(change).toMatchObject({ by: later - earlier, relativeBp })
    expect(change.factor).toBeCloseTo(factor, 2)
  })

  it('from nothing has no per cent', () => {
    expect(changeOf(0, 300)).toEqual({ by: 300, relativeBp: null, factor: null })
  })
})

const share = (num: number, den: number) => ({
  reading: { value: Math.round((num / den) * 10_000), n: den, num, den },
  workdays: 60,
})
const amount = (value: number) => ({ reading: { value, n: 4, num: value, den: 10_000 }, workdays: 60 })
const count = (value: number, workdays: number) => ({ reading: { value, n: value }, workdays })

describe('two periods', () => {
  it('few cases may be chance, and are told by their counts', () => {
    const found = comparePeriods(retro, share(3, 41), share(1, 38))
    expect(found).toMatchObject({ verdict: 'chance', isFew: false })
    expect(found.p).toBeGreaterThan(0.6)
    expect(comparePeriods(retro, share(1, 3), share(5, 6))).toMatchObject({
      isFew: true,
      change: { by: 5_000, relativeBp: null, factor: null },
    })
  })

  it('many cases say which way it went, by the side that is bad', () => {
    expect(comparePeriods(retro, share(33, 100), share(68, 100))).toMatchObject({
      verdict: 'better',
      change: { by: 3_500, relativeBp: 10_606 },
    })
    const violations = metricDef('org', 'contract_violation_bp')!
    expect(comparePeriods(violations, share(33, 100), share(68, 100)).verdict).toBe('worse')
  })

  it('the change is of the counts and not of the rounded shares', () => {
    expect(comparePeriods(retro, share(1, 300), share(1, 150)).change?.relativeBp).toBe(10_000)
  })

  it('shares of money are not tested', () => {
    expect(comparePeriods(debt, amount(250), amount(120))).toMatchObject({ verdict: 'untested', p: null })
    expect(comparePeriods(debt, amount(120), amount(120)).verdict).toBe('same')
  })

  it('counts are held against the working days they had', () => {
    expect(comparePeriods(calls, count(300, 60), count(100, 20)).verdict).toBe('chance')
    expect(comparePeriods(calls, count(300, 60), count(10, 20)).verdict).toBe('worse')
  })

  it('no data is not nothing', () => {
    const none = { reading: { value: null, n: 0, missing: 'no_data' as const }, workdays: 60 }
    expect(comparePeriods(retro, none, share(1, 38))).toMatchObject({ verdict: 'no_data', change: null })
  })
})

const fact = (day: string, part?: 'num' | 'den', id = day): Delta => ({
  at: endOfDay(day),
  on: dayNumber(day),
  value: 1,
  ...(part && { part }),
  ref: { kind: 'order', id },
})
const series = (def: MetricDef, deltas: Delta[]): Series => ({ def, deltas })
const march = { from: '2026-03-01', to: '2026-03-31' }

describe('a figure of any stretch', () => {
  const facts = series(retro, [
    fact('2026-02-28', 'den'),
    fact('2026-03-01', 'den'),
    fact('2026-03-01', 'num'),
    fact('2026-03-31', 'den'),
    fact('2026-04-01', 'den'),
  ])

  it('counts its first and its last day and nothing beside', () => {
    expect(readOver(facts, march, ALL_KNOWN)).toMatchObject({ num: 1, den: 2, value: 5_000 })
  })

  it('as known then leaves out what came later', () => {
    expect(readOver(facts, march, endOfDay('2026-03-30'))).toMatchObject({ num: 1, den: 1 })
  })

  it('opens the rows of either side', () => {
    expect(rowsOver(facts, march, ALL_KNOWN, 'num').map(({ ref }) => ref!.id)).toEqual(['2026-03-01'])
    expect(rowsOver(facts, march, ALL_KNOWN, 'den').map(({ ref }) => ref!.id)).toEqual([
      '2026-03-31',
      '2026-03-01',
    ])
  })

  it('knows nothing of the time before the first fact, and nothing is nothing after it', () => {
    const one = series(calls, [fact('2026-02-10')])
    expect(readOver(one, march, ALL_KNOWN)).toMatchObject({ value: 0, n: 0 })
    expect(readOver(one, { from: '2026-01-01', to: '2026-01-31' }, ALL_KNOWN)).toMatchObject({
      value: null,
      missing: 'no_data',
    })
  })

  it('opens the orders of a share of groups on both sides', () => {
    const late = metricDef('org', 'late_orders_share')!
    const owed = (day: string, group: string): Delta => ({
      ...{ at: 0, on: dayNumber(day), value: 100, group, ref: { kind: 'instalment', id: group } },
    })
    const paid: Delta = { ...owed('2026-03-20', 'a'), value: -100, part: 'num' }
    const both = series(late, [owed('2026-03-02', 'a'), owed('2026-03-05', 'b'), paid])
    expect(readOver(both, march, ALL_KNOWN)).toMatchObject({ num: 1, den: 2 })
    expect(rowsOver(both, march, ALL_KNOWN, 'num').map(({ ref }) => ref!.id)).toEqual(['b'])
    expect(rowsOver(both, march, ALL_KNOWN, 'den').map(({ ref }) => ref!.id)).toEqual(['b', 'a'])
  })
})

describe('the periods suggested', () => {
  const found = new Map(suggestPeriods('2026-05-20', '2026-05-01').map((one) => [one.key, one]))

  it('are the running one against the one before it, which is whole', () => {
    expect(found.get('quarter')).toMatchObject({
      a: { from: '2026-01-01', to: '2026-03-31' },
      b: { from: '2026-04-01', to: '2026-05-20' },
    })
    expect(found.get('half')?.a).toEqual({ from: '2025-07-01', to: '2025-12-31' })
    expect(found.get('year')?.a).toEqual({ from: '2025-01-01', to: '2025-12-31' })
    expect(found.get('month')?.a).toEqual({ from: '2026-04-01', to: '2026-04-30' })
  })

  it('of a year before end at the same point', () => {
    expect(found.get('quarterYear')?.a).toEqual({ from: '2025-04-01', to: '2025-05-20' })
    const leap = suggestPeriods('2028-02-29', null).find(({ key }) => key === 'quarterYear')
    expect(leap?.a.to).toBe('2027-02-28')
  })

  it('before and after the start are of one length, and only once there is an after', () => {
    expect(found.get('started')).toMatchObject({
      a: { from: '2026-04-11', to: '2026-04-30' },
      b: { from: '2026-05-01', to: '2026-05-20' },
    })
    expect(suggestPeriods('2026-05-20', '2026-05-20').some(({ key }) => key === 'started')).toBe(false)
  })
})

it('the figures of the case and the usual ones can be compared', () => {
  const ids = comparablesOf('org').map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining([...CASE_FIGURES, ...USUAL_FIGURES]))
  expect(comparablesOf('rep').map(({ id }) => id)).not.toContain('bad_debt_bp')
})
