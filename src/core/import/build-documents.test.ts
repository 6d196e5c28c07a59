import { describe, expect, it } from 'vitest'
import type { Cell, SheetRow } from './cell.ts'
import { detectHeader } from './header.ts'
import { planRows } from './planner.ts'
import { suggestMapping } from './suggest-mapping.ts'

const cell = (text: string): Cell => ({ text })
const rowOf = (number: number, texts: string[]): SheetRow => ({
  number,
  cells: texts.map(cell),
  width: texts.length,
})

/** A whole sheet through suggestion and planning, as an upload goes. */
function planned(lines: string[][]) {
  const rows = lines.map((texts, index) => rowOf(index + 1, texts))
  const header = detectHeader(rows)!
  const { mapping } = suggestMapping(header, [])
  return { mapping, ...planRows(mapping, header, rows) }
}

const HEADER = [
  '报价单号',
  '客户名称',
  '报价内容',
  '询价日期',
  '报价日期',
  '报价金额',
  '有效期至',
  '结果',
  '结果日期',
  '未成交原因',
  '币种',
  '业务员',
]

describe('a list of quotes', () => {
  it('is recognised and read with its course', () => {
    const { mapping, rows } = planned([
      HEADER,
      [
        'Q-1',
        '甲公司',
        '轴套',
        '2026-03-02',
        '2026-03-04',
        '1200.50',
        '2026-04-04',
        '未成交',
        '2026-03-20',
        '价格',
        '美元',
        '张三',
      ],
      ['Q-2', '乙公司', '轴套', '2026-03-02', '', '900', '', '', '', '', '', '张三'],
    ])
    expect(mapping.target).toBe('quotes')
    expect(rows.map(({ outcome }) => outcome)).toEqual(['good', 'good'])
    const [first, second] = rows.flatMap((row) => (row.outcome === 'good' ? row.records : []))
    expect(first).toMatchObject({
      kind: 'quote',
      externalCode: 'Q-1',
      currency: 'USD',
      steps: [
        { kind: 'asked', on: '2026-03-02' },
        { kind: 'sent', on: '2026-03-04', amountFen: 120050n, validUntil: '2026-04-04' },
        { kind: 'lost', on: '2026-03-20', reason: '价格' },
      ],
    })
    expect(second).toMatchObject({ steps: [{ kind: 'asked', amountFen: 90_000n }] })
  })

  it.each([
    ['no request day', ['Q-1', '甲', 'x', '', '2026-03-04', '1', '', '', '', '', '', ''], 'required'],
    [
      'sent before it was asked for',
      ['Q-1', '甲', 'x', '2026-03-05', '2026-03-04', '1', '', '', '', '', '', ''],
      'dates_out_of_order',
    ],
    [
      'a result nobody understands',
      ['Q-1', '甲', 'x', '2026-03-01', '2026-03-04', '1', '', '七', '', '', '', ''],
      'result_unknown',
    ],
    [
      'a currency nobody understands',
      ['Q-1', '甲', 'x', '2026-03-01', '2026-03-04', '1', '', '', '', '', '贝壳', ''],
      'currency_unknown',
    ],
    ['decided on no day', ['Q-1', '甲', 'x', '2026-03-01', '', '', '', '成交', '', '', '', ''], 'required'],
  ])('%s: the row says why it is not taken', (_name, texts, code) => {
    const { rows } = planned([HEADER, texts])
    const [row] = rows
    expect(row!.outcome).toBe('bad')
    expect(row!.outcome === 'bad' && row!.problems.map((problem) => problem.code)).toContain(code)
  })
})
