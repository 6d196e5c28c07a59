import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import * as XLSX from '@e965/xlsx'
import { type Cell, isBlankCell, type SheetRow } from '../../../core/import/cell.ts'
import { textOfSerial } from '../../../core/import/excel-date.ts'
import type { TabularLimits } from './limits.ts'
import { MergedCells } from './merged-cells.ts'
import { countCells } from './xls-cells.ts'

/**
 * Reads one old workbook (.xls, or an HTML/XML table that calls itself .xls) in a thread of its own, so that
 * a
 * damaged file can cost neither the server's memory nor its time. Answers one message per batch, then `done`.
 */
export type XlsWorkerInput = { path: string; sheet: number | null; limits: TabularLimits }
type XlsRefusal = 'encrypted' | 'damaged' | 'too_many_columns' | 'too_many_rows' | 'too_complex'
export type XlsWorkerMessage =
  | { kind: 'sheets'; sheets: { name: string; rows: number; hidden: boolean }[] }
  | { kind: 'rows'; rows: SheetRow[] }
  | { kind: 'done' }
  | { kind: 'error'; code: XlsRefusal; detail: string }

const BATCH = 500

function run({ path, sheet, limits }: XlsWorkerInput): void {
  const bytes = readFileSync(path)
  if (countCells(bytes) > limits.oldWorkbookCells) {
    send({ kind: 'error', code: 'too_complex', detail: '' })
    return
  }
  const workbook = XLSX.read(bytes, {
    dense: true,
    cellFormula: false,
    cellHTML: false,
    cellNF: true,
    cellText: false,
    bookVBA: false,
    sheetRows: limits.workbookRows + 1,
  })
  if (sheet === null) {
    const sheets = workbook.SheetNames.map((name, index) => ({
      name,
      rows: usedRange(workbook.Sheets[name]).e.r + 1,
      hidden: (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
    }))
    send({ kind: 'sheets', sheets })
    return
  }
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true
  sendRows(workbook.Sheets[workbook.SheetNames[sheet] ?? ''], date1904, limits)
}

function sendRows(sheet: XLSX.WorkSheet | undefined, date1904: boolean, limits: TabularLimits): void {
  const data = (sheet as { '!data'?: (XLSX.CellObject[] | undefined)[] } | undefined)?.['!data'] ?? []
  const merged = new MergedCells(
    (sheet?.['!merges'] ?? []).slice(0, limits.mergedRanges).map(({ s, e }) => ({
      top: s.r + 1,
      left: s.c,
      bottom: e.r + 1,
      right: e.c,
    })),
    limits.columns,
  )
  if (data.length > limits.workbookRows) {
    send({ kind: 'error', code: 'too_many_rows', detail: String(limits.workbookRows) })
    return
  }
  let batch: SheetRow[] = []
  for (let r = 0; r < data.length; r++) {
    const cells = Array.from(data[r] ?? [], (cell) => cellOf(cell, date1904))
    while (cells.length > 0 && isBlankCell(cells.at(-1)!)) cells.pop()
    if (cells.length > limits.columns) {
      send({ kind: 'error', code: 'too_many_columns', detail: String(limits.columns) })
      return
    }
    merged.fill(r + 1, cells)
    if (cells.length > 0) batch.push({ number: r + 1, cells })
    if (batch.length === BATCH) {
      send({ kind: 'rows', rows: batch })
      batch = []
    }
  }
  if (batch.length > 0) send({ kind: 'rows', rows: batch })
}

function cellOf(cell: XLSX.CellObject | undefined, date1904: boolean): Cell {
  if (!cell || cell.v === undefined || cell.v === null) return { text: '' }
  if (cell.t === 'e') return { text: cell.w ?? '#ERROR', error: true }
  if (cell.t === 'b') return { text: cell.v ? 'TRUE' : 'FALSE' }
  if (cell.t !== 'n') return { text: String(cell.v) }
  const number = Number(cell.v)
  const format = String(cell.z ?? 'General')
  if (XLSX.SSF.is_date(format) && !/\[[hms]+\]/i.test(format)) {
    const serial = date1904 ? number + 1462 : number
    return { text: textOfSerial(serial), number, serial }
  }
  if (/^0{2,}$/.test(format) && Number.isInteger(number) && number >= 0) {
    return { text: String(number).padStart(format.length, '0'), number }
  }
  return { text: String(number), number }
}

function usedRange(sheet: XLSX.WorkSheet | undefined): XLSX.Range {
  return XLSX.utils.decode_range(sheet?.['!ref'] ?? 'A1:A1')
}

function send(message: XlsWorkerMessage): void {
  parentPort?.postMessage(message)
}

try {
  run(workerData as XlsWorkerInput)
  send({ kind: 'done' })
} catch (error) {
  const detail = error instanceof Error ? error.message.slice(0, 200) : ''
  send({ kind: 'error', code: /password|encrypt/i.test(detail) ? 'encrypted' : 'damaged', detail })
}
