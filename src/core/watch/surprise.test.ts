import { describe, expect, it } from 'vitest'
import { dayFromNumber, dayNumber, endOfDay } from '../calendar.ts'
import { type Chance, seeded } from '../stats/chance.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../workdays.ts'
import { endOfDayIndex, startOfDayIndex } from './day-index.ts'
import { detectable } from './detectable.ts'
import { evaluate, type History } from './evaluate.ts'
import { arrivedBy } from './exposure.ts'
import type { Delta, MetricDef, Series } from './metric.ts'
import { metricDef } from './metrics.ts'
import { CHANCE_RULES } from './pack-chance.ts'
import { peerBook } from './peer-book.ts'
import { step } from './step.ts'
import { type StatisticalThreshold, surpriseAt } from './surprise.ts'

const MONDAY = dayNumber('2025-03-03')
const TERMS: StatisticalThreshold = { kind: 'statistical', falsePerYear: 4, series: 10, minWeeks: 12 }
const WORK: WorkCalendar = DEFAULT_CALENDAR

function look(series: Series, weeks: number, side: 'low' | 'high' = 'low', calendar = WORK) {
  return surpriseAt(series, endOfDayIndex(MONDAY + 7 * weeks - 1), { threshold: TERMS, side, calendar })
}

/** `counts[w]` follow-ups in week w, spread over its working days, each noted on its day. */
function counted(counts: readonly number[], def = metricDef('rep', 'follow_ups_week')!): Series {
  const deltas = counts.flatMap((count, week) =>
    Array.from({ length: count }, (_, index): Delta => {
      const on = MONDAY + 7 * week + (index % 5)
      return { at: startOfDayIndex(on) + 36_000_000, on, value: 1 }
    }),
  )
  return { def, deltas }
}

const steady = (weeks: number, count = 18) =>
  Array.from({ length: weeks }, (_, week) => count + (week % 3) - 1)

describe('a week held against its own past', () => {
  it('is calm while it is as usual, and says what is usual', () => {
    const surprise = look(counted(steady(40)), 40)
    expect(surprise.alarm).toBe('calm')
    expect(surprise.expected).toBeCloseTo(18, 0)
    expect(surprise.low).toBeLessThan(18)
    expect(surprise.high).toBeGreaterThan(18)
    expect(surprise.weeks).toBe(40)
  })

  it('is an alarm after some weeks of a slump, and calm again only well after it', () => {
    const slump = [...steady(40), 9, 9, 9, 9, ...steady(4)]
    const alarms = [41, 42, 43, 44, 45, 46, 47, 48].map((weeks) => look(counted(slump), weeks).alarm)
    expect(alarms).toContain('alarm')
    expect(alarms.indexOf('alarm')).toBeLessThan(4)
    expect(alarms.indexOf('calm', alarms.indexOf('alarm'))).toBeGreaterThan(alarms.lastIndexOf('alarm'))
    expect(look(counted(slump), 44).badWeeks).toBeGreaterThan(1)
  })

  it('knows a single week that cannot be chance', () => {
    const surprise = look(counted([...steady(40), 0]), 41)
    expect([surprise.alarm, surprise.observed]).toEqual(['alarm', 0])
  })

  it('says nothing of a past that is too short, and of a week that is mostly a holiday', () => {
    expect(look(counted(steady(11)), 11).alarm).toBe('thin')
    expect(look(counted(steady(13)), 13).alarm).not.toBe('thin')
    const week = MONDAY + 7 * 40
    const off = new Map(
      Array.from({ length: 5 }, (_, index) => [dayFromNumber(week + index), index === 0] as const),
    )
    const calendar = { ...WORK, exceptions: off, years: new Set([2025]) }
    expect(look(counted([...steady(40), 3]), 41, 'low', calendar).alarm).toBe('thin')
    expect(look(counted([...steady(40), 3]), 41).alarm).toBe('alarm')
  })

  it('expects less of a short week', () => {
    const week = MONDAY + 7 * 40
    const off = new Map([0, 1].map((index) => [dayFromNumber(week + index), false] as const))
    const calendar = { ...WORK, exceptions: off, years: new Set([2025]) }
    const short = look(counted([...steady(40), 11]), 41, 'low', calendar)
    expect(short.expected).toBeCloseTo(10.8, 0)
    expect(short.score).toBeGreaterThan(look(counted([...steady(40), 11]), 41).score!)
  })

  it('expects less of a week whose facts are entered late', () => {
    const late = counted(steady(60))
    // Half of everything is entered a week after the day.
    const deltas = late.deltas.map((delta, index) =>
      index % 2 === 0 ? delta : { ...delta, at: delta.at + 7 * 86_400_000 },
    )
    const surprise = look({ ...late, deltas }, 60)
    expect(surprise.observed).toBeLessThan(12)
    expect(surprise.expected).toBeLessThan(13)
    expect(surprise.alarm).not.toBe('alarm')
  })

  it('takes a share, a duration and a level each by its own law', () => {
    const chance = seeded(7)
    const share = look(proportions(chance, 50, 0.4, 0.05), 54)
    expect([share.alarm, share.cases]).toEqual(['alarm', 20])
    expect(share.expected).toBeGreaterThan(6)
    const slow = look(durations(chance, 50, 8), 54, 'high')
    expect(slow.alarm).toBe('alarm')
    expect(slow.observed).toBeGreaterThan(2 * slow.expected!)
    const level = look(levels(chance, 50), 51, 'high')
    expect([level.alarm, level.isSingle]).toEqual(['alarm', false])
    expect(look(proportions(chance, 60, 0.4, 0.4), 60).alarm).not.toBe('alarm')
  })

  it('is not told by what is entered later', () => {
    const series = counted([...steady(40), 6, 6, 6])
    const then = look(series, 42)
    const later = series.deltas.map((delta, index) =>
      index % 5 === 0 && delta.on < MONDAY + 7 * 40
        ? delta
        : { ...delta, until: endOfDayIndex(MONDAY + 7 * 43) },
    )
    expect(look({ ...series, deltas: later }, 42)).toEqual(then)
  })
})

describe('an alert that chance has opened', () => {
  it('shows the week beside the band of the week, a share as a share of the cases of that week', () => {
    const series = proportions(seeded(7), 50, 0.4, 0.05)
    const rule = CHANCE_RULES.find(({ code }) => code === 'company-conversion-unusual')!
    const def = metricDef('org', 'stage_conversion_30d')!
    const history: History = {
      subject: { kind: 'org', id: 'o' },
      series: new Map([['stage_conversion_30d', { def, deltas: series.deltas }]]),
      fields: {},
    }
    const { headline } = evaluate(rule, history, endOfDayIndex(MONDAY + 7 * 54 - 1))
    const { value, threshold, baseline, num, den, surprise } = headline!
    expect([den, num]).toEqual([20, surprise!.observed])
    expect(value).toBe((10_000 * num!) / 20)
    expect(threshold).toBe((10_000 * surprise!.low!) / 20)
    expect(value!).toBeLessThan(threshold!)
    expect(baseline!).toBeGreaterThan(threshold!)
  })

  it('stays while the figure has not come back to within one standard deviation, and is held without data', () => {
    const rule = { ...CHANCE_RULES[0]!, coolDownDays: 0, mode: 'on' as const }
    const series = counted([...steady(40), 8, 8, 8, 15, 18, 19, 18, 18, 18])
    const history: History = {
      subject: { kind: 'rep', id: 'r' },
      series: new Map([['follow_ups_week', series]]),
      fields: {},
    }
    const at = (weeks: number) => endOfDayIndex(MONDAY + 7 * weeks - 1)
    const findings = [40, 41, 42, 43, 44, 45, 46, 47].map((weeks) => evaluate(rule, history, at(weeks)))
    const opened = findings.findIndex(({ truth }) => truth === 'true')
    const between = findings.findIndex(
      ({ truth, over }, i) => i > opened && truth === 'false' && over === 'false',
    )
    expect(opened).toBeGreaterThan(0)
    expect(between).toBeGreaterThan(opened)
    const open = { at: at(42), phase: 'open' as const, since: at(42), coolUntil: null, level: 0, held: false }
    expect(step(rule, open, findings[between]!, at(44)).transitions).toEqual([])
    expect(findings.at(-1)!.over).toBe('true')
  })
})

describe('how late facts come', () => {
  it('is learnt from facts that are old enough to have all arrived', () => {
    const today = MONDAY + 200
    const facts = Array.from({ length: 60 }, (_, index): Delta => {
      const on = today - 40 - index
      return { on, at: startOfDayIndex(on + (index % 3 === 0 ? 4 : 0)) + 1, value: 1 }
    })
    const arrived = arrivedBy(facts, today)
    expect(arrived(0)).toBeCloseTo(2 / 3)
    expect(arrived(3)).toBeCloseTo(2 / 3)
    expect(arrived(4)).toBe(1)
    expect(arrivedBy(facts.slice(0, 19), today)(0)).toBe(1)
  })
})

describe('a line among peers', () => {
  const def = metricDef('rep', 'follow_ups_week')!
  const rule = CHANCE_RULES.find(({ code }) => code === 'rep-follow-ups-behind-team')!
  const at = endOfDay('2025-03-09')
  const member = (id: string, count: number, team: string | null): History => ({
    subject: { kind: 'rep', id },
    series: new Map([['follow_ups_week', counted([count])]]),
    fields: team === null ? {} : { team: [{ at: 0, value: team }] },
  })

  it('is drawn from the others of the same group, and not with too few of them', () => {
    const team = [10, 12, 14, 16, 20].map((count, index) => member(`p${index}`, count, 'a'))
    const others = [...team, member('x', 1, 'b'), member('y', 0, null)]
    const own = member('me', 3, 'a')
    const seen = evaluate(rule, { ...own, peers: peerBook([own, ...others]) }, at).headline!
    // The tenth percentile of 10 12 14 16 20 is 10.8; a fifth below it.
    expect(seen.threshold).toBeCloseTo(8.64)
    expect([seen.truth, seen.peers, seen.baseline]).toEqual(['true', 5, 14])
    const alone = evaluate(rule, { ...own, peers: peerBook([own, ...team.slice(0, 3)]) }, at).headline!
    expect([alone.truth, alone.missing, alone.peers]).toEqual(['unknown', 'too_few', 3])
    const outside = { ...member('me', 3, null), peers: peerBook(others) }
    expect(evaluate(rule, outside, at).truth).toBe('unknown')
    expect(def.bad).toBe('low')
  })
})

function proportions(chance: Chance, weeks: number, before: number, after: number): Series {
  const deltas: Delta[] = []
  for (let week = 0; week < 60; week += 1) {
    for (let one = 0; one < 20; one += 1) {
      const on = MONDAY + 7 * week + (one % 5)
      const at = startOfDayIndex(on) + 1
      deltas.push({ at, on, value: 1, part: 'den' })
      if (chance() < (week < weeks ? before : after)) deltas.push({ at, on, value: 1, part: 'num' })
    }
  }
  return { def: metricDef('org', 'total_conversion')!, deltas }
}

function durations(chance: Chance, weeks: number, times: number): Series {
  const def: MetricDef = metricDef('org', 'quote_response_median')!
  const deltas = Array.from({ length: 60 * 5 }, (_, index): Delta => {
    const week = Math.floor(index / 5)
    const on = MONDAY + 7 * week + (index % 5)
    return {
      at: startOfDayIndex(on) + 1,
      on,
      value: 200 + Math.round(400 * chance()) * (week < weeks ? 1 : times),
    }
  })
  return { def, deltas }
}

/** An overdue share that wanders by a tenth and jumps in the last week. */
function levels(chance: Chance, weeks: number): Series {
  const deltas: Delta[] = [{ at: startOfDayIndex(MONDAY), on: MONDAY, value: 1_000, part: 'den' }]
  let now = 0
  for (let week = 0; week <= weeks; week += 1) {
    const on = MONDAY + 7 * week
    const next = week === weeks ? 600 : 150 + Math.round(50 * chance())
    deltas.push({ at: startOfDayIndex(on) + 1, on, value: next - now, part: 'num' })
    now = next
  }
  return { def: metricDef('org', 'overdue_share')!, deltas }
}

describe('how soon a change can be seen', () => {
  const seen = (expected: number, cases: number, kind: 'count' | 'proportion' = 'count') =>
    detectable(kind, { expected, cases, low: 0, high: 0 }, { threshold: TERMS, side: 'low' })

  it('takes longer the fewer there are, and is said to be impossible below that', () => {
    const weeks = [40, 18, 5, 2].map((expected) => seen(expected, expected).weeks!)
    expect(weeks[0]).toBeLessThanOrEqual(2)
    expect([...weeks].sort((a, b) => a - b)).toEqual(weeks)
    expect(seen(5, 5).never).toBe(false)
    // Poisson mean 3: nothing at all happens in 5 % of all weeks, but hardly three times running.
    expect(seen(3, 3).never).toBe(false)
    expect(seen(1, 1).never).toBe(true)
    expect(seen(0, 0).never).toBe(true)
  })

  it('says that a halved win rate at 3 decisions a week is not seen within a year', () => {
    // The best possible test needs 15 weeks at one false alarm in 120 (methods §1.5); an average that
    // remembers a month needs more than people have.
    expect(seen(0.75, 3, 'proportion')).toMatchObject({ weeks: null })
    expect(seen(10, 30, 'proportion').weeks).toBeLessThan(8)
  })
})
