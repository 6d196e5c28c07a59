import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import writeXlsx, { type Cell as OutCell } from 'write-excel-file/node'
import type { Cell, SheetRow } from '../../../core/import/cell.ts'

/** One bad row: the cells as they were, which of them are wrong, and why. */
export type MarkedRow = { row: SheetRow; badColumns: ReadonlySet<number>; reason: string }

/**
 * More bad rows than this are written as .csv: a person mends such a file in its source, not cell by cell.
 */
export const MAX_MARKED_ROWS = 20_000

const RED = '#FFC7CE'
const DARK_RED = '#9C0006'

/**
 * Writes the user's own file back: everything above and including the header, then the bad rows with the bad
 * cells in
 * red, and the reason as the last column. Text stays text, so nothing in it can act as a formula.
 */
export async function writeErrorWorkbook(
  path: string,
  file: { sheet: string; above: readonly SheetRow[]; headerRow: number; width: number; reasonHeader: string },
  rows: readonly MarkedRow[],
): Promise<void> {
  const data: OutCell[][] = file.above.map((row) => {
    const isHeader = row.number === file.headerRow
    const cells = plainCells(row, file.width, isHeader)
    if (isHeader) cells.push(styled(file.reasonHeader, { fontWeight: 'bold', textColor: DARK_RED }))
    return cells
  })
  for (const { row, badColumns, reason } of rows) {
    const cells = plainCells(row, file.width, false)
    for (const column of badColumns) {
      const bad = row.cells[column]
      cells[column] = styled(bad ? bad.text : '', { backgroundColor: RED, textColor: DARK_RED })
    }
    cells.push(styled(reason, { textColor: DARK_RED, wrap: true }))
    data.push(cells)
  }
  const columns = [...Array.from({ length: file.width }, () => ({ width: 16 })), { width: 60 }]
  await writeXlsx(data, { sheet: sheetName(file.sheet), columns }).toFile(path)
}

/** The same as text (UTF-8 with BOM, CRLF), for a text file or for very many rows. */
export async function writeErrorCsv(
  path: string,
  file: { above: readonly SheetRow[]; headerRow: number; width: number; reasonHeader: string },
  rows: Iterable<MarkedRow> | AsyncIterable<MarkedRow>,
): Promise<void> {
  async function* lines(): AsyncGenerator<string[]> {
    for (const row of file.above)
      yield [...texts(row, file.width), row.number === file.headerRow ? file.reasonHeader : '']
    for await (const { row, reason } of rows) yield [...texts(row, file.width), guardFormula(reason)]
  }
  // Piped: a row is read when the one before it is on its way to the disk.
  const csv = stringify({ record_delimiter: 'windows', bom: true })
  await pipeline(Readable.from(lines()), csv, createWriteStream(path))
}

/**
 * A text that a spreadsheet program would run as a formula gets a leading apostrophe; real numbers (-12.5)
 * do not. East Asian Excel takes the full-width signs for formulas as well, and blanks before a sign do not
 * stop it.
 */
export function guardFormula(text: string): string {
  if (!/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text)) return text
  return /^[+-]?\d[\d,]*(\.\d+)?%?$/.test(text) ? text : `'${text}`
}

function texts(row: SheetRow, width: number): string[] {
  return Array.from({ length: width }, (_, column) => {
    const cell = row.cells[column]
    return cell && !cell.merged ? guardFormula(cell.text) : ''
  })
}

function plainCells(row: SheetRow, width: number, bold: boolean): OutCell[] {
  return Array.from({ length: width }, (_, column) => plainCell(row.cells[column], bold))
}

/** Numbers stay numbers and dates stay readable text; copies of merged cells are left out as they were. */
function plainCell(cell: Cell | undefined, bold: boolean): OutCell {
  if (!cell || cell.text === '' || cell.merged) return null
  if (cell.number !== undefined && cell.serial === undefined && String(cell.number) === cell.text) {
    return { value: cell.number, type: Number }
  }
  return styled(cell.text, bold ? { fontWeight: 'bold' } : {})
}

function styled(text: string, style: Record<string, unknown>): OutCell {
  return { value: text.slice(0, 32_000), type: String, ...style }
}

function sheetName(name: string): string {
  const plain = name.replace(/[\\/?*[\]:]/g, ' ').trim()
  return plain === '' ? 'Sheet1' : plain.slice(0, 31)
}
