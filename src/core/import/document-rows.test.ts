import { describe, expect, it } from 'vitest'
import type { Cell, SheetRow } from './cell.ts'
import { ColumnScan } from './column-scan.ts'
import { detectHeader } from './header.ts'
import type { Mapping } from './mapping.ts'
import { planRows } from './planner.ts'
import type { ImportRecord } from './records.ts'
import { questionsOf, suggestMapping } from './suggest-mapping.ts'

const merged = (text: string): Cell => ({ text, merged: true })

/** The way of a file, with an answer where it asks. */
function imported(lines: (string | Cell)[][], answers: Partial<Mapping> = {}) {
  const rows: SheetRow[] = lines.map((cells, index) => ({
    number: index + 1,
    cells: cells.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)),
  }))
  const header = detectHeader(rows)!
  const mapping = { ...suggestMapping(header, [], answers.target).mapping, ...answers }
  const scan = new ColumnScan(mapping, header)
  for (const row of rows) scan.push(row)
  const facts = scan.facts()
  const { rows: planned, summary } = planRows(mapping, header, rows, facts)
  const records = planned.flatMap((row) => (row.outcome === 'good' ? row.records : []))
  const problems = planned.flatMap((row) =>
    row.outcome === 'bad' ? row.problems.map(({ row: at, code, text }) => `${at} ${code} ${text}`) : [],
  )
  const outcomes = planned
    .toSorted((a, b) => a.row.number - b.row.number)
    .map((row) => (row.outcome === 'skipped' ? row.reason : row.outcome))
  return { mapping, questions: questionsOf(mapping, header, facts), records, problems, outcomes, summary }
}

const sums = (records: ImportRecord[]) =>
  records.map((one) => ('amountFen' in one && 'externalCode' in one ? [one.externalCode, one.amountFen] : []))

const HEADER = ['订单号', '客户名称', '产品名称', '金额', '订单日期']
const PLAIN = [
  HEADER,
  ['SO-1', '甲公司', '轴承', '100', '2026-01-05'],
  ['SO-1', '甲公司', '齿轮', '200', '2026-01-05'],
  ['SO-1', '甲公司', '链条', '50', '2026-01-05'],
  ['SO-2', '乙公司', '轴承', '80', '2026-01-06'],
]

describe('an order list with one row for each product', () => {
  it('asks one question, with the amounts and what each answer makes of them', () => {
    const { questions } = imported(PLAIN)
    expect(questions).toEqual([
      {
        code: 'same_number',
        blocking: true,
        field: 'externalCode',
        options: ['lines', 'whole', 'refuse'],
        examples: [{ row: 2, text: 'SO-1 (3): 100.00 + 200.00 + 50.00', readings: { lines: '350.00' } }],
      },
    ])
  })

  it('adds the rows up as lines of one order', () => {
    const { questions, records, outcomes, summary } = imported(PLAIN, { sameNumber: 'lines' })
    expect(questions).toEqual([])
    expect(sums(records)).toEqual([
      ['SO-1', 35_000n],
      ['SO-2', 8_000n],
    ])
    expect(records[0]).toMatchObject({ title: '轴承、齿轮、链条' })
    expect(outcomes).toEqual(['good', 'good', 'good', 'good'])
    expect(summary.lines).toEqual({ mode: 'lines', documents: 1, rows: 3, own: false })
    expect(summary.totals.amountFen).toBe(43_000n)
  })

  it('takes rows that repeat the whole amount as one order, once', () => {
    const list = [
      HEADER,
      ['SO-1', '甲公司', '轴承', '300', '2026-01-05'],
      ['SO-1', '甲公司', '齿轮', '300', '2026-01-05'],
      ['SO-2', '乙公司', '轴承', '80', '2026-01-06'],
    ]
    expect(imported(list).questions[0]?.examples?.[0]?.readings).toEqual({ lines: '600.00', whole: '300.00' })
    // A spreadsheet sums what is written, people what was ordered: both totals are the list's own.
    for (const total of ['680', '380']) {
      const { records, summary } = imported([...list, ['合计', '', '', total, '']], { sameNumber: 'whole' })
      expect(sums(records)).toEqual([
        ['SO-1', 30_000n],
        ['SO-2', 8_000n],
      ])
      expect(summary.totals).toMatchObject({ amountFen: 38_000n, agree: true })
    }
    const wrong = imported([...list, ['合计', '', '', '700', '']], { sameNumber: 'whole' })
    expect(wrong.summary.totals.agree).toBe(false)
  })

  it('refuses different orders under one number, as before', () => {
    const { problems, outcomes } = imported(PLAIN, { sameNumber: 'refuse' })
    expect(outcomes).toEqual(['good', 'bad', 'bad', 'good'])
    expect(problems).toEqual(['3 duplicate_key 2', '4 duplicate_key 2'])
  })

  it('sends all rows of an order back when one of them is wrong', () => {
    const list = PLAIN.with(3, ['SO-1', '甲公司', '链条', '五十', '2026-01-05'])
    const { problems, records } = imported(list, { sameNumber: 'lines' })
    expect(problems).toEqual(['2 line_of_bad 4', '3 line_of_bad 4', '4 amount_unreadable 五十'])
    expect(sums(records)).toEqual([['SO-2', 8_000n]])
    const other = PLAIN.with(3, ['SO-1', '甲公司', '链条', '50', '2026-02-05'])
    expect(imported(other, { sameNumber: 'lines' }).problems).toEqual([
      '2 line_of_bad 4',
      '3 line_of_bad 4',
      '4 duplicate_key 2',
    ])
  })

  it('finds the rows of an order wherever they stand', () => {
    const list = [PLAIN[0]!, PLAIN[1]!, PLAIN[4]!, PLAIN[2]!, PLAIN[3]!, ['合计', '', '', '430', '']]
    const { records, summary } = imported(list, { sameNumber: 'lines' })
    expect(sums(records)).toEqual([
      ['SO-2', 8_000n],
      ['SO-1', 35_000n],
    ])
    expect(summary.totals.agree).toBe(true)
  })

  it('goes on under a blank or merged number, to the last row', () => {
    const blank = [
      HEADER,
      ['SO-1', '甲公司', '轴承', '100', '2026-01-05'],
      ['', '', '齿轮', '200', ''],
      ['SO-2', '乙公司', '轴承', '80', '2026-01-06'],
      [merged('SO-2'), merged('乙公司'), '链条', '20', merged('2026-01-06')],
      ['', '', '销轴', '5', ''],
    ]
    const { records, outcomes } = imported(blank, { sameNumber: 'lines' })
    expect(outcomes).toEqual(['good', 'good', 'good', 'good', 'good'])
    expect(sums(records)).toEqual([
      ['SO-1', 30_000n],
      ['SO-2', 10_500n],
    ])
  })

  it('reads a merged amount as that of the whole, unasked', () => {
    const list = [
      HEADER,
      ['SO-1', '甲公司', '轴承', '350', '2026-01-05'],
      [merged('SO-1'), merged('甲公司'), '齿轮', merged('350'), merged('2026-01-05')],
    ]
    const { questions, records, summary } = imported(list)
    expect(questions).toEqual([])
    expect(sums(records)).toEqual([['SO-1', 35_000n]])
    expect(summary.lines).toMatchObject({ own: true })
  })

  it('leaves the very same row a duplicate, and one of another customer another order', () => {
    const again = imported([...PLAIN, PLAIN[3]!], { sameNumber: 'lines' })
    expect(again.outcomes.at(-1)).toBe('duplicate')
    expect(sums(again.records)).toContainEqual(['SO-1', 35_000n])
    const twice = imported([HEADER, PLAIN[1]!, PLAIN[1]!])
    expect(twice.questions).toEqual([])
    expect(twice.outcomes).toEqual(['good', 'duplicate'])
    const other = imported([HEADER, PLAIN[1]!, ['SO-1', '丙公司', '齿轮', '200', '2026-01-05']])
    expect(other.questions).toEqual([])
    expect(other.problems).toEqual(['3 duplicate_key 2'])
  })
})

describe('lines with quantity and price', () => {
  const PRICED = ['订单号', '客户名称', '品名', '数量', '单位', '单价', '金额', '订单日期', '发货日期']

  it('say themselves that they are lines, and become them', () => {
    const { questions, records, summary } = imported([
      PRICED,
      ['SO-1', '甲公司', '轴承', '10', '件', '12.50', '125', '2026-01-05', '2026-01-20'],
      ['SO-1', '甲公司', '齿轮', '1.5', 't', '100', '150', '2026-01-05', '2026-01-25'],
      ['SO-2', '乙公司', '轴承', '2', '件', '12.50', '25', '2026-01-06', ''],
    ])
    expect(questions).toEqual([])
    expect(summary.lines).toEqual({ mode: 'lines', documents: 1, rows: 2, own: true })
    expect(records[0]).toMatchObject({
      amountFen: 27_500n,
      deliveredOn: '2026-01-25',
      lines: [
        { product: '轴承', unit: '件', quantityMilli: 10_000n, unitPriceFen: 1_250n },
        { product: '齿轮', unit: 't', quantityMilli: 1_500n, unitPriceFen: 10_000n },
      ],
    })
    expect(records[1]).toMatchObject({ lines: [{ product: '轴承', quantityMilli: 2_000n }] })
  })

  it('are not delivered before the last of them', () => {
    const { records } = imported([
      PRICED,
      ['SO-1', '甲公司', '轴承', '10', '件', '12.50', '125', '2026-01-05', '2026-01-20'],
      ['SO-1', '甲公司', '齿轮', '1', '件', '150', '150', '2026-01-05', ''],
    ])
    expect(records[0]).not.toHaveProperty('deliveredOn')
  })

  it('keep the amount where a price has more than two decimals, without lines', () => {
    const { records } = imported([
      PRICED,
      ['SO-1', '甲公司', '轴承', '3', '件', '3.3333', '10', '2026-01-05', ''],
      ['SO-1', '甲公司', '齿轮', '1', '件', '150', '150', '2026-01-05', ''],
    ])
    expect(records[0]).toMatchObject({ amountFen: 16_000n })
    expect(records[0]).not.toHaveProperty('lines')
  })

  const WHOLE = ['订单号', '客户名称', '品名', '行金额', '订单金额', '订单日期']
  it('that come to the same whole in each row answer by themselves', () => {
    const { questions, records, summary } = imported([
      WHOLE,
      ['SO-1', '甲公司', '轴承', '100', '300', '2026-01-05'],
      ['SO-1', '甲公司', '齿轮', '200', '300', '2026-01-05'],
      ['合计', '', '', '300', '600', ''],
    ])
    expect(questions).toEqual([])
    expect(sums(records)).toEqual([['SO-1', 30_000n]])
    expect(summary.lines).toMatchObject({ mode: 'whole', own: true })
    expect(summary.totals).toMatchObject({ amountFen: 30_000n, agree: true })
  })

  it('that do not come to the whole come back', () => {
    const { problems } = imported(
      [
        WHOLE,
        ['SO-1', '甲公司', '轴承', '100', '300', '2026-01-05'],
        ['SO-1', '甲公司', '齿轮', '150', '300', '2026-01-05'],
      ],
      { sameNumber: 'whole' },
    )
    expect(problems).toEqual(['2 lines_disagree 250.00', '3 line_of_bad 2'])
  })
})

describe('other documents in rows', () => {
  it('quotes and deals add up under their number', () => {
    const quotes = imported(
      [
        ['报价单号', '客户名称', '产品名称', '询价日期', '报价日期', '报价金额'],
        ['BJ-1', '甲公司', '轴承', '2026-01-05', '2026-01-06', '100'],
        ['BJ-1', '甲公司', '齿轮', '2026-01-05', '2026-01-06', '200'],
      ],
      { target: 'quotes', sameNumber: 'lines' },
    )
    expect(quotes.records).toMatchObject([{ title: '轴承、齿轮', steps: [{}, { amountFen: 30_000n }] }])
    const deals = imported(
      [
        ['商机编号', '商机名称', '客户名称', '阶段', '产品', '预计金额', '创建日期'],
        ['P-1', '扩产', '甲公司', '方案报价', '轴承', '1万', '2026-01-05'],
        ['P-1', '扩产', '甲公司', '方案报价', '齿轮', '2万', '2026-01-05'],
        ['', '无编号', '', '方案报价', '齿轮', '2万', '2026-01-05'],
      ],
      { target: 'deals', sameNumber: 'lines' },
    )
    expect(deals.records).toMatchObject([
      { title: '扩产', product: '轴承、齿轮', amountFen: 3_000_000n, history: [{ amountFen: 3_000_000n }] },
      { title: '无编号', amountFen: 2_000_000n },
    ])
  })
})
