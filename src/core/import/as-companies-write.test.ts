import { expect, it } from 'vitest'
import type { SheetRow } from './cell.ts'
import { headerAt } from './header.ts'
import { Planner } from './planner.ts'
import type { ImportRecord } from './records.ts'
import { suggestMapping } from './suggest-mapping.ts'

function rowOf(number: number, line: string): SheetRow {
  return { number, cells: line.split(',').map((text) => ({ text })) }
}

/** What a file of one row becomes without anybody saying what its columns mean. */
function recordOf(header: string, line: string): ImportRecord {
  const found = headerAt([rowOf(1, header)], 1, 1)!
  const { mapping } = suggestMapping(found, [])
  const planner = new Planner(mapping, found, { orders: new Map() })
  const planned = [...planner.push(rowOf(2, line)), ...planner.finish().rows]
  expect(planned).toMatchObject([{ outcome: 'good' }])
  const [row] = planned
  return row?.outcome === 'good' ? row.records[0]! : expect.fail()
}

it('a bank statement says who paid in its own words', () => {
  const header = '交易日期,借方金额,贷方金额,余额,对方户名,对方账号,摘要,交易流水号'
  const record = recordOf(header, '20260301,,5000.00,9000.00,甲公司,6222,货款,0001')
  expect(record).toMatchObject({ kind: 'payment', customer: { name: '甲公司' }, amountFen: 500_000n })
})

it('the first party of our contracts is the customer', () => {
  const record = recordOf('合同编号,合同名称,甲方,合同金额,签订日期', 'HT-1,年度供货,甲公司,1000,2026-01-03')
  expect(record).toMatchObject({ kind: 'contract', customer: { name: '甲公司' } })
})

it('a deal expected in a month is expected by its end', () => {
  const header = '项目名称,客户,销售阶段,预计成交时间,创建时间'
  const record = recordOf(header, '二期,甲公司,报价,2026-02,2026-01-10')
  expect(record).toMatchObject({ kind: 'deal', expectedCloseOn: '2026-02-28' })
})

it('a quote that holds so many days holds from the day it was sent', () => {
  const header = '报价单号,客户名称,询价日期,报价日期,报价金额,有效期'
  expect(recordOf(header, 'Q1,甲公司,2026-02-01,2026-02-02,500,30天')).toMatchObject({
    kind: 'quote',
    steps: [{ kind: 'asked' }, { kind: 'sent', on: '2026-02-02', validUntil: '2026-03-04' }],
  })
})
