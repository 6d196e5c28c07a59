import { describe, expect, it } from 'vitest'
import { addDays, type Day, dayNumber, dayOf, endOfDay, startOfDay, weekday } from '../calendar.ts'
import { checkRule } from './check-rule.ts'
import type { FieldChange, History } from './evaluate.ts'
import { knobsOf } from './knobs.ts'
import type { Delta, Series } from './metric.ts'
import { metricDef } from './metrics.ts'
import { PACK } from './pack.ts'
import { leavesOf, metricsOf, type Rule } from './rule.ts'
import { sweep } from './sweep.ts'

const D: Day = '2026-03-02' // a Monday

function ruleOf(code: string): Rule {
  const rule = PACK.find((one) => one.code === code)
  if (!rule) throw new Error(`no rule ${code}`)
  return rule
}

function delta(day: Day, value = 1, rest: Partial<Delta> = {}): Delta {
  return { at: startOfDay(day), on: dayNumber(day), value, ...rest }
}

type Facts = { deltas: Record<string, Delta[]>; fields?: Record<string, string | number | boolean> }

/** [kind, day] of every transition of one rule over a year from well before its facts. */
function played(code: string, facts: Facts, until: Day = addDays(D, 400)): [string, Day][] {
  const rule = ruleOf(code)
  const series = new Map<string, Series>()
  for (const id of metricsOf(rule)) {
    const def = metricDef(rule.subject, id)!
    series.set(id, { def, deltas: facts.deltas[id] ?? facts.deltas[def.deltasOf ?? ''] ?? [] })
  }
  const begins = startOfDay(addDays(D, -400))
  const fields: Record<string, FieldChange[]> = {}
  for (const [name, value] of Object.entries(facts.fields ?? {})) fields[name] = [{ at: begins, value }]
  const history: History = { subject: { kind: rule.subject, id: 'x' }, series, fields }
  const watch = { versions: [{ from: begins, rule }], history, inputs: [] }
  return sweep(watch, null, endOfDay(until)).transitions.map(({ kind, at }) => [kind, dayOf(at)])
}

function firstOpening(code: string, facts: Facts): Day | undefined {
  return played(code, facts).find(([kind]) => kind === 'opened')?.[1]
}

const openDeal = delta(D, 1, { part: 'gate' })

describe('the shipped rules', () => {
  it('are well formed, with unique codes and one language never missing', () => {
    expect(new Set(PACK.map(({ code }) => code)).size).toBe(PACK.length)
    for (const rule of PACK) {
      expect(checkRule(rule), rule.code).toEqual([])
      expect(rule.title.zh && rule.title.en, rule.code).toBeTruthy()
      expect(leavesOf(rule.condition).length).toBeGreaterThan(0)
    }
  })

  it('C073: what is under no contract, from ¥200,000 on and only beyond what is left of contracts', () => {
    const gate = delta(D, 1, { part: 'gate' })
    const bill = delta(addDays(D, 3), 19_999_999)
    const left = delta(D, 0, { part: 'den' })
    const facts = (fen: number, cover: number) => ({
      deltas: {
        uncontracted_fen: [gate, bill, delta(addDays(D, 5), fen)],
        contract_cover_fen: [
          left,
          delta(D, cover, { part: 'den' }),
          { ...bill, part: 'num' as const },
          delta(addDays(D, 5), fen, { part: 'num' }),
        ],
      },
    })
    const rule = 'customer-beyond-contracts'
    expect(played(rule, facts(0, 0))).toEqual([])
    expect(played(rule, facts(1, 20_000_000))).toEqual([])
    expect(played(rule, facts(1, 19_999_999))).toEqual([
      ['opened', addDays(D, 5)],
      ['cleared', addDays(D, 33)],
    ])
  })

  it('C073: a contract of which more was ordered or invoiced than it says', () => {
    const share = (fen: number) => [
      delta(D, 1, { part: 'gate' }),
      delta(D, 10_000, { part: 'den' }),
      delta(addDays(D, 2), fen, { part: 'num' }),
    ]
    const rule = 'contract-used-beyond'
    expect(played(rule, { deltas: { contract_billed_bp: share(10_000) } })).toEqual([])
    expect(firstOpening(rule, { deltas: { contract_billed_bp: share(10_001) } })).toBe(addDays(D, 2))
    expect(firstOpening(rule, { deltas: { contract_used_bp: share(10_001) } })).toBe(addDays(D, 2))
  })

  it('C091: a refused bill that lay on account warns though nothing is owed', () => {
    const ends = addDays(D, 30)
    const facts = { deltas: { bills_refused_fen: [delta(D, 500), delta(ends, -500)] } }
    expect(played('bill-refused', facts)).toEqual([
      ['opened', D],
      ['cleared', ends],
    ])
  })

  it('C032: a cover warns at 60, 30 and 7 days, and no more when another one goes on', () => {
    const ends = addDays(D, 100)
    const cover = [delta(D, 1, { on: dayNumber(ends) }), delta(D, 1, { part: 'gate' })]
    const facts = { deltas: { cover_days_left: cover } }
    expect(firstOpening('cover-ends-60', facts)).toBe(addDays(ends, -60))
    expect(firstOpening('cover-ends-30', facts)).toBe(addDays(ends, -30))
    expect(firstOpening('cover-ends-7', facts)).toBe(addDays(ends, -7))
    const next = delta(addDays(D, 50), 1, { on: dayNumber(addDays(ends, 365)) })
    const renewed = played('cover-ends-60', { deltas: { cover_days_left: [...cover, next] } })
    expect(renewed.map(([kind, day]) => [kind, day])).toEqual([
      ['opened', addDays(ends, -60)],
      ['cleared', addDays(D, 50)],
    ])
  })

  it('C011 C024 C025: a grade that falls warns for thirty days, or until it has risen again', () => {
    const fell = { deltas: { grade_fell: [delta(D, 2)] } }
    expect(played('credit-grade-fell', fell)).toEqual([
      ['opened', D],
      ['cleared', addDays(D, 30)],
    ])
    const rose = { deltas: { grade_fell: [delta(D, 1), delta(addDays(D, 5), -1)] } }
    expect(played('credit-grade-fell', rose)).toEqual([
      ['opened', D],
      ['cleared', addDays(D, 5)],
    ])
  })

  it('C011: what the register shows warns at once, a change for 180 days from its day', () => {
    const listed = { deltas: { register_dishonest: [delta(D, 1, { until: startOfDay(addDays(D, 40)) })] } }
    expect(played('register-bad', listed)).toEqual([
      ['opened', D],
      ['cleared', addDays(D, 40)],
    ])
    const changed = { deltas: { register_new_rep: [delta(D, 1, { on: dayNumber(addDays(D, -10)) })] } }
    expect(played('register-changed', changed)).toEqual([
      ['opened', D],
      ['cleared', addDays(D, 170)],
    ])
    const old = { deltas: { register_capital_cut: [delta(D, 1, { on: dayNumber(addDays(D, -200)) })] } }
    expect(played('register-changed', old)).toEqual([])
  })

  it('C039: seven days without follow-up do not fire, the eighth does', () => {
    const facts = { deltas: { follow_up_age: [delta(D), openDeal] } }
    expect(firstOpening('deal-no-follow-up', facts)).toBe(addDays(D, 8))
    expect(played('deal-no-follow-up', facts, addDays(D, 7))).toEqual([])
  })

  it('C039: a follow-up clears it, a closed deal is never neglected', () => {
    const again = { deltas: { follow_up_age: [delta(D), delta(addDays(D, 9)), openDeal] } }
    expect(played('deal-no-follow-up', again, addDays(D, 12))).toEqual([
      ['opened', addDays(D, 8)],
      ['cleared', addDays(D, 9)],
    ])
    const won = delta(addDays(D, 7), -1, { part: 'gate' })
    expect(played('deal-no-follow-up', { deltas: { follow_up_age: [delta(D), openDeal, won] } })).toEqual([])
  })

  it('C039 for key customers only', () => {
    const deltas = { follow_up_age: [delta(D)] }
    expect(firstOpening('key-customer-no-follow-up', { deltas, fields: { keyLevel: 'key' } })).toBe(
      addDays(D, 8),
    )
    expect(
      firstOpening('key-customer-no-follow-up', { deltas, fields: { keyLevel: 'normal' } }),
    ).toBeUndefined()
  })

  it('C039 by grade: ordinary customers have a number of their own, day 30 does not fire, day 31 does', () => {
    const deltas = { follow_up_age: [delta(D)] }
    const of = (keyLevel: string) => firstOpening('customer-no-follow-up', { deltas, fields: { keyLevel } })
    expect(of('normal')).toBe(addDays(D, 31))
    expect(of('key')).toBeUndefined()
    const turned = (code: string) => knobsOf(ruleOf(code)).map(({ value }) => value)
    expect([turned('key-customer-no-follow-up'), turned('customer-no-follow-up')]).toEqual([[7], [30]])
  })

  it('C041: one day beyond the norm of the stage, 30 days without one', () => {
    const deltas = { stage_days: [delta(D), openDeal] }
    expect(firstOpening('deal-stuck-in-stage', { deltas, fields: { stageNormDays: 10 } })).toBe(
      addDays(D, 11),
    )
    expect(firstOpening('deal-stuck-in-stage', { deltas })).toBe(addDays(D, 31))
  })

  it('C043: the same day', () => {
    const deltas = { responsible_active: [delta(D, 1), delta(addDays(D, 5), 0)] }
    expect(firstOpening('key-customer-without-responsible', { deltas, fields: { keyLevel: 'key' } })).toBe(
      addDays(D, 5),
    )
  })

  it('C240: more than the longest of nine in ten gaps, where they are anything but regular', () => {
    const orders = [0, 2, 4, 34, 36].map((day) => delta(addDays(D, day)))
    // Gaps of 2, 2, 30 and 2 days: twice the median would be 14 at the least, nine in ten are 21.6.
    expect(firstOpening('order-interval-stretched', { deltas: { order_interval_days: orders } })).toBe(
      addDays(D, 36 + 22),
    )
  })

  it('C240: more than one and a half of the own median gap where orders keep time, after three gaps', () => {
    const orders = [0, 10, 20, 30].map((day) => delta(addDays(D, day)))
    expect(firstOpening('order-interval-stretched', { deltas: { order_interval_days: orders } })).toBe(
      addDays(D, 46),
    )
    expect(
      firstOpening('order-interval-stretched', { deltas: { order_interval_days: orders.slice(1) } }),
    ).toBeUndefined()
  })
})

describe('the course of one instalment (C085–C087)', () => {
  const due = addDays(D, 40)
  const clock = [delta(due, 1, { at: startOfDay(D) }), delta(D, 50_000, { part: 'gate' })]
  const facts = { deltas: { days_to_due: clock, overdue_days: clock } }

  it.each([
    ['instalment-due-soon', -10, 0],
    ['instalment-due-today', 0, 1],
    ['instalment-overdue-1', 1, 7],
    ['instalment-overdue-7', 7, 15],
    ['instalment-overdue-15', 15, 30],
    ['instalment-overdue-30', 30, 60],
    ['instalment-overdue-60', 60, null],
  ])('%s begins on day %i and ends on day %s', (code, from, to) => {
    const crossings = played(code, facts).filter(([kind]) => kind === 'opened' || kind === 'cleared')
    const expected: [string, Day][] = [['opened', addDays(due, from)]]
    if (to !== null) expected.push(['cleared', addDays(due, to)])
    expect(crossings).toEqual(expected)
  })

  it('a payment in full ends it on the day it is known, a part payment does not', () => {
    const part = delta(addDays(due, 2), -20_000, { part: 'gate' })
    const rest = delta(addDays(due, 4), -30_000, { part: 'gate' })
    const paid = { deltas: { overdue_days: [...clock, part, rest] } }
    expect(played('instalment-overdue-1', paid).at(-1)).toEqual(['cleared', addDays(due, 4)])
    expect(played('instalment-overdue-7', paid)).toEqual([])
  })

  it('a disputed invoice is not reminded', () => {
    expect(played('instalment-overdue-1', { ...facts, fields: { disputed: true } })).toEqual([])
  })

  it('a due day put off moves the course with it', () => {
    const moved = startOfDay(addDays(due, -3))
    const later = addDays(due, 30)
    const changed = [{ ...clock[0]!, until: moved }, delta(later, 1, { at: moved }), clock[1]!]
    const crossings = played('instalment-due-soon', { deltas: { days_to_due: changed } })
    expect(crossings.filter(([kind]) => kind === 'opened').map(([, day]) => day)).toEqual([
      addDays(due, -10),
      addDays(later, -10),
    ])
  })
})

describe('money', () => {
  it('C090: the first fen overdue', () => {
    expect(firstOpening('customer-overdue', { deltas: { overdue_fen: [delta(addDays(D, 3), 1)] } })).toBe(
      addDays(D, 3),
    )
  })

  it('C021: at the limit nothing, beyond it at once, back only under 95 %', () => {
    const limit = delta(D, 100_000, { part: 'den' })
    const use = (day: number, fen: number) => delta(addDays(D, day), fen, { part: 'num' })
    const deltas = { limit_use_bp: [limit, use(1, 100_000), use(2, 100), use(3, -3_000), use(4, -2_500)] }
    expect(played('over-limit', { deltas })).toEqual([
      ['opened', addDays(D, 2)],
      ['cleared', addDays(D, 4)],
    ])
  })

  it('C028: a customer drifting from 30 to 90 days is told before 60', () => {
    const deltas: Delta[] = []
    let firstDayOver60: Day | undefined
    for (let month = 0; month < 13; month += 1) {
      const paid = addDays(D, month * 30)
      const days = 30 + month * 5
      if (days >= 60) firstDayOver60 ??= paid
      deltas.push(delta(paid, days * 1_000_000, { part: 'num' }), delta(paid, 1_000_000, { part: 'den' }))
    }
    const facts = (owed: Delta[]) => ({
      deltas: { effective_term_days: deltas, open_fen: owed },
      fields: { termDays: 30 },
    })
    expect(firstOpening('term-drift', facts([delta(D, 10_000)]))! < firstDayOver60!).toBe(true)
    // Nothing is at risk once all of it is paid, and again with the next invoice.
    const drifting = addDays(D, 200)
    const repaid = [delta(D, 10_000), delta(drifting, -10_000), delta(addDays(drifting, 30), 5)]
    expect(played('term-drift', facts(repaid)).slice(-2)).toEqual([
      ['cleared', drifting],
      ['opened', addDays(drifting, 30)],
    ])
  })

  it('C099 counts orders at the end of each day: 14 % is not above 14 %, and there is room before it clears', () => {
    const orders = Array.from({ length: 100 }, (_, index) =>
      delta(D, 100, { group: `o${index}`, part: 'den' }),
    )
    const late = (day: number, order: number, fen = 100) =>
      delta(addDays(D, day), fen, { group: `o${order}`, part: 'num' })
    const fourteen = Array.from({ length: 14 }, (_, order) => late(1, order))
    // A second overdue instalment of the same order is no second order; a part payment leaves it overdue.
    const more = [
      late(2, 3),
      late(3, 5, -40),
      late(5, 14),
      late(9, 0, -100),
      late(9, 1, -100),
      late(12, 2, -100),
    ]
    const deltas = { late_orders_share: [...orders, ...fourteen, ...more] }
    expect(played('late-orders', { deltas })).toEqual([
      ['opened', addDays(D, 5)],
      ['cleared', addDays(D, 12)],
    ])
  })

  it('of few orders nothing is said', () => {
    const orders = Array.from({ length: 9 }, (_, index) => delta(D, 100, { group: `o${index}` }))
    expect(played('late-orders', { deltas: { late_orders_share: orders } })).toEqual([])
  })

  it('the share of money has a line of its own', () => {
    const open = delta(D, 10_000, { part: 'den' })
    const overdue = (day: number, fen: number) => delta(addDays(D, day), fen, { part: 'num' })
    const deltas = {
      overdue_share: [open, overdue(1, 3_000), overdue(5, 1), overdue(9, -201), overdue(12, -101)],
    }
    expect(played('overdue-share', { deltas })).toEqual([
      ['opened', addDays(D, 5)],
      ['cleared', addDays(D, 12)],
    ])
  })
})

describe('against the own past', () => {
  /** `weekly(i)` contacts in week i after D, each on its own day. */
  function weeks(count: number, weekly: (index: number) => number): Delta[] {
    return Array.from({ length: count }, (_, index) => {
      const n = weekly(index)
      return delta(addDays(D, index * 7 + 2), n, { n })
    })
  }

  it('C040: half of the own mean is not below half, less is, two weeks running', () => {
    const steady = weeks(12, (index) => (index < 10 ? 10 : 5))
    const half = played('rep-contacts-drop', { deltas: { follow_ups_week: steady } }, addDays(D, 11 * 7 + 6))
    expect(half).toEqual([])
    const dropped = weeks(12, (index) => (index < 10 ? 10 : 2))
    const [first] = played('rep-contacts-drop', { deltas: { follow_ups_week: dropped } })
    expect(first).toEqual(['opened', addDays(D, 11 * 7 + 6)])
    expect(weekday(first![1])).toBe(7)
  })

  it('C040: too few contacts behind the mean say nothing', () => {
    const rare = weeks(12, (index) => (index < 10 ? 2 : 0))
    expect(
      firstOpening('rep-contacts-drop', { deltas: { follow_ups_week: rare.slice(0, 10) } }),
    ).toBeUndefined()
  })

  it('C109: below the mean of three months fires, equal to it does not; and it ships on trial with a note', () => {
    const month = (index: number, forward: number): Delta[] => [
      delta(addDays(D, index * 30), forward, { part: 'num', n: forward }),
      delta(addDays(D, index * 30), 20, { part: 'den', n: 20 }),
    ]
    const equal = [0, 1, 2, 3].flatMap((index) => month(index, 10))
    expect(
      played('stage-conversion-below-mean', { deltas: { stage_conversion_30d: equal } }, addDays(D, 119)),
    ).toEqual([])
    const below = [...[0, 1, 2].flatMap((index) => month(index, 10)), ...month(3, 9)]
    const opened = played(
      'stage-conversion-below-mean',
      { deltas: { stage_conversion_30d: below } },
      addDays(D, 119),
    )
    expect(opened[0]?.[0]).toBe('opened')
    expect(ruleOf('stage-conversion-below-mean')).toMatchObject({ mode: 'trial', note: expect.anything() })
    const ofStage = { deltas: { stage_conversion_30d: below } }
    expect(played('one-stage-below-its-mean', ofStage, addDays(D, 119))[0]?.[0]).toBe('opened')
    expect(ruleOf('one-stage-below-its-mean')).toMatchObject({ subject: 'stage', mode: 'trial' })
  })

  it('C101: limitation warns at 180, 90 and 30 days, one at a time, and a proven demand ends it', () => {
    const end = addDays(D, 200)
    const owed = delta(D, 5_000, { part: 'gate' })
    const clock = (...more: Delta[]) => ({
      deltas: { limitation_days: [delta(end, 1, { at: startOfDay(D) }), owed, ...more] },
    })
    const turns = (code: string, facts: Facts, until?: Day) =>
      played(code, facts, until).filter(([kind]) => kind !== 'worsened')
    expect(turns('limitation-180', clock())).toEqual([
      ['opened', addDays(end, -180)],
      ['cleared', addDays(end, -90)],
    ])
    expect(turns('limitation-90', clock())).toEqual([
      ['opened', addDays(end, -90)],
      ['cleared', addDays(end, -30)],
    ])
    // It stays once the claim is time-barred: somebody has to answer for it.
    expect(turns('limitation-30', clock())).toEqual([['opened', addDays(end, -30)]])
    const letter = delta(addDays(D, 400), 1, { at: startOfDay(addDays(end, -10)) })
    expect(turns('limitation-30', clock(letter), addDays(end, 20))).toEqual([
      ['opened', addDays(end, -30)],
      ['cleared', addDays(end, -10)],
    ])
    const paid = delta(addDays(end, -20), -5_000, { part: 'gate' })
    expect(turns('limitation-30', clock(paid)).at(-1)).toEqual(['cleared', addDays(end, -20)])
  })

  it('C125: behind target only from the eighth working day on, two days running', () => {
    const days = Array.from({ length: 20 }, (_, index) => addDays(D, index))
    const target = days.map((day) => delta(day, 1_000, { part: 'den', at: startOfDay(D) }))
    const [first] = played('bookings-behind-target', { deltas: { mtd_bookings_bp: target } })
    expect(first).toEqual(['opened', addDays(D, 7 + 2)])
    const reached = [...target, delta(D, 20_000, { part: 'num' })]
    expect(played('bookings-behind-target', { deltas: { mtd_bookings_bp: reached } })).toEqual([])
  })
})
