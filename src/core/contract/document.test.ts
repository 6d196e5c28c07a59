import { expect, test } from 'vitest'
import { type ContractPaper, contractDocument } from './document.ts'

const paper = (currency: string): ContractPaper => ({
  ...{
    number: 'HT-1',
    buyer: { name: '买方', uscc: null },
    seller: { name: '卖方', letterhead: {} },
    isApproved: true,
  },
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

test('a contract written in English is English but for what its clauses say; no amount in words', () => {
  const { content, ...rest } = paper('USD')
  const blocks = contractDocument({
    ...rest,
    seller: { name: '卖方', letterhead: { nameEn: 'Seller Ltd.', account: '1102' } },
    content: {
      ...content,
      title: 'Bushings',
      language: 'en',
      termDays: 30,
      penaltyBp: 5,
      endsOn: '2026-12-31',
    },
  })
  const texts = blocks.flatMap((block) => ('text' in block ? [block.text] : []))
  expect(texts).toEqual([
    ...['Bushings', 'Contract No.: HT-1', 'Buyer (Party A): 买方', 'Seller (Party B): Seller Ltd.'],
    ...['Account: 1102', 'Article 1 Subject', 'Article 2 Contract amount'],
    ...['Total amount of the contract: USD 100.00.', 'Article 3 Payment', 'Credit term: 30 days.'],
    'Article 4 Late payment',
    'Whoever pays late pays a penalty of 5/10,000 a day of the overdue amount.',
    'Article 5 Validity',
    'This contract is in force from the day both parties have signed it until 2026-12-31. It is made in two copies, one for each party.',
  ])
  const heads = blocks.flatMap((block) => (block.kind === 'table' ? [block.head] : []))
  expect(heads[1]).toEqual(['No.', 'Payment', 'Due', 'Amount (USD)'])
})

test('clauses under headings of their own stand before the others, their blanks filled, up to ninety of them', () => {
  const own = Array.from({ length: 60 }, (_, index) => ({
    title: `约定 ${index + 1}`,
    text: '运至{交货地点}',
  }))
  const { content, ...rest } = paper('CNY')
  const clauses = { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '催告', other: '一式两份' }
  const nodes = Array.from({ length: 24 }, (_, index) => ({
    ...{ label: `第 ${index + 1} 批`, dueOn: '2026-01-31', amountFen: index === 0 ? 77_00n : 1_00n },
  }))
  const blocks = contractDocument({
    ...rest,
    content: { ...content, clauses, nodes, ownClauses: own, blanks: { 交货地点: '苏州工厂', 金额: '一元' } },
  })
  const headings = blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : []))
  expect(headings.slice(6, 8)).toEqual(['第七条 约定 1', '第八条 约定 2'])
  expect(headings.slice(-2)).toEqual(['第六十七条 其他约定', '第六十八条 生效与期限'])
  const texts = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []))
  expect(texts.filter((text) => text === '运至苏州工厂')).toHaveLength(60)
  // What the contract itself says is filled in by nobody.
  expect(texts).toContain('合同总金额：¥100.00，人民币（大写）壹佰元整。')
  const tables = blocks.flatMap((block) => (block.kind === 'table' ? [block.rows.length] : []))
  expect(tables).toEqual([1, 24])
})
