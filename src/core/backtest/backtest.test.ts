import { describe, expect, it } from 'vitest'
import { addDays, type Day, dayNumber, startOfDay } from '../calendar.ts'
import { type Chance, seeded, shuffled } from '../stats/chance.ts'
import type { Delta } from '../watch/metric.ts'
import { metricDef } from '../watch/metrics.ts'
import { PACK } from '../watch/pack.ts'
import { fixed, shipped } from '../watch/pack-shape.ts'
import type { Rule } from '../watch/rule.ts'
import { SUBJECT_KINDS } from '../watch/subject.ts'
import { churnCases, type DeadlineStep, deadlineCase, debtCase, incidentCases } from './cases.ts'
import { withLine } from './lines.ts'
import {
  type Judged,
  judgedBy,
  OUTCOME_KINDS,
  OUTCOMES,
  type OutcomeCase,
  outcomeFor,
  outcomeOfKind,
  outcomesFor,
} from './outcome.ts'
import { Backtest, type BacktestSpec, type BacktestSubject } from './run.ts'
import { intersected, united, without } from './spans.ts'

const D = (day: Day) => dayNumber(day)
const FROM: Day = '2025-01-01'
const TO: Day = '2025-12-31'

describe('spans', () => {
  it('unite, intersect and subtract whole days', () => {
    const a = united([
      { from: 5, to: 9 },
      { from: 1, to: 4 },
      { from: 20, to: 19 },
      { from: 12, to: 13 },
    ])
    expect(a).toEqual([
      { from: 1, to: 9 },
      { from: 12, to: 13 },
    ])
    expect(intersected(a, [{ from: 8, to: 12 }])).toEqual([
      { from: 8, to: 9 },
      { from: 12, to: 12 },
    ])
    expect(
      without(a, [
        { from: 3, to: 4 },
        { from: 9, to: 12 },
      ]),
    ).toEqual([
      { from: 1, to: 2 },
      { from: 5, to: 8 },
      { from: 13, to: 13 },
    ])
  })
})

describe('cases', () => {
  it('a debt goes wrong at the end of the day so many days after its due day, not before', () => {
    const debt = { issuedOn: 0, dueOn: 30, owedFen: 500 }
    expect(debtCase({ ...debt, settledOn: 37 }, 7, 100).badOn).toBeNull()
    expect(debtCase({ ...debt, settledOn: 38 }, 7, 100)).toEqual({
      from: 0,
      badOn: 37,
      endOn: 38,
      valueFen: 500,
    })
    expect(debtCase({ ...debt, settledOn: null }, 7, 36)).toMatchObject({ badOn: null, endOn: null })
    expect(debtCase({ ...debt, settledOn: null }, 7, 37)).toMatchObject({ badOn: 37, endOn: null })
  })

  it('a debt that is given up is bad from that day, unless it was paid before', () => {
    const debt = { issuedOn: 0, dueOn: 30, owedFen: 500, givenUpOn: 90 }
    expect(debtCase({ ...debt, settledOn: null }, 180, 100).badOn).toBe(90)
    expect(debtCase({ ...debt, settledOn: 90 }, 180, 100).badOn).toBeNull()
    expect(debtCase({ ...debt, settledOn: null }, 180, 89).badOn).toBeNull()
    expect(debtCase({ ...debt, givenUpOn: 300, settledOn: null }, 180, 400).badOn).toBe(210)
  })

  describe('what waits for a day', () => {
    const asked = { on: 0, kind: 'set', until: null } as const
    const sent = { on: 5, kind: 'set', until: 20 } as const
    const told = (steps: readonly DeadlineStep[], observedTo = 100) =>
      deadlineCase(steps, { graceDays: 10, observedTo, valueFen: 7 })
    const running = { from: 0, badOn: null, endOn: null, valueFen: 0 }

    it('goes wrong by itself so many days after it, and not a day before', () => {
      expect(told([asked, sent], 29)).toEqual(running)
      expect(told([asked, sent], 30)).toEqual({ from: 0, badOn: 30, endOn: null, valueFen: 7 })
      expect(told([asked])).toEqual(running)
      expect(told([])).toBeNull()
    })

    it('is saved by an end or another day in time; a day later is too late', () => {
      expect(told([asked, sent, { on: 30, kind: 'good' }])).toEqual({ ...running, endOn: 30 })
      expect(told([asked, sent, { on: 31, kind: 'good' }])).toMatchObject({ badOn: 30, endOn: 31 })
      expect(told([asked, sent, { on: 30, kind: 'set', until: 95 }])).toEqual(running)
      expect(told([asked, sent, { on: 31, kind: 'set', until: 95 }])).toMatchObject({ badOn: 30 })
    })

    it('goes wrong when somebody says so, and what comes later does not undo it', () => {
      const lost = [asked, sent, { on: 8, kind: 'bad' }, { on: 40, kind: 'good' }] as const
      expect(told(lost)).toEqual({ from: 0, badOn: 8, endOn: 8, valueFen: 7 })
      for (const observedTo of [8, 20, 39, 90]) expect(told(lost, observedTo)!.badOn).toBe(8)
      expect(told(lost, 7)).toEqual(running)
    })

    it('foretells nothing when it was over before anybody knew of it', () => {
      expect(told([{ on: 50, kind: 'set', until: 20 }])).toBeNull()
    })
  })

  it('incidents are troubles of their own, from their day until they are cleared up', () => {
    const incidents = [
      { on: 40, clearedOn: 60, valueFen: 3 },
      { on: 80, clearedOn: null, valueFen: 4 },
    ]
    expect(incidentCases({ from: 10, endOn: 90 }, incidents, 70)).toEqual([
      { from: 10, badOn: null, endOn: null, valueFen: 0 },
      { from: 40, badOn: 40, endOn: 60, valueFen: 3 },
    ])
    expect(incidentCases({ from: 10, endOn: 90 }, incidents, 100)).toMatchObject([
      { endOn: 90 },
      { badOn: 40 },
      { badOn: 80, endOn: null },
    ])
    expect(incidentCases({ from: 10, endOn: null }, incidents, 5)).toEqual([])
  })

  it('churn is three times the own gap as it then was, and at least the floor', () => {
    const order = (on: number) => ({ on, valueFen: 100 })
    const spec = { gapPct: 300, atLeastDays: 90 }
    const regular = [0, 40, 80, 120].map(order)
    expect(churnCases(regular, spec, 500)).toEqual([
      { from: 80, badOn: null, endOn: 120, valueFen: 0 },
      { from: 120, badOn: 240, endOn: null, valueFen: 400 },
    ])
    expect(churnCases(regular, spec, 239).at(-1)).toMatchObject({ badOn: null, endOn: null })
    expect(churnCases([0, 10].map(order), spec, 500)).toEqual([])
  })

  it('an outcome is offered only where it can be read', () => {
    expect(outcomesFor('deal')).toEqual(['deal-lost'])
    expect(outcomesFor('rep')).toEqual(['missed-month'])
    expect(outcomesFor('team')).toEqual(['missed-month'])
    expect(outcomesFor('quote')).toEqual(['quote-lost'])
    expect(outcomesFor('order')).toEqual(['overdue', 'late-delivery', 'dispute', 'complaint', 'bad-debt'])
    expect(outcomesFor('contract')).toEqual(['overdue', 'lapse', 'dispute', 'bad-debt', 'quality'])
    // Nothing becomes of a stage: its deals are lost one by one.
    expect(outcomesFor('stage')).toEqual([])
    for (const subject of SUBJECT_KINDS.filter((kind) => kind !== 'stage'))
      expect(outcomesFor(subject), subject).not.toEqual([])
  })

  it('a rule is first held against what its figure is watched for', () => {
    const meant = (code: string) => outcomeFor(PACK.find((rule) => rule.code === code)!)
    expect(meant('customer-overdue')).toMatchObject({ kind: 'overdue', days: 30, horizonDays: 45 })
    expect(meant('order-interval-stretched')).toMatchObject({ kind: 'churn' })
    expect(meant('deal-no-follow-up')).toMatchObject({ kind: 'deal-lost', horizonDays: 30 })
    expect(meant('collections-behind-target')).toMatchObject({ figure: 'collections' })
    expect(meant('quote-response-late')).toMatchObject({ kind: 'quote-lost', graceDays: 14 })
    expect(meant('contract-ends-30')).toMatchObject({ kind: 'lapse', graceDays: 30, horizonDays: 90 })
    expect(meant('register-bad')).toMatchObject({ kind: 'bad-debt', days: 180 })
    expect(meant('team-follow-ups-unusual')).toMatchObject({ kind: 'missed-month', figure: 'bookings' })
  })

  it('what a rule waits for foretells nothing: it is held against what is worse; a reminder against nothing', () => {
    const meant = (code: string) => outcomeFor(PACK.find((rule) => rule.code === code)!)
    expect(meant('instalment-overdue-15')).toMatchObject({ kind: 'overdue', days: 30 })
    expect(meant('instalment-overdue-30')).toMatchObject({ kind: 'overdue', days: 60 })
    expect(meant('instalment-overdue-60')).toMatchObject({ kind: 'overdue', days: 90 })
    expect(meant('instalment-due-soon')).toBeNull()
    expect(meant('order-delivery-late')).toMatchObject({ kind: 'late-delivery', days: 3 })
    expect(meant('order-delivery-very-late')).toMatchObject({ kind: 'late-delivery', days: 14 })
    const late = PACK.find((rule) => rule.code === 'instalment-overdue-60')!
    const given = { ...late, condition: fixed('overdue_days', 'gte', 180) }
    expect(outcomeOfKind(given, 'bad-debt')).toMatchObject({ days: 360 })
  })
})

describe('judging a warning', () => {
  const lost: OutcomeCase = {
    from: D('2025-02-01'),
    badOn: D('2025-05-01'),
    endOn: D('2025-05-01'),
    valueFen: 9,
  }
  const judge = (cases: OutcomeCase[], horizonDays: number | null, leadDays = 0): Judged =>
    judgedBy(cases, { spec: { kind: 'deal-lost', horizonDays }, observedTo: D('2025-12-31'), leadDays })

  it('is right within the horizon, false before it, and not counted after the event', () => {
    const { scored, bad } = judge([lost], 30)
    expect(bad).toEqual([{ from: D('2025-04-01'), to: D('2025-04-30') }])
    expect(scored).toEqual([{ from: D('2025-02-01'), to: D('2025-04-30') }])
  })

  it('too late is not right: the lead must be longer', () => {
    expect(judge([lost], 30, 10).bad).toEqual([{ from: D('2025-04-01'), to: D('2025-04-20') }])
  })

  it('a window that is not over yet is not judged', () => {
    const running = { from: D('2025-12-01'), badOn: null, endOn: null, valueFen: 0 }
    expect(judge([running], 30).scored).toEqual([{ from: D('2025-12-01'), to: D('2025-12-01') }])
    expect(judge([running], null).scored).toEqual([])
  })

  it('events within one horizon are one trouble', () => {
    const again = { ...lost, from: D('2025-04-01'), badOn: D('2025-05-20'), endOn: D('2025-05-20') }
    expect(judge([lost, again], 30).events).toMatchObject([{ on: D('2025-05-01'), valueFen: 18 }])
  })
})

/** Silent customers who then leave: the follow-up age tells it, more for some than for others. */
function company(chance: Chance, size: number): BacktestSubject[] {
  return Array.from({ length: size }, (_, index) => {
    const leaves = chance() < 0.3
    const end = D(FROM) + 150 + Math.floor(chance() * 150)
    const deltas: Delta[] = []
    for (let on = D(FROM) - 20; on < end; on += 3 + Math.floor(chance() * 6)) deltas.push(visit(on))
    if (!leaves) for (let on = end; on < D(TO); on += 3 + Math.floor(chance() * 6)) deltas.push(visit(on))
    const badOn = leaves ? end + 40 : null
    const cases = [{ from: D(FROM) - 20, badOn, endOn: badOn, valueFen: 1_000 }]
    return subjectOf(`c${index}`, deltas, cases)
  })
}

function subjectOf(id: string, deltas: Delta[], cases: OutcomeCase[]): BacktestSubject {
  const def = metricDef('customer', 'follow_up_age')!
  const series = new Map([['follow_up_age', { def, deltas }]])
  return { history: { subject: { kind: 'customer', id }, series, fields: {} }, cases, person: `p${id}` }
}

function visit(on: number): Delta {
  return { at: startOfDay('1970-01-01') + on * 86_400_000 + 3_600_000, on, value: 1 }
}

const RULE: Rule = shipped({
  code: 'silent',
  title: { zh: '久未联系', en: 'Silent' },
  subject: 'customer',
  condition: fixed('follow_up_age', 'gt', 14),
  severity: 2,
  moneyMetric: null,
})

function run(subjects: readonly BacktestSubject[], more: Partial<BacktestSpec> = {}) {
  const spec: BacktestSpec = {
    rule: RULE,
    outcome: { kind: 'deal-lost', horizonDays: 60 },
    from: FROM,
    to: addDays(TO, -60),
    observedTo: TO,
    looks: 'week',
    leadDays: 0,
    variants: [],
    ...more,
  }
  const backtest = new Backtest(spec)
  for (const subject of subjects) backtest.take(subject)
  return backtest.findings()
}

describe('a backtest', () => {
  const subjects = company(seeded(5), 400)

  it('finds the rule that works useful in both modes, with the days of warning', () => {
    const { decisions, episodes, weeks } = run(subjects)
    expect(episodes.verdict).toBe('useful')
    expect(decisions.verdict).toBe('useful')
    expect(episodes.precision).toBeGreaterThan(0.9)
    expect(episodes.recall).toBeGreaterThan(0.9)
    // Silent from the last visit, warned on the 15th day; gone 40 days after what would have been the next.
    expect(episodes.leadDays!.median).toBeGreaterThan(25)
    expect(episodes.leadDays!.median).toBeLessThan(32)
    expect(episodes.intervals.lift!.low).toBeGreaterThan(1)
    expect(episodes.money.caughtFen).toBe(episodes.truePositive * 1_000)
    expect(episodes.perWeekPerPerson).toBeCloseTo(episodes.raised / weeks / episodes.persons, 10)
    expect(decisions.alerts + decisions.missed + decisions.trueNegative!).toBe(decisions.judged)
  })

  it.each(OUTCOME_KINDS)('shuffled among the customers, the outcomes bring the lift to one: %s', (kind) => {
    const cases = shuffled(
      subjects.map((subject) => subject.cases),
      seeded(9),
    )
    const mixed = subjects.map((subject, index) => ({ ...subject, cases: cases[index]! }))
    const outcome = { ...OUTCOMES[kind], horizonDays: 60 }
    // What is asked of the invoices that follow is another question: it is not in these cases.
    if (kind !== 'late-next') expect(run(subjects, { outcome }).episodes.lift).toBeGreaterThan(2)
    const { episodes } = run(mixed, { outcome })
    if (episodes.lift === null) return expect(kind).toBe('late-next')
    expect(Math.abs(episodes.lift! - 1)).toBeLessThan(0.35)
    expect(episodes.verdict).not.toBe('useful')
    expect(episodes.intervals.lift!.low).toBeLessThan(1)
    expect(episodes.intervals.lift!.high).toBeGreaterThan(1)
  })

  it('facts recorded later change nothing that was said before', () => {
    const cut = startOfDay(addDays(TO, -60)) + 86_400_000
    const later = subjects.map((subject) => {
      const { def, deltas } = subject.history.series.get('follow_up_age')!
      const late = deltas.map((delta) => ({ ...delta, on: delta.on + 5, at: cut + 1 }))
      const voided = deltas.map((delta) => ({ ...delta, until: cut + 2 }))
      const series = new Map([['follow_up_age', { def, deltas: [...voided, ...late] }]])
      return { ...subject, history: { ...subject.history, series } }
    })
    expect(run(later)).toEqual(run(subjects))
  })

  it('the wrong way round is harmful, and few events are no verdict', () => {
    const inverted = { ...RULE, condition: fixed('follow_up_age', 'lt', 3) }
    const everyDay = run(subjects, { rule: inverted, looks: 'day' })
    expect(everyDay.decisions.verdict).toBe('harmful')
    const few = run(subjects.slice(0, 20))
    expect(few.episodes.events).toBeLessThan(10)
    expect(few.episodes.verdict).toBe('not-enough-data')
    // Looked at every day, the same few events fill many looks and are not more for it.
    const daily = run(subjects.slice(0, 20), { looks: 'day' }).decisions
    expect(daily.events).toBeGreaterThan(100)
    expect(daily.verdict).toBe('not-enough-data')
    // Ten hits of ten are not a certainty.
    expect(few.episodes.intervals.precision!.low).toBeLessThan(0.9)
  })

  it('tells each threshold as a run of its own would, early and late apart', () => {
    const { variants, splitOn } = run(subjects, { variants: [7, 14, 30] })
    for (const row of variants) {
      const alone = run(subjects, { rule: withLine(RULE, row.value)! }).episodes
      expect([row.raised, row.truePositive, row.falsePositive, row.missed]).toEqual([
        alone.raised,
        alone.truePositive,
        alone.falsePositive,
        alone.missed,
      ])
      expect(row.early.alerts + row.late.alerts).toBeLessThanOrEqual(row.alerts)
    }
    expect(splitOn).toBe('2025-07-03')
    expect(variants[0]!.raised).toBeGreaterThan(variants[2]!.raised)
  })

  it('the table of the looks adds up to the whole', () => {
    const { periods, decisions } = run(subjects, { looks: 'month-end' })
    expect(periods.map(({ on }) => on).slice(0, 2)).toEqual(['2025-01-31', '2025-02-28'])
    const sum = (key: 'tp' | 'fp' | 'fn' | 'tn') => periods.reduce((total, row) => total + row[key], 0)
    expect([sum('tp'), sum('fp'), sum('fn'), sum('tn')]).toEqual([
      decisions.truePositive,
      decisions.falsePositive,
      decisions.missed,
      decisions.trueNegative,
    ])
  })

  it('a line drawn last month that only finds the season is told apart', () => {
    const def = metricDef('org', 'win_rate_month')!
    const deltas: Delta[] = []
    for (let month = 1; month <= 12; month += 1) {
      const on = D(`2025-${String(month).padStart(2, '0')}-10`)
      const won = month % 3 === 0 ? 80 : 50
      deltas.push(
        { ...visit(on), value: won, n: won, part: 'num' },
        { ...visit(on), value: 100, n: 100, part: 'den' },
      )
    }
    const history = {
      subject: { kind: 'org' as const, id: 'o' },
      series: new Map([['win_rate_month', { def, deltas }]]),
      fields: {},
    }
    const threshold = { kind: 'earlier-month', months: 1, tolerancePct: 20, minN: 10 } as const
    const rule: Rule = {
      ...RULE,
      subject: 'org',
      grid: 'day',
      condition: { metric: 'win_rate_month', op: 'lt', threshold },
    }
    const { alertDays, season } = run([{ history, cases: [], person: 'boss' }], {
      rule,
      outcome: null,
      looks: 'month-end',
    })
    expect(alertDays.decisions).toEqual(['2025-04-30', '2025-07-31', '2025-10-31'])
    expect(season[0]).toEqual({ months: 3, comparable: 3, remain: 0 })
  })
})
