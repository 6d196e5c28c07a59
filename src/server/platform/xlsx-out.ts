import { Buffer } from 'node:buffer'
import writeXlsx from 'write-excel-file/node'

export type OutColumn = { title: string; kind: 'text' | 'money' | 'number' | 'day'; width?: number }
export type OutCell = string | number | bigint | null

export type OutSheet = {
  name: string
  /** lines over the table: whose it is, of which time */
  above?: readonly string[]
  columns: readonly OutColumn[]
  rows: readonly (readonly OutCell[])[]
}

/**
 * Sheets as .xlsx. Text is stored as text, so a cell that starts with = + - @ stays what it is; money goes
 * from fen to yuan with two places.
 */
export async function sheetsToXlsx(sheets: readonly OutSheet[]): Promise<Buffer> {
  const file = writeXlsx(sheets.map(drawnSheet) as never)
  return Buffer.from(await (await (file as unknown as { toBuffer: () => Promise<Uint8Array> })).toBuffer())
}

export function sheetToXlsx(sheet: OutSheet): Promise<Buffer> {
  return sheetsToXlsx([sheet])
}

function drawnSheet(sheet: OutSheet) {
  const above = (sheet.above ?? []).map((line) => [
    { value: line, type: String, fontWeight: 'bold' as const },
  ])
  const header = sheet.columns.map((column) => ({
    value: column.title,
    fontWeight: 'bold' as const,
    backgroundColor: '#EEF2F6',
  }))
  return {
    sheet: sheet.name.slice(0, 31),
    columns: sheet.columns.map((column) => ({ width: column.width ?? 16 })),
    stickyRowsCount: above.length + 1,
    data: [
      ...above,
      header,
      ...sheet.rows.map((row) => row.map((value, index) => cellOf(value, sheet.columns[index]!))),
    ],
  }
}

function cellOf(value: OutCell, column: OutColumn) {
  if (value === null || value === '') return null
  if (column.kind === 'money') return { value: Number(value) / 100, type: Number, format: '#,##0.00' }
  if (column.kind === 'number') return { value: Number(value), type: Number }
  return { value: String(value), type: String }
}
