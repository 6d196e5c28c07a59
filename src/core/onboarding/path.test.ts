import { describe, expect, test } from 'vitest'
import { endOfDay, startOfDay } from '../calendar.ts'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import { canTick, checkPath, type PathFacts, type PathItem, progressOf } from './path.ts'

const item = (id: string, given: Partial<PathItem>): PathItem => ({
  ...{ id, kind: 'do', title: '', articleId: null, figure: null, target: null, dueDays: 1 },
  ...given,
})
const READ = item('r', { kind: 'read', articleId: 'article', dueDays: 1 })
const DO = item('d', { kind: 'do', title: '和主管跑一家客户', dueDays: 3 })
const REACH = item('f', { kind: 'reach', figure: 'follow_ups', target: 3, dueDays: 5 })

describe('a path is checked before it is kept (C194)', () => {
  test.each([
    ['no items', [], 'path_empty'],
    ['a task without words', [item('a', { title: ' ' })], 'path_item_untold'],
    ['reading without an article', [item('a', { kind: 'read' })], 'path_item_untold'],
    [
      'a figure of nothing',
      [item('a', { kind: 'reach', figure: 'follow_ups', target: 0 })],
      'path_item_untold',
    ],
    ['the same article twice', [READ, { ...READ, id: 'x' }], 'path_item_twice'],
    ['the same item twice', [DO, DO], 'path_item_twice'],
  ])('%s', (_, items, code) => {
    expect(checkPath(items)).toMatchObject({ ok: false, code })
  })

  test('what belongs to another kind is left out', () => {
    const mixed = { ...DO, articleId: 'article', figure: 'follow_ups' as const, target: 3 }
    expect(checkPath([mixed])).toEqual({ ok: true, value: [DO] })
  })
})

// 2026-03-06 is a Friday.
const FACTS: PathFacts = {
  startedOn: '2026-03-06',
  read: new Map(),
  articles: new Set(['article']),
  ticked: new Map(),
  figures: { follow_ups: 0, customers_met: 0, deals_opened: 0, quotes_sent: 0, orders_placed: 0 },
}
const at = (today: string, facts: Partial<PathFacts> = {}) =>
  progressOf([READ, DO, REACH], { ...FACTS, ...facts }, { calendar: DEFAULT_CALENDAR, today })

describe('how far somebody has come', () => {
  test('days are working days, over a weekend too', () => {
    expect(at('2026-03-06').items.map(({ dueOn }) => dueOn)).toEqual([
      '2026-03-09',
      '2026-03-11',
      '2026-03-13',
    ])
    expect(at('2026-03-09').late).toBe(0)
    expect(at('2026-03-10').late).toBe(1)
  })

  test('read, ticked and reached', () => {
    const on = startOfDay('2026-03-09')
    const progress = at('2026-03-20', {
      read: new Map([['article', on]]),
      ticked: new Map([['d', on]]),
      figures: { ...FACTS.figures, follow_ups: 3 },
    })
    expect(progress).toMatchObject({ done: 3, all: 3, late: 0 })
    expect(progress.items.map(({ value }) => value)).toEqual([null, null, 3])
  })

  test('done late stays late, and is no longer waited for', () => {
    const progress = at('2026-03-20', { read: new Map([['article', endOfDay('2026-03-10')]]) })
    expect(progress.items[0]).toMatchObject({ isDone: true, isLate: true })
    expect(progress.late).toBe(2)
  })

  test('an article that is gone is not asked for', () => {
    expect(at('2026-03-20', { articles: new Set() })).toMatchObject({ all: 2 })
  })
})

test.each([
  ['oneself', { userId: 'new', leads: false }, 'do', true],
  ['whoever leads', { userId: 'lead', leads: true }, 'do', true],
  ['a colleague', { userId: 'mate', leads: false }, 'do', 'forbidden'],
  ['what counts itself', { userId: 'new', leads: false }, 'reach', 'path_not_ticked'],
] as const)('ticked off by %s', (_, actor, kind, expected) => {
  expect(canTick({ userId: 'new', isOver: false }, actor, kind)).toBe(expected)
})

test('what was stopped is not ticked off', () => {
  expect(canTick({ userId: 'new', isOver: true }, { userId: 'new', leads: false }, 'do')).toBe('path_over')
})
