import type { Day } from '../calendar.ts'
import type { Block } from '../document/blocks.ts'
import { type DocumentLanguage, type Letterhead, letterheadOf } from '../document/letterhead.ts'
import { formatFen } from '../money.ts'
import { quantityText } from '../quote/offer.ts'
import type { NoteLine, NoteStatus } from './note.ts'

export type NotePaper = {
  company: string
  letterhead: Letterhead
  customer: string
  number: string
  order: string
  contract: string | null
  status: NoteStatus
  on: Day
  address: string
  carrier: string
  remark: string
  currency: string
  lines: readonly NoteLine[]
}

const WORDS = {
  zh: {
    title: '送货单',
    to: '收货单位',
    number: '送货单号',
    order: '订单号',
    contract: '合同编号',
    on: '送货日期',
    address: '收货地址',
    carrier: '承运 / 司机',
    remark: '备注',
    head: ['序号', '产品', '单位', '送货数量', '单价', '金额', '实收数量'],
    bare: ['序号', '产品', '单位', '送货数量', '实收数量'],
    total: '合计',
    draft: '草稿：尚未发货。',
    void: '本单已作废。',
    note: '请收货人清点，数量不符的请在“实收数量”里写明实收数，并签字。',
    from: '送货单位（盖章）',
    receiver: '收货人签字（盖章）',
    driver: '送货人：',
    signer: '签收人：',
    date: '日期：',
  },
  en: {
    title: 'Delivery note',
    to: 'Deliver to',
    number: 'Number',
    order: 'Order',
    contract: 'Contract',
    on: 'Date',
    address: 'Address',
    carrier: 'Carrier / driver',
    remark: 'Remark',
    head: ['No.', 'Product', 'Unit', 'Quantity', 'Unit price', 'Amount', 'Received'],
    bare: ['No.', 'Product', 'Unit', 'Quantity', 'Received'],
    total: 'Total',
    draft: 'Draft: not shipped.',
    void: 'This note is void.',
    note: 'Please count. Where less was received, write the quantity under “Received”, and sign.',
    from: 'For the seller',
    receiver: 'Received by (signature, seal)',
    driver: 'Delivered by:',
    signer: 'Signed by:',
    date: 'Date:',
  },
} as const

/** A note as it travels with the goods, with room to write what was really received and to sign. */
export function noteDocument(
  paper: NotePaper,
  { language, withPrices }: { language: DocumentLanguage; withPrices: boolean },
): Block[] {
  const t = WORDS[language]
  const colon = language === 'zh' ? '：' : ': '
  const text = (label: string, value: string | null): Block[] =>
    value ? [{ kind: 'text', text: `${label}${colon}${value}` }] : []
  const head = letterheadOf(paper.company, paper.letterhead, language)
  const total = paper.lines.reduce((sum, line) => sum + line.amountFen, 0n)
  return [
    { kind: 'letterhead', ...head },
    { kind: 'title', text: t.title },
    ...(paper.status === 'draft' ? [{ kind: 'text' as const, text: t.draft, bold: true }] : []),
    ...(paper.status === 'void' ? [{ kind: 'text' as const, text: t.void, bold: true }] : []),
    ...text(t.number, paper.number),
    ...text(t.to, paper.customer),
    ...text(t.address, paper.address),
    ...text(t.order, paper.order === paper.number ? null : paper.order),
    ...text(t.contract, paper.contract),
    ...text(t.on, paper.on),
    ...text(t.carrier, paper.carrier),
    {
      kind: 'table',
      head: withPrices ? t.head : t.bare,
      right: withPrices ? [3, 4, 5, 6] : [3, 4],
      rows: paper.lines.map((line, index) => [
        ...[String(index + 1), line.product, line.unit, quantityText(line.quantityMilli)],
        ...(withPrices ? [formatFen(line.unitPriceFen), formatFen(line.amountFen)] : []),
        '',
      ]),
    },
    ...(withPrices
      ? [
          {
            kind: 'text' as const,
            text: `${t.total}${colon}${paper.currency} ${formatFen(total)}`,
            bold: true,
          },
        ]
      : []),
    ...text(t.remark, paper.remark),
    { kind: 'text', text: t.note },
    {
      kind: 'seals',
      parties: [
        { title: t.from, name: head.text, lines: [t.driver, t.date] },
        { title: t.receiver, name: paper.customer, lines: [t.signer, t.date] },
      ],
    },
  ]
}
