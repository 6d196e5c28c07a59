import { describe, expect, it } from 'vitest'
import { buildCompany } from './company.ts'
import { messyDay, messyYuan, remarkOfPayment } from './ledger-cells.ts'
import { ledgerSheets } from './ledgers.ts'

const company = buildCompany({ seed: 1, today: '2026-11-23', size: 'half' })
const { receivables, customers, deals } = ledgerSheets(company)

describe('messy cells', () => {
  it('writes a day in six ways', () => {
    expect([0, 1, 2, 3, 4, 5].map((turn) => messyDay('2026-03-05', turn))).toEqual([
      { day: '2026-03-05' },
      '2026/3/5',
      '2026-03-05',
      '2026.3.5',
      '2026年3月5日',
      '20260305',
    ])
  })

  it('writes an amount in numbers, with signs, separators and full-width digits', () => {
    expect([0, 1, 2, 4, 5].map((turn) => messyYuan(1_280_050n, turn))).toEqual([
      12800.5,
      '￥12,800.50',
      '12,800.50',
      '１２，８００．５０',
      '12,800.50元',
    ])
  })

  it('hides a payment in a remark', () => {
    expect(remarkOfPayment('2026-03-15', 5_000_000n)).toBe('3/15回5万')
    expect(remarkOfPayment('2026-03-15', 11_440_000n)).toBe('3/15回11.44万')
    expect(remarkOfPayment('2026-03-15', 1_234_500n)).toBe('3/15回12345元')
  })
})

describe('应收台账', () => {
  const { sheet, truth } = receivables
  const label = (row: (typeof sheet.rows)[number]) => String(row[1] ?? '')

  it('is as wide in every row as its merged header', () => {
    expect(new Set(sheet.rows.map((row) => row.length)).size).toBe(1)
    for (const merge of sheet.merges)
      expect(merge.column + merge.columns).toBeLessThanOrEqual(sheet.rows[0]!.length)
  })

  it('states totals that its own rows have', () => {
    const totals = sheet.rows.filter((row) => label(row) === '合计')
    const subtotals = sheet.rows.filter((row) => label(row) === '小计')
    expect(totals).toHaveLength(truth.totalRows)
    expect(subtotals).toHaveLength(truth.subtotalRows)
    const cents = (column: number, row = totals[0]!) => BigInt(Math.round(Number(row[column]) * 100))
    expect(cents(6)).toBe(truth.invoicedFen)
    expect(subtotals.reduce((sum, row) => sum + cents(6, row), 0n)).toBe(truth.invoicedFen)
    expect(cents(8) + cents(10) + cents(12)).toBe(truth.paidInColumnsFen)
    expect(BigInt(Math.round(Number(totals[0]![13]) * 1_000_000))).toBe(truth.openFen)
    expect(truth.invoicedFen - truth.paidInColumnsFen - truth.paidInRemarksFen).toBe(truth.openFen)
    expect(sheet.rows.length).toBe(truth.rows + truth.subtotalRows + truth.totalRows + 5)
  })

  it('has what makes a ledger hard', () => {
    expect(truth.remarkPayments).toBeGreaterThan(3)
    expect(sheet.rows.some((row) => row[2] === truth.unknownPerson)).toBe(true)
    expect(sheet.rows.some((row) => String(row[3]).startsWith('00'))).toBe(true)
  })
})

it('客户清单 has the rows it says, good ones and bad ones', () => {
  const { sheet, truth } = customers
  expect(sheet.rows).toHaveLength(truth.rows + 1)
  expect(truth.good + truth.duplicates + truth.bad).toBe(truth.rows)
  expect(truth.good).toBe(company.customers.length)
  expect(sheet.rows.filter((row) => row[1] === '')).toHaveLength(1)
})

it('商机跟进表 counts its stages', () => {
  const { sheet, truth } = deals
  expect(sheet.rows).toHaveLength(truth.rows + 1)
  expect(Object.values(truth.byStage).reduce((sum, count) => sum + count, 0)).toBe(truth.rows)
  expect(sheet.rows.filter((row) => row[4] === '赢单')).toHaveLength(truth.byStage.won)
  expect(sheet.rows.some((row) => String(row.at(-1)).includes('\n'))).toBe(true)
})
