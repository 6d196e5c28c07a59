import { describe, expect, it } from 'vitest'
import type { Cell, SheetRow } from './cell.ts'
import { detectHeader, headerAt, repeatsHeader, uniqueNames } from './header.ts'
import { findWidePairs } from './wide-ledger.ts'

/** "x" is text, a number is a number, "^x" is the copy of a merged cell. */
function rows(...lines: (string | number)[][]): SheetRow[] {
  return lines.map((line, index) => ({
    number: index + 1,
    cells: line.map((value): Cell => {
      if (typeof value === 'number') return { text: String(value), number: value }
      return value.startsWith('^') ? { text: value.slice(1), merged: true } : { text: value }
    }),
  }))
}

describe('the header row', () => {
  it('is found below banner and unit rows', () => {
    const found = detectHeader(
      rows(
        ['某某公司应收账款明细表', '^某某公司应收账款明细表', '^某某公司应收账款明细表'],
        ['截止 2024-12-31', '', '单位：万元'],
        ['客户名称', '开票日期', '应收金额'],
        ['甲公司', '2024-01-05', 12.8],
      ),
    )
    expect(found).toEqual({ row: 3, rows: 1, names: ['客户名称', '开票日期', '应收金额'] })
  })

  it('keeps spacer columns and tells duplicate names apart', () => {
    const found = detectHeader(
      rows(
        ['Data most recently refreshed on:', '^Data most recently refreshed on:', '', 'Dec-27 2020'],
        ['First Name', 'Certification', '', 'Certification', '% Allocated'],
        ['Jason', 'PE', '', 'Theater', 0.75],
      ),
    )
    expect(found?.names).toEqual(['First Name', 'Certification', '', 'Certification (2)', '% Allocated'])
  })

  it('of two rows is joined, with and without merged cells', () => {
    const body = ['甲公司', 'F-001', 50_000, '2024-01-05', 20_000, '2024-03-01', 30_000]
    const merged = detectHeader(
      rows(
        ['客户名称', '发票号', '应收金额', '回款1', '^回款1', '回款2', '^回款2'],
        ['^客户名称', '^发票号', '^应收金额', '日期', '金额', '日期', '金额'],
        body,
      ),
    )
    const plain = detectHeader(
      rows(
        ['客户名称', '发票号', '应收金额', '回款1', '', '回款2', ''],
        ['', '', '', '日期', '金额', '日期', '金额'],
        body,
      ),
    )
    const names = ['客户名称', '发票号', '应收金额', '回款1日期', '回款1金额', '回款2日期', '回款2金额']
    expect(merged).toEqual({ row: 2, rows: 2, names })
    expect(plain).toEqual({ row: 2, rows: 2, names })
  })

  it('is not joined with a first data row of text', () => {
    expect(detectHeader(rows(['客户', '联系人', '备注'], ['银杏', '张三', '']))).toMatchObject({
      row: 1,
      rows: 1,
    })
  })

  it('can be stated', () => {
    const sheet = rows(['a', 'b'], ['c', 'd'])
    expect(headerAt(sheet, 2, 1)?.names).toEqual(['c', 'd'])
    expect(headerAt(sheet, 9, 1)).toBeNull()
  })

  it('is not seen in a sheet of numbers', () => {
    expect(detectHeader(rows([1, 2, 3], [4, 5, 6]))).toBeNull()
  })
})

it('a header repeated on every printed page is recognised', () => {
  expect(repeatsHeader(rows(['客户名称', '金额'])[0]!, ['客户名称', '金额'])).toBe(true)
  expect(repeatsHeader(rows(['客户名称', 5])[0]!, ['客户名称', '金额'])).toBe(false)
})

it('names stay unique even when the file uses our own suffix', () => {
  expect(uniqueNames(['a', 'a', 'a (2)', 'a', ''])).toEqual(['a', 'a (2)', 'a (2) (2)', 'a (3)', ''])
})

describe('a wide ledger', () => {
  it.each([
    [['回款1日期', '回款1金额', '回款2日期', '回款2金额']],
    [['第1次回款日期', '第1次回款金额', '第2次回款日期', '第2次回款金额']],
    [['第一次回款日期', '第一次回款金额', '第二次回款日期', '第二次回款金额']],
    [['回款日期1', '回款金额1', '回款日期2', '回款金额2']],
    [['一期收款时间', '一期收款金额', '二期收款时间', '二期收款金额']],
  ])('%j', (names) => {
    const { payments, instalments } = findWidePairs(['客户名称', '回款日期', ...names])
    expect(payments).toEqual([
      { on: names[0], amount: names[1], label: '第1期' },
      { on: names[2], amount: names[3], label: '第2期' },
    ])
    expect(instalments).toEqual([])
  })

  it('tells planned instalments from payments', () => {
    const { payments, instalments } = findWidePairs([
      '第1期应收日期',
      '第1期应收金额',
      '第1期回款日期',
      '第1期回款金额',
    ])
    expect(instalments).toEqual([{ on: '第1期应收日期', amount: '第1期应收金额', label: '第1期' }])
    expect(payments).toEqual([{ on: '第1期回款日期', amount: '第1期回款金额', label: '第1期' }])
  })

  it('leaves ordinary columns alone', () => {
    expect(findWidePairs(['回款日期', '回款金额', '金额', '2024年销售额']).payments).toEqual([])
  })
})
