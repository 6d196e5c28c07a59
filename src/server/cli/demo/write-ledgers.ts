import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import writeXlsx from 'write-excel-file/node'
import { startOfDay } from '../../../core/calendar.ts'
import type { Cell, Sheet } from '../../../world/ledger-cells.ts'
import { ledgerSheets } from '../../../world/ledgers.ts'
import type { Company } from '../../../world/shapes.ts'

const BYTE_ORDER_MARK = '\uFEFF'
const CHINA_OFFSET_MS = 8 * 3_600_000
const TRUTH_FILE = '真实合计.json'

/**
 * Writes the company's messy ledgers into a directory, with the totals that an import must reach beside
 * them; returns the names of the files.
 */
export async function writeLedgers(company: Company, directory: string): Promise<string[]> {
  await mkdir(directory, { recursive: true })
  const { receivables, customers, deals } = ledgerSheets(company)
  const files: string[] = []
  for (const { sheet } of [receivables, customers, deals]) {
    await writeFile(join(directory, sheet.file), sheet.kind === 'xlsx' ? await xlsxOf(sheet) : csvOf(sheet))
    files.push(sheet.file)
  }
  const truth = { receivables: receivables.truth, customers: customers.truth, deals: deals.truth }
  const json = JSON.stringify(truth, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 2)
  await writeFile(join(directory, TRUTH_FILE), `${json}\n`)
  return [...files, TRUTH_FILE]
}

/** Bytes of a CSV as Chinese Excel saves it: CRLF, quoted where needed. */
export function csvOf(sheet: Sheet): Buffer {
  const text = sheet.rows.map((row) => row.map(csvCell).join(',')).join('\r\n')
  if (sheet.encoding === 'gb18030') return iconv.encode(`${text}\r\n`, 'gb18030')
  return Buffer.from(`${BYTE_ORDER_MARK}${text}\r\n`, 'utf8')
}

function csvCell(cell: Cell): string {
  const text = cell === null ? '' : typeof cell === 'object' ? cell.day : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function xlsxOf(sheet: Sheet): Promise<Uint8Array> {
  const rows = sheet.rows.map((row, rowIndex) =>
    row.map((cell, column) => xlsxCell(cell, spanOf(sheet, rowIndex, column))),
  )
  return writeXlsx(rows, { sheet: sheet.name }).toBuffer()
}

type Span = { columnSpan?: number; rowSpan?: number; align?: 'center' }

function spanOf(sheet: Sheet, row: number, column: number): Span {
  const merge = sheet.merges.find((one) => one.row === row && one.column === column)
  if (!merge) return {}
  return {
    align: 'center',
    ...(merge.columns > 1 ? { columnSpan: merge.columns } : {}),
    ...(merge.rows > 1 ? { rowSpan: merge.rows } : {}),
  }
}

function xlsxCell(cell: Cell, span: Span) {
  if (cell === null) return null
  if (typeof cell === 'number') return { value: cell, type: Number, ...span }
  if (typeof cell === 'string') return { value: cell, type: String, ...span }
  // A spreadsheet's day has no zone; the library counts it from midnight UTC.
  const midnight = new Date(startOfDay(cell.day) + CHINA_OFFSET_MS)
  return { value: midnight, type: Date, format: 'yyyy/m/d', ...span }
}
