import type { Block } from '../document/blocks.ts'
import { type Letterhead, sellerLines } from '../document/letterhead.ts'
import { COMPANY_CURRENCY } from '../exchange/rate.ts'
import { formatFen } from '../money.ts'
import { quantityText } from '../quote/offer.ts'
import { rmbInWords } from '../rmb.ts'
import { fillIn, type Variable } from './blanks.ts'
import {
  CLAUSE_WORDS,
  type CLAUSES,
  type ContractContent,
  changeText,
  dueText,
  penaltyText,
} from './content.ts'

export type ContractPaper = {
  number: string
  /** 甲方 buys, 乙方 is the company itself */
  buyer: { name: string; uscc: string | null }
  seller: { name: string; letterhead: Letterhead }
  isApproved: boolean
  content: ContractContent
}

/** The contract as it is printed and sealed, in Chinese: that is the text that counts. */
export function contractDocument(paper: ContractPaper): Block[] {
  const { content, buyer, seller, number, isApproved } = paper
  const values = valuesOf(paper)
  const sections: Block[] = []
  let article = 0
  const section = (title: string, ...blocks: Block[]) => {
    article += 1
    sections.push({ kind: 'heading', text: `第${chinese(article)}条 ${title}` }, ...blocks)
  }
  const text = (words: string): Block => ({ kind: 'text', text: words })
  const fill = (words: string) => fillIn(words, { ...content.blanks, ...values }).trim()
  const clause = (key: (typeof CLAUSES)[number]) => fill(content.clauses[key] ?? '')
  section(
    CLAUSE_WORDS.subject.zh,
    ...(clause('subject') ? [text(clause('subject'))] : []),
    ...(content.lines.length > 0 ? [linesTable(content)] : []),
  )
  const inWords = content.currency === 'CNY' ? `，人民币（大写）${values.金额大写}` : ''
  section('合同金额', text(`合同总金额：${values.金额}${inWords}。`))
  if (clause('delivery')) section(CLAUSE_WORDS.delivery.zh, text(clause('delivery')))
  section(
    '付款',
    ...(content.termDays === null ? [] : [text(`账期：${content.termDays} 天。`)]),
    ...(content.nodes.length > 0 ? [nodesTable(content)] : [text('付款方式由双方另行约定。')]),
  )
  if (content.penaltyBp !== null) {
    const rate = penaltyText(content.penaltyBp).zh
    section('逾期违约金', text(`逾期付款的，按逾期金额${rate}支付违约金。`))
  }
  for (const key of ['breach', 'dunning'] as const) {
    if (clause(key)) section(CLAUSE_WORDS[key].zh, text(clause(key)))
  }
  for (const own of content.ownClauses ?? []) section(own.title, text(fill(own.text)))
  if (clause('other')) section(CLAUSE_WORDS.other.zh, text(clause('other')))
  const { effectiveOn, endsOn, changes = [] } = content
  if (changes.length > 0) {
    const worded = (one: (typeof changes)[number]) =>
      changeText(
        one,
        `${content.currency === 'CNY' ? '¥' : `${content.currency} `}${formatFen(one.amountFen)}`,
      )
    section('履行中的变更', ...changes.map((one) => text(`变更 ${one.number}：${worded(one).zh}。`)))
  }
  section(
    '生效与期限',
    text(
      `本合同自${effectiveOn ?? '双方盖章之日'}起生效${endsOn ? `，至 ${endsOn} 止` : ''}。一式两份，双方各执一份。`,
    ),
  )
  return [
    { kind: 'title', text: content.title || '买卖合同' },
    text(`合同编号：${number}`),
    ...(isApproved ? [] : [{ kind: 'text' as const, text: '草稿：尚未批准，不得签署。', bold: true }]),
    text(`甲方（买方）：${named(buyer.name, buyer.uscc)}`),
    text(`乙方（卖方）：${named(seller.name, seller.letterhead.taxNumber)}`),
    ...sellerLines(seller.letterhead).map(text),
    ...sections,
    {
      kind: 'seals',
      parties: [
        { title: '甲方（盖章）', name: buyer.name, lines: ['法定代表人或授权代表：', '日期：'] },
        { title: '乙方（盖章）', name: seller.name, lines: ['法定代表人或授权代表：', '日期：'] },
      ],
    },
  ]
}

function named(name: string, code: string | null | undefined): string {
  return `${name}${code ? `（统一社会信用代码 ${code}）` : ''}`
}

function valuesOf({ number, buyer, seller, content }: ContractPaper): Record<Variable, string> {
  const sign = content.currency === 'CNY' ? '¥' : `${content.currency} `
  return {
    甲方: buyer.name,
    乙方: seller.name,
    合同编号: number,
    合同名称: content.title,
    金额: `${sign}${formatFen(content.amountFen)}`,
    金额大写: content.currency === 'CNY' ? rmbInWords(content.amountFen) : '',
    生效日期: content.effectiveOn ?? '',
    到期日期: content.endsOn ?? '',
    账期: content.termDays === null ? '' : `${content.termDays} 天`,
    违约金: content.penaltyBp === null ? '' : penaltyText(content.penaltyBp).zh,
  }
}

function linesTable({ lines, currency }: ContractContent): Block {
  const unit = unitOf(currency)
  return {
    kind: 'table',
    head: ['序号', '产品', '数量', '单位', `单价（${unit}）`, `金额（${unit}）`],
    right: [2, 4, 5],
    rows: lines.map((line, index) => [
      String(index + 1),
      line.product,
      quantityText(line.quantityMilli),
      line.unit,
      formatFen(line.unitPriceFen),
      formatFen(line.amountFen),
    ]),
  }
}

function nodesTable({ nodes, currency }: ContractContent): Block {
  return {
    kind: 'table',
    head: ['期次', '款项', '应付日期', `金额（${unitOf(currency)}）`],
    right: [3],
    rows: nodes.map((node, index) => [
      `第 ${index + 1} 期`,
      node.label || '货款',
      dueText(node).zh,
      formatFen(node.amountFen),
    ]),
  }
}

/** What the figures of a table are in: the contract's own currency, never assumed to be yuan. */
function unitOf(currency: string): string {
  return currency === COMPANY_CURRENCY ? '元' : currency
}

const DIGITS = [...'一二三四五六七八九']

/** One to ninety-nine; no contract has more articles than that. */
function chinese(number: number): string {
  const tens = Math.floor(number / 10)
  const ones = number % 10
  return `${tens === 0 ? '' : `${tens === 1 ? '' : DIGITS[tens - 1]}十`}${ones === 0 ? '' : DIGITS[ones - 1]}`
}
