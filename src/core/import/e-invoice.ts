import { type Fen, fenFromDecimal, formatFen, sumFen } from '../money.ts'
import { parseXml, type XmlElement } from '../xml.ts'

/** One fully digital invoice (数电票) as it says itself; `problem`: the sum in it that does not hold. */
export type EInvoice = {
  number: string
  /** YYYY-MM-DD, or as it stands there */
  issuedOn: string
  buyerName: string
  buyerId: string
  sellerName: string
  netFen: Fen | null
  taxFen: Fen | null
  totalFen: Fen | null
  items: string
  remark: string
  /** of a red invoice: the number of the blue one it takes back */
  blueNumber: string
  problem: string | null
}

/**
 * The names under which a part stands: the format of the tax administration, its forerunner in pinyin, and
 * the plain Chinese names of exports and of OFD files.
 */
const NAMES = {
  number: ['InvoiceNumber', 'EIid', 'FPHM', '发票号码'],
  issuedOn: ['IssueTime', 'RequestTime', 'KPRQ', '开票日期'],
  buyerName: ['BuyerName', 'GMFMC', '购买方名称'],
  buyerId: ['BuyerIdNum', 'GMFSBH', 'GMFNSRSBH', '购买方纳税人识别号', '购买方统一社会信用代码'],
  sellerName: ['SellerName', 'XSFMC', '销售方名称'],
  net: ['TotalAmWithoutTax', 'HJJE', '合计金额'],
  tax: ['TotalTaxAm', 'HJSE', '合计税额'],
  total: ['TotalTax-includedAmount', 'JSHJ', '价税合计'],
  remark: ['Remark', 'BZ', '备注'],
} as const
const ITEM = { name: ['ItemName', 'XMMC', '项目名称'], net: ['Amount', 'JE', '金额'] }
/** Sums of a row are named almost like those of the whole. */
const ROWS = ['IssuItemInformation', 'XM', 'SPXX', '明细']
const NUMBER = /^\d{8,20}$/
/** Rounding of rows: half a fen each, and a fen for the sum of amount and tax. */
const SLACK_FEN = 1n

/** null: no digital invoice, or not well formed. */
export function readEInvoice(source: string): EInvoice | null {
  const top = parseXml(source)
  if (!top) return null
  const rows = rowsOf(top)
  const whole = textsOf(top, new Set(rows))
  const find = (names: readonly string[]) => {
    for (const name of names) if (whole.get(name)) return whole.get(name)!
    return ''
  }
  const number = find(NAMES.number)
  if (!NUMBER.test(number)) return null
  const sums = {
    netFen: fenOf(find(NAMES.net)),
    taxFen: fenOf(find(NAMES.tax)),
    totalFen: fenOf(find(NAMES.total)),
  }
  const remark = find(NAMES.remark)
  const amounts = rows.map((row) => fenOf(childText(row, ITEM.net)))
  return {
    ...{ number, issuedOn: dayIn(find(NAMES.issuedOn)) },
    ...{ buyerName: find(NAMES.buyerName), buyerId: find(NAMES.buyerId), sellerName: find(NAMES.sellerName) },
    ...sums,
    items: [...new Set(rows.map((row) => childText(row, ITEM.name)).filter(Boolean))].join('、'),
    remark,
    blueNumber: (sums.totalFen ?? 0n) < 0n ? blueIn(remark, number) : '',
    problem: problemOf(sums, amounts),
  }
}

type Sums = Pick<EInvoice, 'netFen' | 'taxFen' | 'totalFen'>

function problemOf({ netFen, taxFen, totalFen }: Sums, rows: readonly (Fen | null)[]): EInvoice['problem'] {
  if (netFen === null) return null
  if (taxFen !== null && totalFen !== null && isApart(netFen + taxFen, totalFen, SLACK_FEN))
    return `${formatFen(totalFen)} ≠ ${formatFen(netFen)} + ${formatFen(taxFen)}`
  if (rows.length === 0 || rows.some((fen) => fen === null)) return null
  const sum = sumFen(rows.map((fen) => fen!))
  return isApart(sum, netFen, BigInt(rows.length)) ? `${formatFen(netFen)} ≠ Σ ${formatFen(sum)}` : null
}

function isApart(a: Fen, b: Fen, slack: Fen): boolean {
  return a - b > slack || b - a > slack
}

/** Rows of goods: elements by name, or whatever holds an amount beside a name of goods. */
function rowsOf(element: XmlElement): XmlElement[] {
  const isRow = ROWS.includes(element.name) || childText(element, ITEM.name) !== ''
  if (isRow && childText(element, ITEM.net) !== '') return [element]
  return element.children.flatMap(rowsOf)
}

/** The first text under each name; OFD writes names as an attribute of `CustomData`. */
function textsOf(top: XmlElement, without: ReadonlySet<XmlElement>): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (element: XmlElement): void => {
    if (without.has(element)) return
    const name = element.name === 'CustomData' ? (element.attributes['Name'] ?? '') : element.name
    const text = element.text.trim()
    if (text !== '' && !found.has(name)) found.set(name, text)
    element.children.forEach(walk)
  }
  walk(top)
  return found
}

function childText(element: XmlElement, names: readonly string[]): string {
  return element.children.find((child) => names.includes(child.name))?.text.trim() ?? ''
}

function fenOf(text: string): Fen | null {
  return fenFromDecimal(text.replace(/[¥￥,\s]/g, ''))
}

function dayIn(text: string): string {
  const found = /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})/.exec(text)
  return found ? `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}` : text
}

function blueIn(remark: string, own: string): string {
  const named = /(?:蓝字|发票号码|发票代码及号码)[^\d]{0,12}(\d{20}|\d{8})(?!\d)/.exec(remark)?.[1]
  const found = named ?? /(?<!\d)(\d{20})(?!\d)/.exec(remark)?.[1] ?? ''
  return found === own ? '' : found
}
