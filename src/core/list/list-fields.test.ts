import { describe, expect, test } from 'vitest'
import { problemOfTest } from '../fields/fits-kind.ts'
import { columnsOf, defaultColumns, LIST_FIELDS, LISTS, movedColumn } from './list-fields.ts'
import { applyView, isSameView, mayChangeView, maySeeView, mayShare, viewValues } from './saved-view.ts'

const own = [
  { key: 'source', inList: true, isRetired: false },
  { key: 'machines', inList: false, isRetired: false },
  { key: 'old', inList: true, isRetired: true },
]

describe('columns of a list', () => {
  test('who has chosen nothing sees the shipped ones and the own fields that are to stand in lists', () => {
    expect(columnsOf('customer', own, undefined)).toEqual([...defaultColumns('customer', own)])
    expect(columnsOf('customer', own, undefined)).toContain('custom.source')
    expect(columnsOf('customer', own, undefined)).not.toContain('custom.machines')
  })

  test('chosen ones stand in their order; unknown and retired ones are passed over', () => {
    const columns = columnsOf('customer', own, 'overdue,custom.machines,custom.old,nonsense,overdue,city')
    expect(columns).toEqual(['name', 'overdue', 'custom.machines', 'city'])
  })

  test('a text that names no column leaves the one that names the record', () => {
    expect(columnsOf('deal', own, '')).toEqual(['title'])
    expect(columnsOf('deal', own, 'customer')).toEqual(['title'])
  })

  test('moving never goes before the first or past the last', () => {
    const columns = ['name', 'open', 'city']
    expect(movedColumn(columns, 'city', -1)).toEqual(['name', 'city', 'open'])
    expect(movedColumn(columns, 'open', -1)).toEqual(columns)
    expect(movedColumn(columns, 'city', 1)).toEqual(columns)
    expect(movedColumn(columns, 'name', 1)).toEqual(columns)
  })

  test('keys are keys of the filter text and taken once', () => {
    for (const list of LISTS) {
      const keys = LIST_FIELDS[list].map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      for (const key of keys) expect(key).toMatch(/^[a-z][a-z0-9_]{0,39}$/)
    }
  })
})

describe('a test that cannot be asked of a kind', () => {
  test.each([
    ['text', { key: 'a', op: 'has', text: '上' }, null],
    ['text', { key: 'a', op: 'from', value: '3' }, 'filter_operator'],
    ['money', { key: 'a', op: 'from', value: '300' }, null],
    ['money', { key: 'a', op: 'from', value: '三百' }, 'custom_bound'],
    ['money', { key: 'a', op: 'has', text: '3' }, 'filter_operator'],
    ['date', { key: 'a', op: 'to', value: '2026-02-30' }, 'custom_bound'],
    ['date', { key: 'a', op: 'to', value: '2026-02-28' }, null],
    ['person', { key: 'a', op: 'is', values: ['x'] }, null],
    ['number', { key: 'a', op: 'is', values: ['3'] }, 'filter_operator'],
    ['person', { key: 'a', op: 'empty' }, null],
  ] as const)('%s %o: %s', (kind, asked, problem) => {
    expect(problemOfTest(kind, asked as never)).toBe(problem)
  })
})

describe('a saved view', () => {
  const view = { ownerId: 'li', share: 'department', departmentId: 'east' } as const
  const reader = { userId: 'wang', departmentId: 'west', subtreeUserIds: [], keepsSettings: false }

  test('keeps filters, sort and columns and neither page nor day', () => {
    const values = viewValues('deal', { q: '泵', page: '3', asOf: '2026-01-01', view: 'list', cols: 'title' })
    expect(values).toEqual({ q: '泵', cols: 'title' })
    expect(isSameView(values, { cols: 'title', q: '泵' })).toBe(true)
    expect(isSameView(values, { q: '泵' })).toBe(false)
  })

  test('takes away what it does not say', () => {
    expect(applyView('deal', { q: '泵' })).toMatchObject({ q: '泵', stuckOnly: undefined, cols: undefined })
  })

  test.each([
    ['its owner', { ...reader, userId: 'li' }, true],
    ['another department', reader, false],
    ['the same department', { ...reader, departmentId: 'east' }, true],
    ['whoever keeps the settings', { ...reader, keepsSettings: true }, true],
    ['who leads the owner', { ...reader, subtreeUserIds: ['li'] }, true],
    ['nobody’s department', { ...reader, departmentId: null }, false],
  ])('shared with a department is seen by %s: %s', (_, who, seen) => {
    expect(maySeeView(view, who)).toBe(seen)
  })

  test('one’s own is seen by nobody else, not even by whoever keeps the settings', () => {
    const keeper = { ...reader, subtreeUserIds: ['li'], keepsSettings: true }
    expect(maySeeView({ ...view, share: 'none' }, keeper)).toBe(false)
    expect(mayChangeView({ ...view, share: 'none' }, keeper)).toBe('view_not_yours')
  })

  test('is changed by its owner and, shared, by whoever keeps the settings', () => {
    expect(mayChangeView(view, { ...reader, userId: 'li' })).toBe(true)
    expect(mayChangeView(view, reader)).toBe('view_not_yours')
    expect(mayChangeView(view, { ...reader, keepsSettings: true })).toBe(true)
  })

  test('goes no further than its owner reaches', () => {
    expect(mayShare('none', { departmentId: null, seesAll: false })).toBe(true)
    expect(mayShare('department', { departmentId: null, seesAll: true })).toBe('view_no_department')
    expect(mayShare('department', { departmentId: 'east', seesAll: false })).toBe(true)
    expect(mayShare('everyone', { departmentId: 'east', seesAll: false })).toBe('view_share_all')
    expect(mayShare('everyone', { departmentId: null, seesAll: true })).toBe(true)
  })
})
