import { describe, expect, it } from 'vitest'
import type { Day } from '../calendar.ts'
import { checkOutflow, type Every, OUTFLOWS_MAX, outflowDays, readOutflowTable } from './outflow.ts'

const plan = (every: Every, firstOn: Day, untilOn: Day | null = null) => ({
  ...{ kind: 'salary' as const, label: '工资', amountFen: 100n },
  ...{ firstOn, every, untilOn },
})

describe('the days on which money goes out', () => {
  it.each<[Every, Day, Day[]]>([
    ['once', '2026-02-10', ['2026-02-10']],
    ['once', '2025-12-10', []],
    [
      'week',
      '2026-01-26',
      ['2026-02-02', '2026-02-09', '2026-02-16', '2026-02-23', '2026-03-02', '2026-03-09'],
    ],
    ['month', '2025-12-31', ['2026-02-28']],
    ['month', '2026-01-05', ['2026-02-05', '2026-03-05']],
    ['quarter', '2025-11-15', ['2026-02-15']],
    ['year', '2024-02-29', ['2026-02-28']],
  ])('%s from %s', (every, firstOn, days) => {
    expect(outflowDays(plan(every, firstOn), '2026-02-01', '2026-03-14')).toEqual(days)
  })

  it('end with the last day that was named, itself included', () => {
    expect(outflowDays(plan('month', '2026-01-15', '2026-03-15'), '2026-01-01', '2026-12-31')).toEqual([
      '2026-01-15',
      '2026-02-15',
      '2026-03-15',
    ])
  })

  it('are refused without an amount, or with an end before the beginning', () => {
    expect(checkOutflow({ ...plan('once', '2026-01-01'), amountFen: 0n })).toMatchObject({
      code: 'amount_not_positive',
    })
    expect(checkOutflow(plan('month', '2026-01-02', '2026-01-01'))).toMatchObject({
      code: 'outflow_ends_before_it_begins',
    })
    expect(checkOutflow(plan('month', '2026-01-02', '2026-01-02')).ok).toBe(true)
  })
})

describe('a pasted table of payments to come', () => {
  it('is read with a header in any order, and without one', () => {
    const withHeader =
      '金额\t付款日期\t收款方\t类别\t周期\n12.5万\t2026/7/5\t宁波铝材\t采购\t\n￥80,000\t2026-07-10\t7月工资\t工资社保\t每月'
    expect(readOutflowTable(withHeader)).toEqual({
      problems: [],
      outflows: [
        { ...plan('once', '2026-07-05'), kind: 'supplier', label: '宁波铝材', amountFen: 12_500_000n },
        { ...plan('month', '2026-07-10'), kind: 'salary', label: '7月工资', amountFen: 8_000_000n },
      ],
    })
    expect(readOutflowTable('2026-07-05,厂房租金,30000,房租,每季度').outflows).toEqual([
      { ...plan('quarter', '2026-07-05'), kind: 'rent', label: '厂房租金', amountFen: 3_000_000n },
    ])
  })

  it.each([
    ['下周\t铝材\t100', 'day_unreadable'],
    ['2026-07-05\t铝材\t面议', 'amount_unreadable'],
    ['2026-07-05\t铝材\t-100', 'amount_unreadable'],
    ['2026-07-05\t\t100', 'label_missing'],
    ['2026-07-05\t铝材\t100\t星座', 'kind_unknown'],
    ['2026-07-05\t铝材\t100\t采购\t有时', 'every_unknown'],
  ])('never guesses: %s', (line, code) => {
    const { outflows, problems } = readOutflowTable(`\n${line}`)
    expect(outflows).toEqual([])
    expect(problems).toMatchObject([{ line: 2, code }])
  })

  it('refuses more rows than anybody plans by hand', () => {
    const row = '2026-07-05\t铝材\t100\n'
    expect(readOutflowTable(row.repeat(OUTFLOWS_MAX)).problems).toEqual([])
    expect(readOutflowTable(row.repeat(OUTFLOWS_MAX + 1)).problems).toMatchObject([{ code: 'too_many' }])
  })
})
