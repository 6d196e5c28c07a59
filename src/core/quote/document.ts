import type { Day } from '../calendar.ts'
import type { Block } from '../document/blocks.ts'
import { type Letterhead, letterheadOf } from '../document/letterhead.ts'
import { formatFen } from '../money.ts'
import { rmbInWords } from '../rmb.ts'
import { type Offer, quantityText } from './offer.ts'

export type QuotePaper = {
  company: string
  letterhead: Letterhead
  customer: string
  title: string
  code: string | null
  version: number
  on: Day
  responsible: string | null
  /** false: it must not be taken for an offer */
  isSent: boolean
  offer: Offer
}

const WORDS = {
  zh: {
    title: '报价单',
    to: '致',
    about: '项目',
    number: '报价单号',
    on: '日期',
    head: ['序号', '产品', '数量', '单位', '单价', '金额'],
    total: '合计',
    inWords: '人民币（大写）',
    valid: '本报价有效期至',
    from: '报价人',
    draft: '草稿：尚未发出，不构成要约。',
    seal: '报价单位（盖章）',
    accept: '客户确认（盖章）',
    date: '日期：',
  },
  en: {
    title: 'Quotation',
    to: 'To',
    about: 'Subject',
    number: 'Number',
    on: 'Date',
    head: ['No.', 'Product', 'Quantity', 'Unit', 'Unit price', 'Amount'],
    total: 'Total',
    inWords: '',
    valid: 'This quotation is valid until',
    from: 'Contact',
    draft: 'Draft: not sent, not an offer.',
    seal: 'For the seller',
    accept: 'Accepted by the customer',
    date: 'Date:',
  },
} as const

/** An offer as the customer gets it, in either language (C061 C064). */
export function quoteDocument(paper: QuotePaper, language: 'zh' | 'en'): Block[] {
  const t = WORDS[language]
  const { offer, customer } = paper
  const head = letterheadOf(paper.company, paper.letterhead, language)
  const colon = language === 'zh' ? '：' : ': '
  const text = (label: string, value: string): Block => ({ kind: 'text', text: `${label}${colon}${value}` })
  const money = `${offer.currency} ${formatFen(offer.amountFen)}`
  const number = [paper.code, `V${paper.version}`].filter(Boolean).join(' / ')
  return [
    { kind: 'letterhead', ...head },
    { kind: 'title', text: t.title },
    ...(paper.isSent ? [] : [{ kind: 'text' as const, text: t.draft, bold: true }]),
    text(t.to, customer),
    text(t.about, paper.title),
    text(t.number, number),
    text(t.on, paper.on),
    ...(offer.lines.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            head: t.head,
            right: [2, 4, 5],
            rows: offer.lines.map((line, index) => [
              String(index + 1),
              line.product,
              quantityText(line.quantityMilli),
              line.unit,
              formatFen(line.unitPriceFen),
              formatFen(line.amountFen),
            ]),
          },
        ]),
    { kind: 'text', text: `${t.total}${colon}${money}`, bold: true },
    ...(language === 'zh' && offer.currency === 'CNY' ? [text(t.inWords, rmbInWords(offer.amountFen))] : []),
    ...(offer.validUntil ? [text(t.valid, offer.validUntil)] : []),
    ...(paper.responsible ? [text(t.from, paper.responsible)] : []),
    {
      kind: 'seals',
      parties: [
        { title: t.seal, name: head.text, lines: [t.date] },
        { title: t.accept, name: customer, lines: [t.date] },
      ],
    },
  ]
}
