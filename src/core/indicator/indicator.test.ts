import { describe, expect, it } from 'vitest'
import { DEFAULT_CALENDAR } from '../workdays.ts'
import {
  checkValue,
  expectedOn,
  firstDueOn,
  firstOfPeriod,
  lastOfPeriod,
  nextPeriod,
  numberPeriods,
  speaksThrough,
} from './indicator.ts'
import { readPeriod, readValueTable } from './value-table.ts'

const calendar = DEFAULT_CALENDAR

describe('periods', () => {
  it.each([
    ['day', '2026-03-04', '2026-03-04', '2026-03-04', '2026-03-05'],
    ['day', '2026-03-06', '2026-03-06', '2026-03-06', '2026-03-09'],
    ['week', '2026-03-04', '2026-03-02', '2026-03-08', '2026-03-09'],
    ['month', '2026-02-17', '2026-02-01', '2026-02-28', '2026-03-01'],
    ['month', '2026-12-31', '2026-12-01', '2026-12-31', '2027-01-01'],
  ] as const)('%s of %s', (every, day, first, last, next) => {
    expect(firstOfPeriod(day, every)).toBe(first)
    expect(lastOfPeriod(first, every)).toBe(last)
    expect(nextPeriod(first, every, calendar)).toBe(next)
  })

  it('are due working days after their end, over a weekend', () => {
    const monthly = { every: 'month', dueWorkdays: 3 } as const
    expect(expectedOn('2026-03-01', monthly, calendar)).toBe('2026-04-03')
    expect(speaksThrough('2026-02-01', monthly, calendar)).toBe('2026-04-03')
    const weekly = { every: 'week', dueWorkdays: 1 } as const
    expect(expectedOn('2026-03-02', weekly, calendar)).toBe('2026-03-09')
    expect(expectedOn('2026-03-02', { every: 'week', dueWorkdays: 0 }, calendar)).toBe('2026-03-08')
  })

  it('are numbered so that neighbours differ by one, over the end of a year and a weekend', () => {
    expect(numberPeriods(['2025-12-01', '2026-01-01', '2026-03-01'], 'month', calendar)).toEqual([
      24312, 24313, 24315,
    ])
    const [a, b] = numberPeriods(['2025-12-29', '2026-01-05'], 'week', calendar)
    expect(b! - a!).toBe(1)
    expect(numberPeriods(['2026-03-05', '2026-03-06', '2026-03-09', '2026-03-11'], 'day', calendar)).toEqual([
      0, 1, 2, 4,
    ])
  })

  it('the first is due after the period in which the company begins to ask', () => {
    const due = { every: 'month', dueWorkdays: 3 } as const
    expect(firstDueOn('2026-03-15', due, calendar)).toBe('2026-04-03')
    expect(firstDueOn('2026-03-15', { every: 'day', dueWorkdays: 1 }, calendar)).toBe('2026-03-16')
  })

  it('takes no figure of a period that has not begun, and none that cannot be', () => {
    expect(checkValue({ first: '2026-03-01', value: 1 }, '2026-03-01').ok).toBe(true)
    expect(checkValue({ first: '2026-03-02', value: 1 }, '2026-03-01')).toMatchObject({
      code: 'indicator_period_ahead',
    })
    expect(checkValue({ first: '2026-03-01', value: Number.NaN }, '2026-03-01').ok).toBe(false)
    expect(checkValue({ first: '2026-03-01', value: 1e10 }, '2026-03-01').ok).toBe(false)
  })
})

describe('figures out of a spreadsheet', () => {
  it('are read with or without a header, in the shapes people write', () => {
    const table = '月份\t钢价\n2026-01\t3,842.5\n2026年2月\t3901\n2026/3/31\t-0.5%'
    expect(readValueTable(table, 'month')).toEqual({
      values: [
        { on: '2026-01-01', value: 3842.5 },
        { on: '2026-02-01', value: 3901 },
        { on: '2026-03-01', value: -0.5 },
      ],
      problems: [],
    })
  })

  it('names what it cannot tell, with its line, and takes no period twice', () => {
    const table = '2026-03-02,12\nsoon,3\n2026-03-09,many\n2026-03-04,13\n2026-03,9'
    expect(readValueTable(table, 'week')).toEqual({
      values: [{ on: '2026-03-02', value: 12 }],
      problems: [
        { line: 2, code: 'period_unreadable', text: 'soon' },
        { line: 3, code: 'value_unreadable', text: 'many' },
        { line: 4, code: 'period_twice', text: '2026-03-04' },
        { line: 5, code: 'period_too_coarse', text: '2026-03' },
      ],
    })
    expect(readPeriod('2026-13', 'month').ok).toBe(false)
  })
})
