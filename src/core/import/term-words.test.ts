import { describe, expect, it } from 'vitest'
import { ColumnScan } from './column-scan.ts'
import type { Header } from './header.ts'
import type { Mapping } from './mapping.ts'
import { planRows } from './planner.ts'
import { questionsOf } from './suggest-mapping.ts'
import { proposeTermDays } from './term-words.ts'

describe('a payment term in words', () => {
  it.each([
    ['月结30天', 30],
    ['月结 60', 60],
    ['月结', 30],
    ['次月结', 30],
    ['半月结', 15],
    ['双月结', 60],
    ['季结', 90],
    ['款到发货', 0],
    ['先款后货', 0],
    ['货到付款', 0],
    ['现结', 0],
    ['票到60天', 60],
    ['票到６０天', 60],
    ['货到30天', 30],
    ['验收后45日内', 45],
    ['两个月', 60],
    ['3个月', 90],
    ['Net 45', 45],
    ['按合同', null],
    ['面议', null],
  ])('%s is proposed as %s days', (words, days) => {
    expect(proposeTermDays(words)).toBe(days)
  })
})

const header: Header = { row: 1, rows: 1, names: ['客户名称', '账期'] }
const mapping: Mapping = { target: 'customers', columns: { name: '客户名称', termDays: '账期' } }
const rows = [
  ['甲公司', '月结30天'],
  ['乙公司', '45'],
  ['丙公司', '按合同'],
  ['丁公司', '30天'],
  ['戊公司', '月结30天'],
  ['己公司', '-'],
].map((cells, index) => ({
  number: index + 2,
  width: 2,
  cells: cells.map((text) => ({ text })),
}))

function asked(answered: Mapping) {
  const scan = new ColumnScan(answered, header)
  for (const row of rows) scan.push(row)
  return questionsOf(answered, header, scan.facts())
}

describe('an import with terms in words', () => {
  it('asks once per wording, with a proposal where there is one, and reads no number into it', () => {
    expect(asked(mapping)).toEqual([
      {
        code: 'term_words',
        blocking: true,
        field: 'termDays',
        column: '账期',
        options: ['月结30天', '按合同'],
        proposals: { 月结30天: '30' },
      },
    ])
    const { rows: planned } = planRows(mapping, header, rows)
    expect(planned.filter(({ outcome }) => outcome === 'bad')).toHaveLength(3)
  })

  it('takes the answer from the mapping', () => {
    const answered = { ...mapping, values: { termDays: { 月结30天: '60', 按合同: '0' } } }
    expect(asked(answered)).toEqual([])
    const { rows: planned } = planRows(answered, header, rows)
    const terms = planned.flatMap((one) => (one.outcome === 'good' ? one.records : []))
    expect(terms.map((record) => 'termDays' in record && record.termDays)).toEqual([60, 45, 0, 30, 60, false])
  })
})
