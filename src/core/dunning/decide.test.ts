import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day } from '../calendar.ts'
import { PACK } from '../watch/pack.ts'
import { DEFAULT_CALENDAR, isWorkday } from '../workdays.ts'
import { type DunningItem, decideDunning, REST_WORKDAYS } from './decide.ts'
import { planOf, reachedStage, type StageCode, stageDay } from './stage.ts'

const PLAN = planOf(PACK, 'all')
const calendar = DEFAULT_CALENDAR
/** Wednesday; the tenth day before it is a Sunday, the day after it a Thursday. */
const DUE: Day = '2026-03-04'
const on = (days: number): Day => addDays(DUE, days)

const item = (rest: Partial<DunningItem> = {}): DunningItem => ({
  id: 'a',
  dueOn: DUE,
  openFen: 100n,
  isPaused: false,
  isBroken: false,
  done: null,
  ...rest,
})
const decide = (items: DunningItem[], day: Day, last: { stage: StageCode; on: Day } | null = null) =>
  decideDunning(PLAN, items, last, { day, calendar })

describe('the shipped plan', () => {
  it('is the ladder of the rules: −10, due day, 1, 7, 15, 30, 60', () => {
    expect(PLAN.map(({ code, from }) => [code, from])).toEqual([
      ['soon', -10],
      ['today', 0],
      ['call', 1],
      ['manager', 7],
      ['letter', 15],
      ['stop', 30],
      ['lawyer', 60],
    ])
  })

  it.each([
    [-13, null],
    [-12, 'soon'],
    [-1, 'soon'],
    [0, 'today'],
    [1, 'call'],
    [6, 'call'],
    [7, 'manager'],
    [15, 'letter'],
  ] as const)('on day %i it is at %s: a stage of a Sunday comes on the Friday before', (days, code) => {
    const step = decide([item()], on(days))
    expect(step?.stage.code ?? null).toBe(code)
  })

  it('from the due day on a stage of a day off comes on the next working day', () => {
    const friday: Day = '2026-03-06'
    expect(stageDay(friday, 1, calendar)).toBe('2026-03-09')
    expect(stageDay(friday, -5, calendar)).toBe('2026-02-27')
    const reached = (day: Day) => reachedStage(PLAN, { dueOn: friday, isBroken: false }, { day, calendar })
    expect(PLAN[reached('2026-03-08')]?.code).toBe('today')
    expect(PLAN[reached('2026-03-09')]?.code).toBe('call')
  })
})

describe('one step for a customer', () => {
  it('speaks of everything open, at the highest stage, each at its own', () => {
    const step = decide([item(), item({ id: 'b', dueOn: on(-20), openFen: 50n })], on(0))!
    expect(step.stage.code).toBe('letter')
    expect(step.items).toEqual([
      { id: 'a', stage: 'today' },
      { id: 'b', stage: 'letter' },
    ])
    expect(step.fen).toBe(150n)
  })

  it('leaves out what is paused or contested in full; a broken promise is one stage further', () => {
    expect(decide([item({ isPaused: true })], on(8))).toBeNull()
    expect(decide([item({ openFen: 0n })], on(8))).toBeNull()
    expect(decide([item({ isBroken: true })], on(2))?.stage.code).toBe('manager')
    expect(decide([item({ isBroken: true })], on(90))?.stage.code).toBe('lawyer')
  })

  it('what was done is not done again; what was missed is one step', () => {
    expect(decide([item({ done: 'call' })], on(5))).toBeNull()
    const step = decide([item({ done: 'soon' })], on(16))!
    expect(step.stage.code).toBe('letter')
    expect(step.lateDays).toBe(1)
  })

  it('the same stage waits a few working days after the last message, a higher one does not', () => {
    const items = [item({ done: 'call' }), item({ id: 'b', dueOn: on(1) })]
    expect(decide(items, on(2), { stage: 'call', on: on(1) })).toBeNull()
    expect(decide(items, on(6), { stage: 'call', on: on(1) })?.stage.code).toBe('call')
    expect(decide(items, on(7), { stage: 'call', on: on(6) })?.stage.code).toBe('manager')
  })
})

describe('missed days are caught up once and never doubled (C084)', () => {
  const owed = fc.record({
    due: fc.integer({ min: 0, max: 40 }),
    paidAfter: fc.integer({ min: -20, max: 90 }),
  })

  it('whatever is owed and however long nobody looked', () => {
    fc.assert(
      fc.property(
        fc.array(owed, { minLength: 1, maxLength: 5 }),
        fc.array(fc.boolean(), { minLength: 130, maxLength: 130 }),
        (debts, present) => {
          const done = new Map<string, StageCode[]>()
          let last: { stage: StageCode; on: Day } | null = null
          for (let offset = -15; offset < 115; offset += 1) {
            const day = on(offset)
            if (!present[offset + 15] || !isWorkday(calendar, day)) continue
            const items = debts.map(({ due, paidAfter }, index) =>
              item({
                id: `i${index}`,
                dueOn: on(due),
                openFen: offset > due + paidAfter ? 0n : 100n,
                done: done.get(`i${index}`)?.at(-1) ?? null,
              }),
            )
            const look = () => decideDunning(PLAN, items, last, { day, calendar })
            const step = look()
            if (!step) continue
            for (const { id, stage } of step.items) {
              const before = done.get(id) ?? []
              if (before.at(-1) !== stage) done.set(id, [...before, stage])
              const one = items.find((other) => other.id === id)!
              one.done = stage
            }
            last = { stage: step.stage.code, on: day }
            // Looking again on the same day finds nothing left to do.
            expect(look()).toBeNull()
          }
          for (const stages of done.values()) {
            const places = stages.map((code) => PLAN.findIndex((one) => one.code === code))
            expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('looked at on every working day, every stage of a single debt is done exactly once', () => {
    const done: StageCode[] = []
    let last: { stage: StageCode; on: Day } | null = null
    for (let offset = -15; offset < 100; offset += 1) {
      const day = on(offset)
      if (!isWorkday(calendar, day)) continue
      const step = decide([item({ done: done.at(-1) ?? null })], day, last)
      if (!step) continue
      done.push(step.stage.code)
      last = { stage: step.stage.code, on: day }
    }
    expect(done).toEqual(PLAN.map(({ code }) => code))
    expect(REST_WORKDAYS).toBeGreaterThan(1)
  })
})
