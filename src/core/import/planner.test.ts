import { describe, expect, it } from 'vitest'
import type { Cell, SheetRow } from './cell.ts'
import { ColumnScan } from './column-scan.ts'
import { detectHeader, type Header } from './header.ts'
import type { Mapping } from './mapping.ts'
import { planRows } from './planner.ts'
import type { DealRecord, ImportRecord, InvoiceRecord } from './records.ts'
import { questionsOf, suggestMapping } from './suggest-mapping.ts'

type Value = string | number | Cell

function sheet(lines: Value[][]): SheetRow[] {
  return lines.map((line, index) => ({
    number: index + 1,
    cells: line.map((value): Cell => {
      if (typeof value === 'object') return value
      return typeof value === 'number' ? { text: String(value), number: value } : { text: value }
    }),
  }))
}

const merged = (text: string): Cell => ({ text, merged: true })

/** The way of a file: header, suggestion (completed by `answers`), scan of every row, plan. */
function importSheet(lines: Value[][], answers: Partial<Mapping> = {}) {
  const rows = sheet(lines)
  const header = detectHeader(rows) as Header
  const suggested = suggestMapping(
    header,
    rows.filter((row) => row.number < header.row),
    answers.target,
  ).mapping
  const mapping: Mapping = { ...suggested, ...answers, columns: { ...suggested.columns, ...answers.columns } }
  const scan = new ColumnScan(mapping, header)
  for (const row of rows) scan.push(row)
  const facts = scan.facts()
  const { rows: planned, summary } = planRows(mapping, header, rows, facts)
  const records: ImportRecord[] = planned.flatMap((row) => (row.outcome === 'good' ? row.records : []))
  const problems = planned.flatMap((row) => (row.outcome === 'bad' ? row.problems : []))
  return { mapping, questions: questionsOf(mapping, header, facts), planned, summary, records, problems }
}

const LEDGER = ['客户名称', '业务员', '发票号', '开票日期', '到期日', '应收金额', '备注']

describe('a ledger with totals', () => {
  const { summary, records, planned } = importSheet([
    ['2024 年应收账款明细'],
    LEDGER,
    ['甲公司', '张三', '0001', '2024-01-05', '2024-02-04', '50,000.00', ''],
    ['乙公司', '张三', '0002', '2024-01-08', '2024-02-07', '￥30,000', ''],
    ['小计', '', '', '', '', 80_000, ''],
    ['丙公司', '李四', '0003', '2024/2/1', '2024-03-02', '1.5万', ''],
    ['小 计', '', '', '', '', 15_000, ''],
    ['合计', '', '', '', '', 95_000, ''],
    ['制表：王五', '', '', '审核：赵六'],
  ])

  it('counts no totals row and agrees with all of them to the fen', () => {
    expect(summary.totals).toMatchObject({
      count: 3,
      amountFen: 9_500_000n,
      fileTotalFen: 9_500_000n,
      agree: true,
    })
    expect(summary.totals.checks.map((check) => [check.label, check.statedFen, check.agree])).toEqual([
      ['小计', 8_000_000n, true],
      ['小 计', 1_500_000n, true],
      ['合计', 9_500_000n, true],
    ])
  })

  it('ends every row as exactly one thing', () => {
    expect(planned.map((row) => (row.outcome === 'skipped' ? row.reason : row.outcome))).toEqual([
      'good',
      'good',
      'total',
      'good',
      'total',
      'total',
      'note',
    ])
    expect(summary).toMatchObject({ rows: 3, good: 3, bad: 0, skipped: 4, people: ['张三', '李四'] })
  })

  it('keeps numbers as text and dates as days', () => {
    expect(records[0]).toEqual({
      kind: 'invoice',
      customer: { name: '甲公司' },
      number: '0001',
      invoiceKind: 'invoice',
      issuedOn: '2024-01-05',
      amountFen: 5_000_000n,
      instalments: [{ dueOn: '2024-02-04', amountFen: 5_000_000n }],
      payments: [],
      responsible: { name: '张三' },
    })
  })

  it('says so when a total does not agree', () => {
    const wrong = importSheet([
      LEDGER,
      ['甲公司', '', '1', '2024-01-05', '', 100, ''],
      ['乙公司', '', '2', '2024-01-05', '', 100, ''],
      ['总计', '', '', '', '', 201, ''],
    ])
    expect(wrong.summary.totals).toMatchObject({ agree: false, fileTotalFen: 20_100n, amountFen: 20_000n })
  })

  it('recognises an unlabelled last line of sums, but not an ordinary row', () => {
    const sums = importSheet([
      LEDGER,
      ['甲公司', '', '1', '2024-01-05', '', 100, ''],
      ['乙公司', '', '2', '2024-01-05', '', 150, ''],
      ['', '', '', '', '', 250, ''],
    ])
    expect(sums.summary).toMatchObject({ good: 2, bad: 0 })
    expect(sums.summary.totals).toMatchObject({ fileTotalFen: 25_000n, agree: true })
    const loose = importSheet([
      LEDGER,
      ['甲公司', '', '1', '2024-01-05', '', 100, ''],
      ['', '', '', '', '', 99, ''],
    ])
    expect(loose.summary).toMatchObject({ good: 1, bad: 1 })
  })

  it('explains the difference that bad and repeated rows make', () => {
    const { summary: partly } = importSheet([
      LEDGER,
      ['甲公司', '', '1', '2024-01-05', '', 100, ''],
      ['甲公司', '', '1', '2024-01-05', '', 100, ''],
      ['乙公司', '', '2', '下周', '', 50, ''],
      ['合计', '', '', '', '', 250, ''],
    ])
    expect(partly).toMatchObject({ good: 1, bad: 1, duplicate: 1 })
    expect(partly.totals).toMatchObject({
      amountFen: 10_000n,
      badAmountFen: 5_000n,
      duplicateAmountFen: 10_000n,
      fileTotalFen: 25_000n,
      agree: true,
    })
  })
})

describe('payments in a ledger', () => {
  it('are read from a wide ledger in 万元, and rows under a merged invoice add theirs', () => {
    const { records, summary } = importSheet([
      ['单位：万元'],
      ['客户名称', '发票号', '开票日期', '应收金额', '回款1日期', '回款1金额', '回款2日期', '回款2金额'],
      ['甲公司', 'F1', '2024-01-05', 5, '2024-02-01', 2, '2024-03-01', 1.5],
      [merged('甲公司'), merged('F1'), merged('2024-01-05'), merged('5'), '2024-04-01', 1, '', ''],
      ['乙公司', 'F2', '2024-01-06', 3, '', '', '', ''],
      ['合计', '', '', 8, '', 3, '', 1.5],
    ])
    const [first, second] = records as InvoiceRecord[]
    expect(records).toHaveLength(2)
    expect(first?.payments).toEqual([
      { receivedOn: '2024-02-01', amountFen: 2_000_000n, externalCode: '甲公司:F1:1' },
      { receivedOn: '2024-03-01', amountFen: 1_500_000n, externalCode: '甲公司:F1:2' },
      { receivedOn: '2024-04-01', amountFen: 1_000_000n, externalCode: '甲公司:F1:3' },
    ])
    expect(second?.payments).toEqual([])
    expect(summary.totals).toMatchObject({ amountFen: 8_000_000n, agree: true })
    expect(summary.totals.checks).toHaveLength(3)
  })

  it('are in full on the settled day', () => {
    const { records } = importSheet([
      ['customerID', 'invoiceNumber', 'InvoiceDate', 'DueDate', 'InvoiceAmount', 'Disputed', 'SettledDate'],
      ['0379-NEVHP', '0000611365', '1/2/2013', '2/1/2013', '55.94', 'No', '1/15/2013'],
      ['8976-AMJEO', '0007900770', '1/26/2013', '2/25/2013', '61.74', 'Yes', '3/3/2013'],
    ])
    expect(records[1]).toMatchObject({
      customer: { name: '8976-AMJEO', code: '8976-AMJEO' },
      number: '0007900770',
      issuedOn: '2013-01-26',
      disputed: true,
      payments: [{ receivedOn: '2013-03-03', amountFen: 6174n }],
    })
  })

  it('without a date are refused until somebody says which day counts', () => {
    const lines = [
      ['客户名称', '发票号', '开票日期', '到期日', '应收金额', '已回款', '未回款'],
      ['甲公司', 'F1', '2024-01-05', '2024-02-04', '100', '40', '60'],
    ]
    const open = importSheet(lines)
    expect(open.problems).toMatchObject([{ code: 'payment_without_date', column: '已回款', row: 2 }])
    expect(open.questions).toMatchObject([{ code: 'paid_date', blocking: false }])
    const answered = importSheet(lines, { defaults: { paidOn: 'dueOn' } })
    expect(answered.questions).toEqual([])
    expect(answered.records).toMatchObject([{ payments: [{ receivedOn: '2024-02-04', amountFen: 4000n }] }])
  })

  it('must fit the open balance the file states', () => {
    const { problems } = importSheet([
      ['客户名称', '发票号', '开票日期', '应收金额', '已回款', '回款日期', '未回款'],
      ['甲公司', 'F1', '2024-01-05', '100', '40', '2024-02-04', '70'],
      ['乙公司', 'F2', '2024-01-05', '100', '140', '2024-02-04', ''],
    ])
    expect(problems.map((problem) => problem.code)).toEqual(['balance_disagrees', 'payments_exceed_amount'])
  })

  it('beyond the invoice are asked about once, and are an advance when somebody says so', () => {
    const lines = [
      [
        '客户名称',
        '发票号',
        '开票日期',
        '应收金额',
        '回款1日期',
        '回款1金额',
        '回款2日期',
        '回款2金额',
        '未回款',
      ],
      ['甲公司', 'F1', '2024-01-05', '100', '2024-02-04', '80', '2024-03-04', '50', '0'],
      ['甲公司', 'F2', '2024-01-06', '100', '2024-02-04', '120', '2024-03-04', '10', '-30'],
      ['甲公司', 'F3', '2024-01-07', '100', '2024-02-04', '100', '', '', '0'],
    ]
    const asked = importSheet(lines)
    expect(asked.questions).toMatchObject([
      { code: 'overpaid', blocking: false, options: ['advance', 'refuse'] },
    ])
    expect(asked.problems.map(({ code, row }) => [code, row])).toEqual([
      ['payments_exceed_amount', 2],
      ['payments_exceed_amount', 3],
    ])
    const { questions, problems, records } = importSheet(lines, { overpaid: 'advance' })
    expect([questions, problems]).toEqual([[], []])
    const paid = records.map((record) => (record as InvoiceRecord).payments)
    expect(paid.map((of) => of.map(({ amountFen, onInvoiceFen }) => [amountFen, onInvoiceFen]))).toEqual([
      [
        [8_000n, undefined],
        [5_000n, 2_000n],
      ],
      [
        [12_000n, 10_000n],
        [1_000n, 0n],
      ],
      [[10_000n, undefined]],
    ])
  })

  it('hidden in a remark are proposed and never taken in silence', () => {
    const lines = [
      LEDGER,
      ['甲公司', '', 'F1', '2024-01-05', '', '100000', '3/15回5万，4.2到账3.2万'],
      ['乙公司', '', 'F2', '2024-11-05', '', '20000', '2/1收款5000元'],
      ['丙公司', '', 'F3', '2024-01-05', '', '20000', '联系人周一回电'],
    ]
    const asked = importSheet(lines)
    expect(asked.records.every((record) => (record as InvoiceRecord).payments.length === 0)).toBe(true)
    expect(asked.questions).toMatchObject([{ code: 'remark_payments', blocking: false }])
    expect(asked.summary.proposals).toMatchObject([
      { row: 2, receivedOn: '2024-03-15', amountFen: 5_000_000n, yearGuessed: true },
      { row: 2, receivedOn: '2024-04-02', amountFen: 3_200_000n },
      { row: 3, receivedOn: '2025-02-01', amountFen: 500_000n },
    ])
    const taken = importSheet(lines, { remarkPayments: 'take' })
    expect(taken.records).toMatchObject([
      { payments: [{ amountFen: 5_000_000n, fromRemark: true }, { amountFen: 3_200_000n }] },
      { payments: [{ receivedOn: '2025-02-01' }] },
      { payments: [] },
    ])
  })

  it('a negative invoice is a credit note, and a row without a number gets the same one every time', () => {
    const lines = [
      ['客户名称', '日期', '金额'],
      ['甲公司', '2024-01-05', '100'],
      ['甲公司', '2024-01-05', '100'],
      ['甲公司', '2024-01-06', '-30'],
    ]
    const once = importSheet(lines, { target: 'invoices' })
    expect(once.records).toMatchObject([
      { number: '20240105-10000' },
      { number: '20240105-10000-2' },
      { kind: 'payment', paymentKind: 'credit_note', amountFen: 3000n },
    ])
    expect(importSheet(lines, { target: 'invoices' }).records).toEqual(once.records)
  })
})

describe('questions', () => {
  it('ask for the order of day and month before anything is read', () => {
    const { questions, problems } = importSheet([
      LEDGER,
      ['甲公司', '', 'F1', '3/5/2024', '', '100', ''],
      ['乙公司', '', 'F2', '4/6/2024', '', '100', ''],
    ])
    expect(questions).toMatchObject([
      {
        code: 'date_order',
        blocking: true,
        column: '开票日期',
        options: ['mdy', 'dmy'],
        examples: [{ text: '3/5/2024' }, { text: '4/6/2024' }],
      },
    ])
    expect(problems.map((problem) => problem.code)).toEqual(['date_order_unknown', 'date_order_unknown'])
  })

  it('ask for stages nobody has heard of, and for columns that are missing', () => {
    const { questions } = importSheet([
      ['商机编号', '商机名称', '阶段', '创建日期'],
      ['D1', '一期', '投石问路', '2024-01-05'],
    ])
    expect(questions).toMatchObject([{ code: 'stage_map', options: ['投石问路'] }])
    const missing = importSheet(
      [
        ['客户名称', '金额', '到期日'],
        ['甲公司', '100', '2024-02-01'],
      ],
      { target: 'invoices' },
    )
    expect(missing.questions).toMatchObject([{ code: 'required_missing', field: 'issuedOn', blocking: true }])
  })

  it('ask what a table is when no column says it', () => {
    expect(
      importSheet([
        ['日期', '销量'],
        ['2015/3/1', '51'],
      ]).questions,
    ).toMatchObject([{ code: 'target', blocking: true }])
  })
})

describe('deals', () => {
  const { records, summary } = importSheet(
    [
      [
        'opportunity_id',
        'sales_agent',
        'product',
        'account',
        'deal_stage',
        'engage_date',
        'close_date',
        'close_value',
      ],
      ['1C1I', 'Moses Frase', 'GTXPro', 'Cancity', 'Won', '2016-10-20', '2017-03-01', '1054'],
      ['Z063', 'Zane Levy', 'MG', '', 'Lost', '2016-10-25', '2017-03-11', '0'],
      ['HAXM', 'Zane Levy', 'MG', 'Isdom', 'Engaging', '2016-11-01', '', ''],
      ['PE84', 'Zane Levy', 'MG', 'Isdom', 'Prospecting', '', '', ''],
    ],
    { values: { product: { GTXPro: 'GTX Pro' } } },
  )
  const deals = records as DealRecord[]

  it('carry the history their dates allow', () => {
    expect(deals[0]).toMatchObject({
      title: 'Cancity · GTX Pro',
      history: [
        { stage: 'need', occurredOn: '2016-10-20' },
        { stage: 'won', occurredOn: '2017-03-01', amountFen: 105_400n },
      ],
    })
    expect(deals[1]).not.toHaveProperty('amountFen')
    expect(deals[1]).not.toHaveProperty('customer')
    expect(deals[2]?.history).toEqual([{ stage: 'need', occurredOn: '2016-11-01' }])
  })

  it('without any date are kept apart and counted', () => {
    expect(deals[3]?.history).toEqual([])
    expect(summary).toMatchObject({ good: 4, undated: 1 })
  })

  it('are refused when they closed before they began', () => {
    const { problems } = importSheet([
      ['商机编号', '商机名称', '阶段', '创建日期', '结束日期'],
      ['D1', '一期', '赢单', '2024-03-05', '2024-01-05'],
      ['D2', '二期', '赢单', '2024-03-05', ''],
    ])
    expect(problems.map((problem) => problem.code)).toEqual(['dates_out_of_order', 'closed_without_date'])
  })
})

describe('customers and the others', () => {
  it('keep a company called NA and refuse what is surely wrong', () => {
    const { records, problems } = importSheet([
      ['客户名称', '客户编号', '税号', '联系电话', '账期', '信用额度'],
      ['NA', '001', '91440300708461136T', '021 12345678 转801', '30天', '50万'],
      ['乙公司', '002', '91440300708461136A', 'N/A', '', ''],
      ['丙公司', { text: '12345678901234567000', number: 12_345_678_901_234_567_000 }, '', '12', '', ''],
    ])
    expect(records).toEqual([
      {
        kind: 'customer',
        name: 'NA',
        externalCode: '001',
        uscc: '91440300708461136T',
        phone: '021-12345678-801',
        termDays: 30,
        limitFen: 50_000_000n,
      },
    ])
    expect(problems.map(({ row, column, code }) => [row, column, code])).toEqual([
      [3, '税号', 'uscc_invalid'],
      [4, '客户编号', 'code_lost_digits'],
      [4, '联系电话', 'phone_invalid'],
    ])
  })

  it('take the number out of a cell that names a person too, and ask what the person is', () => {
    const lines = [
      ['客户名称', '城市', '联系电话'],
      ['甲公司', '杭州', '13800138000 王工'],
      ['乙公司', '杭州', '手机13900139000'],
      ['丙公司', '杭州', '13800138000/13900139000'],
    ]
    const asked = importSheet(lines)
    expect(asked.questions).toMatchObject([{ code: 'phone_names', blocking: true }])
    expect(asked.records).toMatchObject([
      { name: '甲公司', phone: '13800138000', phoneName: '王工' },
      { name: '乙公司', phone: '13900139000' },
    ])
    expect(asked.problems.map(({ row, code }) => [row, code])).toEqual([[4, 'phone_invalid']])
    for (const record of asked.records) expect(record).not.toHaveProperty('contact')
    expect(importSheet(lines, { phoneNames: 'ignore' }).questions).toEqual([])
    const taken = importSheet(lines, { phoneNames: 'take' })
    expect(taken.questions).toEqual([])
    expect(taken.records[0]).toMatchObject({ contact: { name: '王工', phone: '13800138000' } })
    expect(taken.records[1]).not.toHaveProperty('contact')
  })

  it('take the number of a contact only from beside their own name', () => {
    const { records, problems } = importSheet(
      [
        ['客户名称', '联系人', '手机'],
        ['甲公司', '王强', '13800138000 王工'],
        ['甲公司', '李敏', '13900139000 王工'],
      ],
      { target: 'contacts' },
    )
    expect(records).toMatchObject([{ name: '王强', phone: '13800138000' }])
    expect(problems.map(({ row, code }) => [row, code])).toEqual([[3, 'phone_invalid']])
  })

  it('show names that may be one company', () => {
    const { summary } = importSheet([
      ['客户名称', '城市'],
      ['杭州银杏科技有限公司', '杭州'],
      ['银杏科技（杭州）有限公司', '杭州'],
    ])
    expect(summary.similar).toEqual([['杭州银杏科技有限公司', '银杏科技（杭州）有限公司']])
  })

  it('two rows under one code with other content: the second is refused and names the first', () => {
    const { problems } = importSheet([
      ['客户名称', '客户编号'],
      ['甲公司', '1'],
      ['乙公司', '1'],
    ])
    expect(problems).toMatchObject([{ row: 3, column: '客户编号', code: 'duplicate_key', text: '2' }])
  })

  it('payments, follow-ups and targets', () => {
    const payments = importSheet([
      ['客户名称', '回款日期', '回款金额', '付款方式'],
      ['甲公司', '2024-01-05', '100', '电汇'],
      ['甲公司', '2024-01-05', '100', '电汇'],
      ['甲公司', '2024-01-06', '-5', ''],
    ])
    expect(payments.mapping.target).toBe('payments')
    expect(payments.records).toMatchObject([
      { externalCode: '甲公司:2024-01-05:10000:1', reference: '电汇' },
      { externalCode: '甲公司:2024-01-05:10000:2' },
    ])
    expect(payments.problems).toMatchObject([{ code: 'amount_negative' }])
    const activities = importSheet([
      ['客户名称', '跟进时间', '跟进人', '跟进方式', '跟进内容', '下次跟进时间'],
      ['甲公司', '2024-01-05 09:30', '张三', '微信', '约了下周', '2024-01-12'],
    ])
    expect(activities.records).toMatchObject([
      { kind: 'activity', activityKind: 'wechat', occurredAt: 1_704_418_200_000, nextOn: '2024-01-12' },
    ])
    const targets = importSheet([
      ['姓名', '月份', '签约目标(万元)', '回款目标(万元)'],
      ['张三', '2024年3月', 50, 40],
    ])
    expect(targets.records).toEqual([
      {
        kind: 'target',
        person: { name: '张三' },
        month: '2024-03',
        targetKind: 'bookings',
        amountFen: 50_000_000n,
      },
      {
        kind: 'target',
        person: { name: '张三' },
        month: '2024-03',
        targetKind: 'collections',
        amountFen: 40_000_000n,
      },
    ])
  })

  it('a text row with too many or too few cells is refused, the next one is not', () => {
    const rows: SheetRow[] = [
      { number: 1, width: 3, cells: [{ text: '客户名称' }, { text: '客户编号' }, { text: '城市' }] },
      { number: 2, width: 4, cells: [{ text: '甲' }, { text: '1' }, { text: '杭州' }, { text: '多余' }] },
      { number: 3, width: 2, cells: [{ text: '乙' }, { text: '2' }] },
      { number: 4, width: 3, cells: [{ text: '丙' }, { text: '3' }, { text: '' }] },
    ]
    const header = detectHeader(rows)!
    const { rows: planned } = planRows(suggestMapping(header, []).mapping, header, rows)
    expect(planned.map((row) => (row.outcome === 'bad' ? row.problems[0]?.code : row.outcome))).toEqual([
      'row_too_long',
      'row_too_short',
      'good',
    ])
  })

  it('names alone at the end of a list are customers; words scattered below a table are a note', () => {
    const wide = ['客户名称', '客户编号', '城市', '电话']
    const list = importSheet([wide, ['甲公司', '1', '杭州', '13800138000'], ['乙公司']])
    expect(list.summary).toMatchObject({ good: 2, skipped: 0 })
    const footer = importSheet([
      wide,
      ['甲公司', '1', '杭州', '13800138000'],
      ['Some'],
      ['', 'also like to write'],
      ['', '', 'bottom'],
    ])
    expect(footer.summary).toMatchObject({ good: 1, bad: 0, skipped: 3 })
    const between = importSheet([
      wide,
      ['甲公司', '1', '杭州', '13800138000'],
      ['', '', '说不清'],
      ['乙公司', '2', '杭州', ''],
    ])
    expect(between.summary).toMatchObject({ good: 2, bad: 1, skipped: 0 })
  })
})
