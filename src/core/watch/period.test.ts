import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Day, dayNumber, endOfDay, lastDayOf, monthOf, startOfDay } from '../calendar.ts'
import { dayIndexOf } from './day-index.ts'
import { evaluate, type History } from './evaluate.ts'
import { contributingRows, readingAt } from './fold.ts'
import type { Delta } from './metric.ts'
import { metricDef } from './metrics.ts'
import { indicatorDef, indicatorMetricId, indicatorOf } from './metrics-indicator.ts'
import { soonestHold } from './reach.ts'
import type { Condition, Rule } from './rule.ts'
import { sweep } from './sweep.ts'

const NAMED = { name: { zh: '钢价', en: 'Steel' }, unit: '元/吨', bad: 'high' } as const
const VALUE = indicatorDef('indicator.steel.value', NAMED)!
const CHANGE = indicatorDef('indicator.steel.change.3', NAMED)!

/** The figure of a month of 2026, published on the fifth of the next and expected by its tenth. */
function month(nth: number, value: number, more: Partial<Delta> = {}): Delta {
  const on: Day = `2026-${String(nth).padStart(2, '0')}-01`
  const next = `2026-${String(nth + 1).padStart(2, '0')}`
  const through = dayNumber(`2026-${String(nth + 2).padStart(2, '0')}-10`)
  return {
    at: startOfDay(`${next}-05`),
    on: dayNumber(on),
    value,
    period: { nth, last: dayNumber(`${next}-01`) - 1, through },
    ...more,
  }
}

const months = (values: readonly number[]) => values.map((value, index) => month(index + 1, value))

describe('the name of a figure from outside', () => {
  it('says whose and what, and nothing else passes', () => {
    expect(indicatorOf('indicator.steel.value')).toEqual({ key: 'steel', back: 0 })
    expect(indicatorOf(indicatorMetricId({ key: 'pmi_2', back: 12 }))).toEqual({ key: 'pmi_2', back: 12 })
    for (const wrong of [
      'indicator.steel',
      'indicator.steel.change.0',
      'indicator.steel.change.521',
      'steel',
    ])
      expect(indicatorOf(wrong)).toBeNull()
    expect(metricDef('org', 'indicator.steel.change.3')?.fold).toEqual({ kind: 'period', back: 3 })
    expect(metricDef('customer', 'indicator.steel.value')).toBeUndefined()
  })
})

describe('a figure for each period', () => {
  const deltas = months([100, 110, 121, 130])

  it('is the newest that is known', () => {
    expect(readingAt({ def: VALUE, deltas }, startOfDay('2026-04-04'))).toMatchObject({ value: 110 })
    expect(readingAt({ def: VALUE, deltas }, startOfDay('2026-04-05'))).toMatchObject({ value: 121 })
  })

  it('says nothing once the next one is late, and again when it has come', () => {
    const late = month(5, 140, { at: startOfDay('2026-06-20') })
    const series = { def: VALUE, deltas: [...deltas, late] }
    expect(readingAt(series, endOfDay('2026-06-10'))).toMatchObject({ value: 130 })
    expect(readingAt(series, startOfDay('2026-06-11'))).toEqual({ value: null, n: 0, missing: 'no_data' })
    expect(readingAt(series, startOfDay('2026-06-20'))).toMatchObject({ value: 140 })
  })

  it('changes against the period so many before, and against no other', () => {
    const at = startOfDay('2026-05-06')
    expect(readingAt({ def: CHANGE, deltas }, at)).toEqual({ value: 3000, n: 2 })
    const gap = deltas.filter(({ period }) => period!.nth !== 1)
    expect(readingAt({ def: CHANGE, deltas: gap }, at).missing).toBe('no_data')
    const nothing = deltas.with(0, month(1, 0))
    expect(readingAt({ def: CHANGE, deltas: nothing }, at).missing).toBe('no_data')
  })

  it('a revision counts from when it was known', () => {
    const revisedAt = startOfDay('2026-05-20')
    const series = {
      def: VALUE,
      deltas: [...deltas.slice(0, 3), month(4, 130, { until: revisedAt }), month(4, 90, { at: revisedAt })],
    }
    expect(readingAt(series, revisedAt - 1).value).toBe(130)
    expect(readingAt(series, revisedAt).value).toBe(90)
  })

  it('shows the figures it is made of', () => {
    const rows = contributingRows({ def: CHANGE, deltas }, startOfDay('2026-05-06'), dayNumber('2026-05-06'))
    expect(rows.map(({ value }) => value)).toEqual([130, 100])
  })

  it('what is recorded or revised later does not change what was known', () => {
    const MOMENT = startOfDay('2026-06-15')
    const fact = fc.record({
      nth: fc.integer({ min: 1, max: 5 }),
      value: fc.integer({ min: 1, max: 500 }),
      ago: fc.integer({ min: 0, max: 150 }),
    })
    fc.assert(
      fc.property(fc.array(fact), fc.array(fact, { minLength: 1 }), (known, later) => {
        const then = known.map(({ nth, value, ago }) => month(nth, value, { at: MOMENT - ago * 86_400_000 }))
        const now = [
          ...then.map((delta, index) => (index % 2 === 0 ? { ...delta, until: MOMENT + 1 } : delta)),
          ...later.map(({ nth, value, ago }) => month(nth, value, { at: MOMENT + 1 + ago * 3_600_000 })),
        ]
        for (const def of [VALUE, CHANGE]) {
          const read = (some: readonly Delta[]) => readingAt({ def, deltas: some }, MOMENT)
          expect(read(now)).toEqual(read(then))
        }
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})

function ruleOf(condition: Condition, grid: Rule['grid'] = 'change'): Rule {
  return {
    code: 'outside',
    version: 1,
    title: { zh: '外', en: 'Outside' },
    subject: 'org',
    scope: null,
    condition,
    grid,
    pendingMinutes: 0,
    coolDownDays: 0,
    severity: 2,
    responsible: 'boss',
    informed: [],
    ladder: [],
    playbook: [],
    moneyMetric: null,
    mode: 'on',
  }
}

const STEEL_UP: Condition = {
  metric: 'indicator.steel.change.3',
  op: 'gte',
  threshold: { kind: 'fixed', value: 1_000 },
}
const FEW_FOLLOW_UPS: Condition = {
  metric: 'follow_ups_week',
  op: 'lt',
  threshold: { kind: 'fixed', value: 3 },
}

function historyOf(steel: readonly Delta[], followUps: readonly Delta[] = []): History {
  const series = new Map([
    ['indicator.steel.value', { def: VALUE, deltas: steel }],
    ['indicator.steel.change.3', { def: CHANGE, deltas: steel }],
    ['follow_ups_week', { def: metricDef('org', 'follow_ups_week')!, deltas: followUps }],
  ])
  return { subject: { kind: 'org', id: 'o' }, series, fields: {} }
}

describe('rules on figures from outside', () => {
  it('together with an own figure, and under the name the company gave', () => {
    const rule = ruleOf({ all: [STEEL_UP, FEW_FOLLOW_UPS] })
    const finding = evaluate(rule, historyOf(months([100, 110, 121, 130])), startOfDay('2026-05-06'))
    expect(finding.truth).toBe('true')
    expect(finding.leaves[0]).toMatchObject({ title: { zh: '钢价比 3 期前涨跌' }, value: 3000 })
    expect(finding.leaves[1]!.title).toBeUndefined()
  })

  it('an open alert is held and not cleared when the next figure does not come', () => {
    const rule = ruleOf(STEEL_UP)
    const watch = {
      versions: [{ from: startOfDay('2026-01-01'), rule }],
      history: historyOf(months([100, 110, 121, 130])),
      inputs: [],
    }
    const { state, transitions } = sweep(watch, null, startOfDay('2026-08-01'))
    expect(transitions.map(({ kind, at }) => [kind, at])).toEqual([
      ['opened', startOfDay('2026-05-05')],
      ['held', startOfDay('2026-06-11')],
    ])
    expect(state?.held).toBe(true)
  })

  it('are held against the periods before the newest, however late it came', () => {
    const threshold = { kind: 'own-past', windows: 3, windowDays: 30, tolerancePct: 10, minN: 3 } as const
    const rule = ruleOf({ metric: 'indicator.steel.value', op: 'gt', threshold }, 'day')
    const late = [...months([100, 110, 120]), month(4, 130, { at: startOfDay('2026-06-09') })]
    const [leaf] = evaluate(rule, historyOf(late), endOfDay('2026-06-09')).leaves
    expect(leaf).toMatchObject({ value: 130, baseline: 110, truth: 'true' })
    expect(leaf!.threshold).toBeCloseTo(121)
  })

  it('a year ago is the period of a year ago', () => {
    const ofYearAgo = (on: Day, nth: number) => ({
      ...{ ...month(4, 80), on: dayNumber(on) },
      period: { nth, last: dayNumber(lastDayOf(monthOf(on))), through: dayNumber('2025-06-10') },
    })
    const kept = ofYearAgo('2025-04-01', -8)
    const threshold = { kind: 'earlier-month', months: 12, tolerancePct: 20, minN: 1 } as const
    const rule = ruleOf({ metric: 'indicator.steel.value', op: 'gt', threshold }, 'day')
    const [leaf] = evaluate(rule, historyOf([kept, ...months([1, 1, 1, 130])]), endOfDay('2026-05-20')).leaves
    expect(leaf).toMatchObject({ value: 130, baseline: 80, truth: 'true' })
    // Without the very month there is no line: March does not stand for an April that never came.
    const march = historyOf([ofYearAgo('2025-03-01', -9), ...months([1, 1, 1, 130])])
    expect(evaluate(rule, march, endOfDay('2026-05-20')).truth).toBe('unknown')
  })

  it('surprise counts periods and not weeks: a month told four times is one figure', () => {
    const threshold = { kind: 'statistical', falsePerYear: 4, series: 1, minWeeks: 12 } as const
    const rule = ruleOf({ metric: 'indicator.steel.value', op: 'gt', threshold }, 'week')
    const wobble = Array.from({ length: 24 }, (_, index) => {
      const first = `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`
      const on = dayNumber(first)
      return {
        at: startOfDay(first),
        on,
        value: 100 + (index % 3),
        period: { nth: index, last: on + 27, through: on + 60 },
      } satisfies Delta
    })
    const at = endOfDay('2026-01-11')
    const calm = evaluate(rule, historyOf(wobble), at).leaves[0]!
    expect(calm).toMatchObject({ truth: 'false' })
    expect(calm.surprise).toMatchObject({ weeks: 24, observed: 102 })
    const jump = { ...wobble[23]!, value: 125 }
    expect(evaluate(rule, historyOf([...wobble.slice(0, 23), jump]), at).truth).toBe('true')
    const stale = evaluate(rule, historyOf([...wobble.slice(0, 23), jump]), endOfDay('2026-04-12'))
    expect(stale.truth).toBe('unknown')
  })

  it('looked at day by day, with every fact, or from scratch, they tell the same', () => {
    const figure = fc.record({
      nth: fc.integer({ min: 1, max: 8 }),
      value: fc.integer({ min: 60, max: 160 }),
      lateDays: fc.integer({ min: 0, max: 50 }),
      revisedTo: fc.option(fc.integer({ min: 60, max: 160 }), { nil: undefined }),
    })
    const call = fc.integer({ min: 0, max: 240 })
    const to = startOfDay('2026-11-15')
    const begin = startOfDay('2026-01-01')
    fc.assert(
      fc.property(fc.array(figure, { maxLength: 8 }), fc.array(call, { maxLength: 40 }), (figures, calls) => {
        const steel = figures.flatMap(({ nth, value, lateDays, revisedTo }): Delta[] => {
          const first = month(nth, value)
          const at = first.at + lateDays * 86_400_000
          if (revisedTo === undefined) return [{ ...first, at }]
          const revisedAt = at + 5 * 86_400_000
          return [
            { ...first, at, until: revisedAt },
            { ...first, at: revisedAt, value: revisedTo },
          ]
        })
        const followUps = calls.map((day): Delta => {
          const at = begin + day * 86_400_000
          return { at, on: dayIndexOf(at), value: 1 }
        })
        for (const grid of ['change', 'day'] as const) {
          for (const join of ['all', 'any'] as const) {
            const condition = { [join]: [STEEL_UP, FEW_FOLLOW_UPS] } as unknown as Condition
            const rule = ruleOf(condition, grid)
            const versions = [{ from: begin, rule }]
            const whole = sweep({ versions, history: historyOf(steel, followUps), inputs: [] }, null, to)
            let state = null as ReturnType<typeof sweep>['state']
            const told = []
            for (let at = begin; at <= to; at += 7.3 * 86_400_000) {
              const known = (some: readonly Delta[]) =>
                some
                  .filter((delta) => delta.at <= at)
                  .map(({ until, ...delta }) =>
                    until !== undefined && until <= at ? { ...delta, until } : delta,
                  )
              const history = historyOf(known(steel), known(followUps))
              const swept = sweep({ versions, history, inputs: [] }, state, at)
              state = swept.state
              told.push(...swept.transitions)
            }
            const end = sweep({ versions, history: historyOf(steel, followUps), inputs: [] }, state, to)
            const plain = (some: typeof whole.transitions) =>
              some.map(({ kind, at, openedAt }) => [kind, at, openedAt])
            expect(plain([...told, ...end.transitions])).toEqual(plain(whole.transitions))
            if (whole.transitions.some(({ kind }) => kind === 'opened'))
              expect(soonestHold(rule, historyOf(steel, followUps), begin)).not.toBe(null)
          }
        }
      }),
      { seed: 11, numRuns: 60 },
    )
  })
})
