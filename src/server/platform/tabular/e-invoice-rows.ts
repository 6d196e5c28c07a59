import { readFile } from 'node:fs/promises'
import type { SheetRow } from '../../../core/import/cell.ts'
import { type EInvoice, readEInvoice } from '../../../core/import/e-invoice.ts'
import { type Fen, formatFen } from '../../../core/money.ts'
import type { TabularLimits } from './limits.ts'
import { TabularError } from './tabular-error.ts'
import { XlsxZip } from './xlsx-zip.ts'

/** Headings that the table of invoices is mapped by, like those of any ledger. */
const HEADER = [
  ...['发票号码', '开票日期', '购买方名称', '购买方税号', '价税合计', '不含税金额', '税额'],
  ...['对应蓝字发票号', '项目', '销售方名称', '备注', '文件'],
]
const XML_BYTES = 2 * 1024 * 1024
const OFD_BYTES = 20 * 1024 * 1024
/** Where an OFD file carries the invoice as data; its pages only show it. */
const ATTACHED = /^doc_\d+\/(attachs?|attachments?|other)\/[^/]+\.xml$/

type Found = { file: string; invoice: EInvoice | null }

/** One invoice in an XML file. */
export async function rowsOfXml(path: string): Promise<SheetRow[]> {
  const invoice = readEInvoice(await readFile(path, 'utf8'))
  if (!invoice) throw new TabularError('not_a_spreadsheet', { found: 'XML' })
  return tableOf([{ file: '', invoice }])
}

/** One invoice as OFD, or as many as a bundle has; whatever of XML or OFD in it is none is a bad row. */
export async function rowsOfZip(zip: XlsxZip, limits: TabularLimits): Promise<SheetRow[]> {
  if (zip.has('OFD.xml')) return tableOf([{ file: '', invoice: required(await invoiceOfOfd(zip)) }])
  const found: Found[] = []
  for (const file of zip.names().sort()) {
    if (file.includes('__macosx/')) continue
    if (!/\.(xml|ofd)$/.test(file)) continue
    // One that is damaged or far too large is a bad row, not the end of the others.
    const invoice = await invoiceInside(zip, file, limits).catch(unlessBomb)
    found.push({ file, invoice })
  }
  if (!found.some(({ invoice }) => invoice)) throw new TabularError('not_a_spreadsheet', { found: 'ZIP' })
  return tableOf(found)
}

function required(invoice: EInvoice | null): EInvoice {
  if (!invoice) throw new TabularError('not_a_spreadsheet', { found: 'OFD' })
  return invoice
}

async function invoiceInside(zip: XlsxZip, file: string, limits: TabularLimits): Promise<EInvoice | null> {
  if (file.endsWith('.xml')) return readEInvoice((await zip.bytes(file, XML_BYTES)).toString('utf8'))
  const body = await zip.bytes(file, OFD_BYTES)
  const ofd = await XlsxZip.open(body, body.length, limits)
  try {
    return await invoiceOfOfd(ofd)
  } finally {
    ofd.close()
  }
}

function unlessBomb(error: unknown): null {
  if (error instanceof TabularError && error.code !== 'zip_bomb') return null
  throw error
}

async function invoiceOfOfd(ofd: XlsxZip): Promise<EInvoice | null> {
  for (const name of [...ofd.names().filter((one) => ATTACHED.test(one)), 'OFD.xml']) {
    const invoice = readEInvoice((await ofd.bytes(name, XML_BYTES)).toString('utf8'))
    if (invoice) return invoice
  }
  return null
}

/**
 * The same invoice often lies in a bundle as XML and as OFD: it is one row, unless the two say different
 * things.
 */
function tableOf(found: readonly Found[]): SheetRow[] {
  const seen = new Set<string>()
  const once = found.filter(({ invoice }) => {
    if (!invoice) return true
    const said = [invoice.number, invoice.totalFen, invoice.buyerName, invoice.issuedOn].join('|')
    return !seen.has(said) && seen.add(said)
  })
  const seller = mostFrequent(once.flatMap(({ invoice }) => invoice?.sellerName || []))
  return [HEADER, ...once.map((one) => textsOf(one, seller))].map((texts, index) => ({
    number: index + 1,
    cells: texts.map((text) => ({ text })),
  }))
}

/** What does not add up stands where the amount should, so that the row is refused and says why. */
function textsOf({ file, invoice }: Found, seller: string): string[] {
  if (!invoice) return ['', '', '', '', `${file} ≠ 数电票`, '', '', '', '', '', '', file]
  const { number, issuedOn, buyerName, buyerId, netFen, taxFen, totalFen, sellerName } = invoice
  // Invoices received from others often lie in the same folder.
  const isOthers = sellerName !== '' && sellerName !== seller
  const problem = isOthers ? `${sellerName} ≠ ${seller}（销售方）` : invoice.problem
  return [
    ...[number, issuedOn, buyerName, buyerId],
    ...[problem ?? money(totalFen), money(netFen), money(taxFen)],
    ...[invoice.blueNumber, invoice.items, sellerName, invoice.remark, file],
  ]
}

function mostFrequent(names: readonly string[]): string {
  const counts = [...Map.groupBy(names, (name) => name)].sort(([, a], [, b]) => b.length - a.length)
  return counts[0]?.[0] ?? ''
}

function money(fen: Fen | null): string {
  return fen === null ? '' : formatFen(fen)
}
