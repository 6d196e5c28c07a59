import { expect, test } from 'vitest'
import { type ContractPaper, contractDocument } from './document.ts'

const paper = (currency: string): ContractPaper => ({
  ...{ number: 'HT-1', buyer: { name: '买方', uscc: null }, seller: { name: '卖方' }, isApproved: true },
  content: {
    ...{ title: '轴套', currency, amountFen: 100_00n, effectiveOn: null, endsOn: null, termDays: null },
    lines: [{ product: '轴套', unit: '件', quantityMilli: 1000n, unitPriceFen: 100_00n, amountFen: 100_00n }],
    nodes: [{ label: '', dueOn: '2026-01-31', amountFen: 100_00n }],
    ...{ penaltyBp: null, clauses: {}, quoteVersionId: null, templateId: null },
  },
})

test.each([
  ['CNY', '元'],
  ['USD', 'USD'],
])('the tables of a contract in %s are headed in its own currency', (currency, unit) => {
  const heads = contractDocument(paper(currency)).flatMap((block) =>
    block.kind === 'table' ? [block.head] : [],
  )
  expect(heads).toEqual([
    ['序号', '产品', '数量', '单位', `单价（${unit}）`, `金额（${unit}）`],
    ['期次', '款项', '应付日期', `金额（${unit}）`],
  ])
})
