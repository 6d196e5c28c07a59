import { open, stat } from 'node:fs/promises'
import type { SheetRow } from '../../../core/import/cell.ts'
import type { FileEncoding } from '../../../core/import/mapping.ts'
import { readDelimited, sniffDelimiter } from './delimited.ts'
import { rowsOfXml, rowsOfZip } from './e-invoice-rows.ts'
import { sniffKind } from './file-kind.ts'
import { TABULAR_LIMITS, type TabularLimits } from './limits.ts'
import { TabularError } from './tabular-error.ts'
import { decodedText, detectEncoding } from './text-encoding.ts'
import { listXlsSheets, readXlsSheet } from './xls-reader.ts'
import { readXlsxSheet } from './xlsx-sheet.ts'
import { readWorkbook } from './xlsx-workbook.ts'
import { XlsxZip } from './xlsx-zip.ts'

export type TabularSheet = { name: string; rows: number | null; hidden: boolean }

/** An opened spreadsheet or text file. `rows` may be read any number of times, each time from the start. */
export type TabularFile = {
  format: 'csv' | 'xlsx' | 'xls' | 'e-invoice'
  encoding: FileEncoding | null
  /** false: the encoding is a guess that a person must confirm */
  encodingSure: boolean
  delimiter: string | null
  sheets: TabularSheet[]
  /** Rows of sheet number `index` in batches, in constant memory for .csv and .xlsx. */
  rows(index: number): AsyncGenerator<SheetRow[]>
  close(): Promise<void>
}

export type OpenOptions = {
  encoding?: FileEncoding | undefined
  delimiter?: string | undefined
  limits?: Partial<TabularLimits> | undefined
}

/**
 * Opens a file by what it is, never by what it is called. Throws `TabularError` with a code a person can act
 * on;
 * what can be told from sizes and the first bytes is refused before anything is unpacked.
 */
export async function openTabular(path: string, options: OpenOptions = {}): Promise<TabularFile> {
  const limits: TabularLimits = { ...TABULAR_LIMITS, ...options.limits }
  const info = await stat(path).catch(() => null)
  if (!info?.isFile()) throw new TabularError('file_missing')
  if (info.size === 0) throw new TabularError('file_empty')
  const kind = sniffKind(await readHead(path, 65_536), info.size)
  const allowed = kind === 'text' ? limits.fileBytes : limits.workbookBytes
  if (info.size > allowed) {
    throw new TabularError('file_too_large', { megabytes: Math.floor(allowed / 1_048_576) })
  }
  if (kind === 'zip') return openXlsx(path, info.size, limits)
  if (kind === 'old-workbook') return openXls(path, limits)
  if (kind === 'e-invoice') return asSheet(await rowsOfXml(path))
  return openText(path, options, limits)
}

/** What a zipped workbook has, ours or that of another program, however damaged. */
const WORKBOOK_PARTS = ['[content_types].xml', 'xl/', 'mimetype', 'index/']

async function openXlsx(path: string, fileBytes: number, limits: TabularLimits): Promise<TabularFile> {
  const zip = await XlsxZip.open(path, fileBytes, limits)
  try {
    if (!WORKBOOK_PARTS.some((part) => zip.names().some((name) => name.startsWith(part)))) {
      const rows = await rowsOfZip(zip, limits)
      zip.close()
      return asSheet(rows)
    }
    const workbook = await readWorkbook(zip, limits)
    return {
      format: 'xlsx',
      encoding: null,
      encodingSure: true,
      delimiter: null,
      sheets: workbook.sheets.map(({ name, hidden }) => ({ name, rows: null, hidden })),
      rows: (index) => readXlsxSheet(zip, workbook, sheetAt(workbook.sheets, index).part, limits),
      close: async () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** Invoices as the table that people would have typed of them. */
function asSheet(rows: SheetRow[]): TabularFile {
  return {
    ...{ format: 'e-invoice', encoding: null, encodingSure: true, delimiter: null },
    sheets: [{ name: '数电票', rows: rows.length, hidden: false }],
    rows: async function* (index) {
      sheetAt(['数电票'], index)
      yield rows
    },
    close: async () => {},
  }
}

async function openXls(path: string, limits: TabularLimits): Promise<TabularFile> {
  const sheets = await listXlsSheets(path, limits)
  if (sheets.length === 0) throw new TabularError('damaged')
  return {
    format: 'xls',
    encoding: null,
    encodingSure: true,
    delimiter: null,
    sheets,
    rows: (index) => {
      sheetAt(sheets, index)
      return readXlsSheet(path, index, limits)
    },
    close: async () => {},
  }
}

async function openText(path: string, options: OpenOptions, limits: TabularLimits): Promise<TabularFile> {
  const guess = options.encoding ? { encoding: options.encoding, sure: true } : await detectEncoding(path)
  const { encoding } = guess
  const delimiter = options.delimiter ?? sniffDelimiter(await headText(path, encoding))
  return {
    format: 'csv',
    encoding,
    encodingSure: guess.sure,
    delimiter,
    sheets: [{ name: '', rows: null, hidden: false }],
    rows: (index) => {
      sheetAt([''], index)
      return readDelimited(path, { encoding, delimiter, limits })
    },
    close: async () => {},
  }
}

function sheetAt<T>(sheets: readonly T[], index: number): T {
  const sheet = sheets[index]
  if (sheet === undefined) throw new TabularError('sheet_missing', { sheet: index + 1 })
  return sheet
}

async function headText(path: string, encoding: FileEncoding): Promise<string> {
  for await (const text of decodedText(path, encoding)) return text
  return ''
}

async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
