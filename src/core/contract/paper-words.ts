import type { DocumentLanguage } from '../document/letterhead.ts'

type Words = {
  untitled: string
  number: string
  draft: string
  buyer: string
  seller: string
  code: string
  amount: string
  total: string
  inWords: string
  payment: string
  term: string
  noNodes: string
  penalty: string
  penaltyIs: string
  changes: string
  change: string
  validity: string
  from: string
  fromSeals: string
  until: string
  copies: string
  lines: readonly string[]
  nodes: readonly string[]
  node: string
  goods: string
  yuan: string
  sealBuyer: string
  sealSeller: string
  signer: string
  date: string
  days: string
}

/** Everything on a contract's paper besides what its clauses say, in the language they are written in. */
export const PAPER_WORDS: Record<DocumentLanguage, Words> = {
  zh: {
    untitled: '买卖合同',
    number: '合同编号：{number}',
    draft: '草稿：尚未批准，不得签署。',
    buyer: '甲方（买方）：{name}',
    seller: '乙方（卖方）：{name}',
    code: '（统一社会信用代码 {code}）',
    amount: '合同金额',
    total: '合同总金额：{amount}{words}。',
    inWords: '，人民币（大写）{words}',
    payment: '付款',
    term: '账期：{days} 天。',
    noNodes: '付款方式由双方另行约定。',
    penalty: '逾期违约金',
    penaltyIs: '逾期付款的，按逾期金额{rate}支付违约金。',
    changes: '履行中的变更',
    change: '变更 {n}：{what}。',
    validity: '生效与期限',
    from: '本合同自{day}起生效',
    fromSeals: '本合同自双方盖章之日起生效',
    until: '，至 {day} 止',
    copies: '。一式两份，双方各执一份。',
    lines: ['序号', '产品', '数量', '单位', '单价（{unit}）', '金额（{unit}）'],
    nodes: ['期次', '款项', '应付日期', '金额（{unit}）'],
    node: '第 {n} 期',
    goods: '货款',
    yuan: '元',
    sealBuyer: '甲方（盖章）',
    sealSeller: '乙方（盖章）',
    signer: '法定代表人或授权代表：',
    date: '日期：',
    days: '{days} 天',
  },
  en: {
    untitled: 'Sales contract',
    number: 'Contract No.: {number}',
    draft: 'Draft: not approved, must not be signed.',
    buyer: 'Buyer (Party A): {name}',
    seller: 'Seller (Party B): {name}',
    code: ' (registration no. {code})',
    amount: 'Contract amount',
    total: 'Total amount of the contract: {amount}.',
    inWords: '',
    payment: 'Payment',
    term: 'Credit term: {days} days.',
    noNodes: 'The parties agree on the way of payment separately.',
    penalty: 'Late payment',
    penaltyIs: 'Whoever pays late pays a penalty of {rate} of the overdue amount.',
    changes: 'Changes on the way',
    change: 'Change {n}: {what}.',
    validity: 'Validity',
    from: 'This contract is in force from {day}',
    fromSeals: 'This contract is in force from the day both parties have signed it',
    until: ' until {day}',
    copies: '. It is made in two copies, one for each party.',
    lines: ['No.', 'Product', 'Quantity', 'Unit', 'Unit price ({unit})', 'Amount ({unit})'],
    nodes: ['No.', 'Payment', 'Due', 'Amount ({unit})'],
    node: '{n}',
    goods: 'Payment',
    yuan: 'CNY',
    sealBuyer: 'For the buyer',
    sealSeller: 'For the seller',
    signer: 'Authorised signature:',
    date: 'Date:',
    days: '{days} days',
  },
}
