import { describe, expect, it } from 'vitest'
import { addDays, type Day, dayNumber, endOfDay, startOfDay } from '../calendar.ts'
import type { Away } from './away.ts'
import { endOfDayIndex, startOfDayIndex } from './day-index.ts'
import { evaluate, type History } from './evaluate.ts'
import type { Delta } from './metric.ts'
import { metricDef } from './metrics.ts'
import { CHANCE_RULES } from './pack-chance.ts'
import { fixed, shipped } from './pack-shape.ts'
import { peerBook } from './peer-book.ts'
import { afterRedefinition, remeasured } from './redefine.ts'
import type { Leaf, Rule } from './rule.ts'
import type { SubjectKind } from './subject.ts'
import { sweep } from './sweep.ts'

/**
 * What no rule may take for a signal (methods §1.8; the table of it is in docs/guide/guards). Each guard is
 * shown beside the same facts without what it goes by, where the rule does speak.
 */
const MONDAY = dayNumber('2025-03-03')
const ALARMS = CHANCE_RULES.find(({ code }) => code === 'rep-follow-ups-unusual')!
const PEERS = CHANCE_RULES.find(({ code }) => code === 'rep-follow-ups-behind-team')!
const FROG = CHANCE_RULES.find(({ code }) => code === 'new-customers-below-last-year')!

function weekly(counts: readonly number[], from = MONDAY): Delta[] {
  return counts.flatMap((count, week) =>
    Array.from({ length: count }, (_, index): Delta => {
      const on = from + 7 * week + (index % 5)
      return { at: startOfDayIndex(on) + 36_000_000, on, value: 1 }
    }),
  )
}

function historyOf(kind: SubjectKind, metric: string, deltas: Delta[], rest: Partial<History> = {}): History {
  const series = new Map([[metric, { def: metricDef(kind, metric)!, deltas }]])
  return { subject: { kind, id: 's' }, series, fields: {}, ...rest }
}

const ofRep = (counts: readonly number[], away: Away[] = []) =>
  historyOf('rep', 'follow_ups_week', weekly(counts), { away })
const usual = (weeks: number) => Array.from({ length: weeks }, (_, week) => 17 + (week % 3))
const endOfWeek = (weeks: number) => endOfDayIndex(MONDAY + 7 * weeks - 1)
const truthAfter = (rule: Rule, history: History, weeks: number) =>
  evaluate({ ...rule, mode: 'on' }, history, endOfWeek(weeks)).truth

const leaveOf = (week: number, weeks: number, known = week): Away => ({
  at: startOfDayIndex(MONDAY + 7 * known),
  from: MONDAY + 7 * week,
  to: MONDAY + 7 * (week + weeks) - 1,
})

describe('what no rule takes for a signal', () => {
  it('somebody new: twelve weeks are learnt from before anything is said', () => {
    const slump = (weeks: number) => [...usual(weeks), 0, 0, 0]
    expect([3, 6, 8].map((weeks) => truthAfter(ALARMS, ofRep(slump(weeks)), weeks + 3))).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
    expect(truthAfter(ALARMS, ofRep(slump(20)), 23)).toBe('true')
  })

  it('leave: weeks in which nobody was there are passed over, as far as the leave was known', () => {
    const counts = [...usual(30), 0, 0]
    expect(truthAfter(ALARMS, ofRep(counts), 32)).toBe('true')
    expect(truthAfter(ALARMS, ofRep(counts, [leaveOf(30, 2)]), 32)).not.toBe('true')
    expect(truthAfter(ALARMS, ofRep(counts, [leaveOf(30, 2, 33)]), 32)).toBe('true')
    const takenBack = { ...leaveOf(30, 2), until: startOfDayIndex(MONDAY + 7 * 31) }
    expect(truthAfter(ALARMS, ofRep(counts, [takenBack]), 32)).toBe('true')
  })

  it('leave: half a week of work is half a week and no slump', () => {
    const counts = [...usual(30), 7, 7, 7, 7]
    const mondaysToWednesdays = [30, 31, 32, 33].map((week) => {
      const from = MONDAY + 7 * week
      return { at: startOfDayIndex(from), from, to: from + 2 }
    })
    expect(truthAfter(ALARMS, ofRep(counts), 34)).toBe('true')
    expect(truthAfter(ALARMS, ofRep(counts, mondaysToWednesdays), 34)).toBe('false')
  })

  it('handover: from its beginning no work is expected any more', () => {
    const handover: Away = { ...leaveOf(30, 1), to: 1_000_000 }
    expect(truthAfter(ALARMS, ofRep([...usual(30), 3, 0, 0, 0], [handover]), 34)).not.toBe('true')
    expect(truthAfter(ALARMS, ofRep([...usual(30), 3, 0, 0, 0]), 34)).toBe('true')
  })

  it('leave: nobody on leave is held against the team, nor the team against them', () => {
    const team = { team: [{ at: 0, value: 'a' }] }
    const member = (id: string, count: number, away: Away[] = []): History => ({
      ...historyOf('rep', 'follow_ups_week', weekly([count]), { away, fields: team }),
      subject: { kind: 'rep', id },
    })
    const others = [10, 12, 14, 16].map((count, index) => member(`p${index}`, count))
    const seen = (me: History, all: History[]) =>
      evaluate(PEERS, { ...me, peers: peerBook([me, ...all]) }, endOfWeek(1)).headline!
    expect(seen(member('me', 1), others).truth).toBe('true')
    expect(seen(member('me', 1, [leaveOf(0, 1)]), others).truth).toBe('unknown')
    const away = [...others, member('gone', 1, [leaveOf(0, 1)])]
    expect(seen(member('me', 9), away)).toMatchObject({ truth: 'false', peers: 4 })
  })

  it('one whale: an order as large as a quarter does not make the months after it look bad', () => {
    const rule = (metric: string, subject: SubjectKind): Rule => {
      const threshold = { kind: 'own-past', windows: 3, windowDays: 28, tolerancePct: 30, minN: 3 } as const
      const condition: Leaf = { metric, op: 'lt', threshold }
      const title = { zh: '少', en: 'Less' }
      return shipped({
        code: 'less',
        title,
        subject,
        condition,
        severity: 3,
        moneyMetric: null,
        grid: 'week',
      })
    }
    const quoted = (fens: number[]) =>
      fens.map((value, month): Delta => {
        const on = MONDAY + 28 * month + 3
        return { at: startOfDayIndex(on), on, value }
      })
    const seenAfter = (fens: number[]) =>
      truthAfter(
        rule('quotes_sent_4w_fen', 'rep'),
        historyOf('rep', 'quotes_sent_4w_fen', quoted(fens)),
        4 * fens.length,
      )
    expect(seenAfter([100, 900, 100, 100])).toBe('false')
    expect(seenAfter([100, 900, 100, 60])).toBe('true')
    // Of counts the mean stays the mean, so that C109 can be checked by hand.
    const counts = [1, 9, 1, 1].flatMap((count) => [count, 0, 0, 0])
    const customers = historyOf('rep', 'new_customers_4w', weekly(counts))
    expect(truthAfter(rule('new_customers_4w', 'rep'), customers, 16)).toBe('true')
  })

  it('boiling frog: a decline of a percent a week is news to last year’s level and to nobody else', () => {
    const counts = Array.from({ length: 110 }, (_, week) => Math.round(30 * 0.99 ** week))
    const frog = (kind: SubjectKind, metric: string) => historyOf(kind, metric, weekly(counts))
    const weeks = Array.from({ length: 50 }, (_, index) => 60 + index)
    const heard = (rule: Rule, history: History) =>
      weeks.filter((week) => truthAfter(rule, history, week) === 'true').length
    expect(heard(ALARMS, frog('rep', 'follow_ups_week'))).toBeLessThan(5)
    expect(heard(FROG, frog('org', 'new_customers_4w'))).toBeGreaterThan(40)
    const steady = historyOf('org', 'new_customers_4w', weekly(counts.map(() => 30)))
    expect(heard(FROG, steady)).toBeLessThan(3)
  })

  it('Spring Festival: last year’s festival is held against this year’s, although three weeks apart', () => {
    // 2025-01-29 and 2026-02-17: nobody comes in the fortnight around each.
    const isFeast = (day: Day) =>
      ['2025-01-29', '2026-02-17'].some((feast) => day >= addDays(feast, -7) && day <= addDays(feast, 13))
    const deltas: Delta[] = []
    for (let day: Day = '2024-12-01'; day < '2026-04-01'; day = addDays(day, 1)) {
      const fact = { at: startOfDay(day), on: dayNumber(day), value: 1 }
      if (!isFeast(day)) deltas.push(fact, fact, fact)
    }
    const history = historyOf('org', 'new_customers_4w', deltas)
    const rule: Rule = { ...FROG, mode: 'on', grid: 'day' }
    const findings = ['2026-02-14', '2026-02-25', '2026-03-03', '2026-03-20'].map((day) =>
      evaluate(rule, history, endOfDay(day)),
    )
    expect(findings.map(({ truth }) => truth)).toEqual(['false', 'false', 'false', 'false'])
    expect(findings[1]!.headline!.value).toBe(findings[1]!.headline!.baseline)
  })

  it('a figure measured in another way: what crosses its line by that is standing, an open alert goes on', () => {
    const begun = startOfDayIndex(MONDAY)
    const redefined = begun + 20 * 86_400_000 + 7
    const rule = shipped({
      code: 'overdue',
      title: { zh: '逾期', en: 'Overdue' },
      subject: 'customer',
      condition: fixed('overdue_fen', 'gt', 0),
      severity: 2,
      moneyMetric: null,
    })
    const debt: Delta = { at: redefined, on: MONDAY + 20, value: 5 }
    const history = historyOf('customer', 'overdue_fen', [{ at: begun, on: MONDAY, value: 0 }, debt])
    const told = (anew: boolean) => {
      const next: Rule = { ...rule, version: 2, ...(anew ? { anew: true as const } : {}) }
      const versions = [
        { from: begun, rule },
        { from: redefined, rule: next },
      ]
      return sweep({ versions, history, inputs: [] }, null, redefined + 1).transitions.map(({ kind }) => kind)
    }
    expect(told(true)).toEqual(['standing'])
    expect(told(false)).toEqual(['opened'])
  })

  it('a rule is written anew when one of its figures is redefined, once', () => {
    const def = metricDef('customer', 'overdue_fen')!
    const rule = remeasured({ ...ALARMS, subject: 'customer', condition: fixed('overdue_fen', 'gt', 0) })
    expect(afterRedefinition(rule)).toBeNull()
    Object.assign(def, { revision: 2 })
    try {
      const next = afterRedefinition(rule)!
      expect(next).toMatchObject({ anew: true, measured: { overdue_fen: 2 } })
      expect(afterRedefinition(next)).toBeNull()
      expect(remeasured(next)).not.toHaveProperty('anew')
    } finally {
      Reflect.deleteProperty(def, 'revision')
    }
  })
})
