import { describe, expect, it } from 'vitest'
import { readPriceSheet, writePriceSheet } from './sheet.ts'

const HEAD = '产品编码\t名称\t单位\t客户\t起订量\t底价\t标准价\t限价\t成本'

describe('a price list copied from Excel', () => {
  it('reads what is there, and reads back what it writes', () => {
    const text = [
      HEAD,
      'P-1\t导轨\t件\t\t\t90.00\t100\t150\t60.5',
      'P-1\t导轨\t件\t重点\t1.5\t"1"',
      'P-2\t滑块\t件\t全部\t\t¥1,200.00\t1300\t\t',
    ].join('\r\n')
    const { rows, problems } = readPriceSheet(text)
    expect(problems).toEqual([{ line: 3, code: 'price_columns', text: 'P-1\t导轨\t件\t重点\t1.5\t"1"' }])
    expect(rows).toEqual([
      {
        code: 'P-1',
        name: '导轨',
        unit: '件',
        grade: null,
        fromMilli: 0n,
        floorFen: 9_000n,
        listFen: 10_000n,
        ceilingFen: 15_000n,
        costFen: 6_050n,
      },
      {
        code: 'P-2',
        name: '滑块',
        unit: '件',
        grade: null,
        fromMilli: 0n,
        floorFen: 120_000n,
        listFen: 130_000n,
        ceilingFen: null,
        costFen: null,
      },
    ])
    expect(readPriceSheet(writePriceSheet(rows, HEAD.split('\t')))).toEqual({ rows, problems: [] })
  })

  it.each([
    ['a price that is no number', 'P-1\t导轨\t件\t\t\t九十\t100', 'price_number'],
    ['three decimals of a yuan', 'P-1\t导轨\t件\t\t\t90.005\t100', 'price_number'],
    ['a negative price', 'P-1\t导轨\t件\t\t\t-90\t100', 'price_number'],
    ['a grade nobody has', 'P-1\t导轨\t件\tVIP\t\t90\t100', 'price_grade'],
    ['no unit', 'P-1\t导轨\t\t\t\t90\t100', 'price_code'],
    ['a floor above the price', 'P-1\t导轨\t件\t\t\t110\t100', 'price_order'],
    ['a ceiling below the price', 'P-1\t导轨\t件\t\t\t90\t100\t99', 'price_order'],
    ['the same row twice', 'P-1\t导轨\t件\t\t\t90\t100\nP-1\t导轨\t件\t\t\t80\t100', 'price_twice'],
    ['one code for two units', 'P-1\t导轨\t件\t\t\t90\t100\nP-1\t导轨\t箱\t\t10\t80\t100', 'price_twice'],
    ['one name for two codes', 'P-1\t导轨\t件\t\t\t90\t100\nP-2\t导轨\t件\t\t\t80\t100', 'price_twice'],
  ])('%s', (_what, text, code) => {
    expect(readPriceSheet(text).problems.map((problem) => problem.code)).toEqual([code])
  })
})
