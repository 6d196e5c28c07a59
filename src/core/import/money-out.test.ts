import { describe, expect, it } from 'vitest'
import type { SheetRow } from './cell.ts'
import { ColumnScan } from './column-scan.ts'
import { detectHeader } from './header.ts'
import type { ImportTarget } from './mapping.ts'
import { planRows } from './planner.ts'
import { suggestMapping } from './suggest-mapping.ts'

function planned(target: ImportTarget, lines: string[][]) {
  const rows: SheetRow[] = lines.map((texts, index) => ({
    number: index + 1,
    cells: texts.map((text) => ({ text })),
  }))
  const header = detectHeader(rows)!
  const { mapping } = suggestMapping(header, [], target)
  const scan = new ColumnScan(mapping, header)
  for (const row of rows) scan.push(row)
  const { rows: all, summary } = planRows(mapping, header, rows, scan.facts())
  const told = all.map((row) => {
    if (row.outcome === 'bad') return row.problems.map(({ field, code }) => `${field} ${code}`).join()
    return row.outcome === 'skipped' ? row.reason : 'good'
  })
  return { told, summary, records: all.flatMap((row) => (row.outcome === 'good' ? row.records : [])) }
}

describe('a bank statement among payments', () => {
  it('leaves out and counts what went out, in its own column or by its mark', () => {
    const columns = planned('payments', [
      ['交易日期', '对方户名', '收入金额', '支出金额', '余额', '摘要'],
      ['2026-03-02', '甲公司', '100.00', '', '1100', '货款'],
      ['2026-03-03', '供应商', '', '30.00', '1070', '采购'],
      ['2026-03-04', '房东', '0.00', '20.00', '1050', '房租'],
      ['2026-03-05', '乙公司', '', '', '1050', '无金额'],
    ])
    expect(columns.told).toEqual(['good', 'outgoing', 'outgoing', 'amountFen required'])
    expect(columns.summary.outgoing).toEqual({ rows: 2, amountFen: 5_000n })
    const marks = planned('payments', [
      ['交易日期', '对方户名', '借贷标志', '金额'],
      ['2026-03-02', '甲公司', '贷', '100.00'],
      ['2026-03-03', '供应商', '借', '30.00'],
    ])
    expect(marks.told).toEqual(['good', 'outgoing'])
    expect(marks.summary.totals.amountFen).toBe(10_000n)
  })

  it('has nothing to do with a ledger that has such a column', () => {
    const { told } = planned('invoices', [
      ['客户名称', '发票号', '开票日期', '金额', '支出'],
      ['甲公司', 'F-1', '2026-03-02', '', '30'],
    ])
    expect(told).toEqual(['amountFen required'])
  })
})

describe('the last row of a list', () => {
  const HEADER = ['客户名称', '发票号', '开票日期', '到期日', '金额', '业务员', '备注', '部门']
  const ROW = ['甲公司', 'F-1', '2026-03-02', '2026-04-02', '100', '张三', '', '']

  it('that has figures and no name is told, not left out', () => {
    const { told } = planned('invoices', [HEADER, ROW, ['', '', '2026-03-05', '', '80', '', '', '']])
    expect(told).toEqual(['good', 'customerName required'])
    const footed = planned('invoices', [
      HEADER,
      ROW,
      ['', '', '', '', '80', '', '', ''],
      ['财务部', '', '', '', '', '', '', ''],
    ])
    expect(footed.told).toEqual(['good', 'customerName required,issuedOn required', 'note'])
  })

  it('that is a note stays one', () => {
    const note = ['制表：李四', '', '', '', '', '', '2026-03-31', '']
    expect(planned('invoices', [HEADER, ROW, note]).told).toEqual(['good', 'note'])
    const total = planned('invoices', [HEADER, ROW, ROW.with(1, 'F-2'), ['', '', '', '', '200', '', '', '']])
    expect(total.told).toEqual(['good', 'good', 'total'])
  })
})

describe('a contact that a list names twice', () => {
  it('is marked wherever the rows stand, unless they say the same', () => {
    const { records } = planned('contacts', [
      ['客户名称', '姓名', '手机'],
      ['甲公司', '王强', '13800138000'],
      ['甲公司', '李明', '13800138002'],
      ['乙公司', '王强', '13800138003'],
      ['甲公司', '王强', '13900139000'],
    ])
    expect(records.map((one) => (one.kind === 'contact' ? (one.said ?? '') : '?'))).toEqual([
      'first',
      '',
      '',
      'again',
    ])
    const same = planned('contacts', [
      ['客户名称', '姓名', '手机'],
      ['甲公司', '王强', '13800138000'],
      ['甲公司', '王强', '13800138000'],
    ])
    expect(same.told).toEqual(['good', 'duplicate'])
    expect(same.records).not.toContainEqual(expect.objectContaining({ said: 'first' }))
  })
})
