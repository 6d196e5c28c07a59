import { describe, expect, it } from 'vitest'
import { startOfDay } from '../calendar.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import { checklist, isTried, type Mark, measured, type PlanSpec, refuseMark } from './plan.ts'

const MINUTE = 60_000
/** A Friday, an hour before the office closes. */
const START = startOfDay('2026-03-13') + 17 * 60 * MINUTE
const PLAN: PlanSpec = {
  calls: [
    { userId: null, name: '王律师', office: '律师', phone: '010-1' },
    { userId: null, name: '李经理', office: '银行', phone: '010-2' },
  ],
  steps: [
    { title: '停止发货', minutes: 30 },
    { title: '核对应收', minutes: 120 },
  ],
}
const mark = (item: string, minutes: number, kind: Mark['kind'] = 'done', text = ''): Mark => ({
  ...{ item, kind, text, by: 'u' },
  at: START + minutes * MINUTE,
})
const at = (minutes: number, marks: Mark[]) =>
  checklist(PLAN, marks, { startedAt: START, at: START + minutes * MINUTE, calendar: DEFAULT_CALENDAR })

describe('the checklist of an emergency', () => {
  it('measures working minutes: a step of two hours begun at five on a Friday is due on Monday', () => {
    const items = at(10, [])
    expect(items.map(({ key }) => key)).toEqual(['call-0', 'call-1', 'step-0', 'step-1'])
    expect(items[2]!.dueAt).toBe(START + 30 * MINUTE)
    expect(items[3]!.dueAt).toBe(startOfDay('2026-03-16') + 10 * 60 * MINUTE)
  })

  it('is what was known then: the first done counts, a call that failed stays open', () => {
    const marks = [mark('call-0', 5, 'failed', '没人接'), mark('step-0', 40), mark('step-0', 50)]
    const [first, , stop] = at(60, marks)
    expect(first).toMatchObject({ doneAt: null, minutes: null })
    expect(stop).toMatchObject({ doneAt: START + 40 * MINUTE, minutes: 40, isLate: true })
    expect(at(35, marks)[2]).toMatchObject({ doneAt: null, isLate: true })
    expect(at(20, marks)[2]).toMatchObject({ doneAt: null, isLate: false })
  })

  it('is told as a whole: done, late, and how long it took', () => {
    expect(measured(at(60, [mark('call-0', 3), mark('step-0', 40)]))).toEqual({
      done: 2,
      all: 4,
      late: 1,
      minutes: 40,
    })
    expect(measured(at(1, []))).toMatchObject({ done: 0, minutes: null })
  })

  it('takes no mark after its end, none of what it does not have, and no failure without a reason', () => {
    const open = { endedAt: null, isDrill: true }
    const done = { item: 'step-0', kind: 'done', text: '' } as const
    expect(refuseMark(open, PLAN, done)).toBeNull()
    expect(refuseMark({ ...open, endedAt: START }, PLAN, done)).toBe('run_ended')
    expect(refuseMark(open, PLAN, { ...done, item: 'step-2' })).toBe('item_unknown')
    expect(refuseMark(open, PLAN, { ...done, kind: 'failed' })).toBe('note_required')
  })
})

it('a drill has tried the plan when everything was gone through, be it in vain', () => {
  const marks = [mark('call-0', 1, 'failed', 'x'), mark('call-1', 2), mark('step-0', 3), mark('step-0', 4)]
  const last = (kind: Mark['kind']) => [...marks, mark('step-1', 5, kind, 'x')]
  expect([marks, last('note'), last('failed'), last('done')].map((some) => isTried(PLAN, some))).toEqual([
    ...[false, false, true, true],
  ])
})
