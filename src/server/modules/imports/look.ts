import type { SheetRow } from '../../../core/import/cell.ts'
import { ColumnScan, type ScanFacts } from '../../../core/import/column-scan.ts'
import { detectHeader, type Header, headerAt } from '../../../core/import/header.ts'
import type { FileEncoding, ImportTarget, Mapping } from '../../../core/import/mapping.ts'
import {
  type ImportQuestion,
  type Own,
  questionsOf,
  type Suggestion,
  suggestMapping,
} from '../../../core/import/suggest-mapping.ts'
import { AppError } from '../../platform/errors.ts'
import { openTabular, type TabularFile } from '../../platform/tabular/open-tabular.ts'
import { TabularError } from '../../platform/tabular/tabular-error.ts'

/** The header is looked for in so many rows. */
const HEAD_ROWS = 60
const SHEETS_LOOKED_AT = 8

/** What the user said about the file; anything missing is found out. */
export type LookWish = {
  target?: ImportTarget | undefined
  sheet?: string | undefined
  headerRow?: number | undefined
  encoding?: FileEncoding | undefined
}

/** A sheet whose header is known. */
export type Opened = { file: TabularFile; sheet: number; head: SheetRow[]; header: Header }

export type Look = Opened & {
  mapping: Mapping
  suggestion: Suggestion | null
  facts: ScanFacts
  questions: ImportQuestion[]
}

/** Opens a kept file for a mapping that is settled: one pass for what only all rows together can tell. */
export async function openForMapping(path: string, mapping: Mapping, own: Own): Promise<Look> {
  const file = await openFile(path, { encoding: mapping.encoding, delimiter: mapping.delimiter })
  try {
    const sheet = sheetNamed(file, mapping.sheet)
    const head = await readHead(file, sheet)
    const header = headerOrRefuse(
      mapping.headerRow ? headerAt(head, mapping.headerRow, mapping.headerRows ?? 1) : detectHeader(head),
    )
    return await scan({ file, sheet, head, header }, withOwn(mapping, own), null)
  } catch (error) {
    await file.close()
    throw asRefusal(error)
  }
}

/**
 * Opens a kept file nobody has explained yet: the best sheet, the header, a suggested mapping, the open
 * questions.
 */
export async function openAndSuggest(path: string, wish: LookWish, own: Own): Promise<Look> {
  const file = await openFile(path, { encoding: wish.encoding })
  try {
    const { opened, suggestion } = await bestSheet(file, wish, own)
    const { mapping } = suggestion
    if (file.sheets.length > 1) mapping.sheet = file.sheets[opened.sheet]!.name
    if (wish.encoding) mapping.encoding = wish.encoding
    const look = await scan(opened, withOwn(mapping, own), suggestion)
    return { ...look, questions: [...fileQuestions(file, wish), ...look.questions] }
  } catch (error) {
    await file.close()
    throw asRefusal(error)
  }
}

function withOwn(mapping: Mapping, own: Own): Mapping {
  const fields = own[mapping.target]
  return fields && fields.length > 0 ? { ...mapping, own: fields } : mapping
}

async function openFile(path: string, options: Parameters<typeof openTabular>[1]): Promise<TabularFile> {
  try {
    return await openTabular(path, options)
  } catch (error) {
    throw asRefusal(error)
  }
}

async function scan(opened: Opened, mapping: Mapping, suggestion: Suggestion | null): Promise<Look> {
  const columns = new ColumnScan(mapping, opened.header)
  for await (const rows of opened.file.rows(opened.sheet)) for (const row of rows) columns.push(row)
  const facts = columns.facts()
  return { ...opened, mapping, suggestion, facts, questions: questionsOf(mapping, opened.header, facts) }
}

/** The visible sheet that looks most like something we import; the first one when none does. */
async function bestSheet(
  file: TabularFile,
  wish: LookWish,
  own: Own,
): Promise<{ opened: Opened; suggestion: Suggestion }> {
  let best: { opened: Opened; suggestion: Suggestion } | null = null
  for (const sheet of candidateSheets(file, wish)) {
    const head = await readHead(file, sheet)
    const header = wish.headerRow ? headerAt(head, wish.headerRow, 1) : detectHeader(head)
    if (!header) continue
    const above = head.filter((row) => row.number < header.row)
    const suggestion = suggestMapping(header, above, wish.target, own)
    const better = best === null || suggestion.ranking[0]!.score > best.suggestion.ranking[0]!.score
    if (better) best = { opened: { file, sheet, head, header }, suggestion }
  }
  if (best === null) throw new AppError('header_missing', 400)
  return best
}

function candidateSheets(file: TabularFile, wish: LookWish): number[] {
  if (wish.sheet !== undefined) return [sheetNamed(file, wish.sheet)]
  const visible = file.sheets.map((_, index) => index).filter((index) => !file.sheets[index]!.hidden)
  return (visible.length > 0 ? visible : [0]).slice(0, SHEETS_LOOKED_AT)
}

function fileQuestions(file: TabularFile, wish: LookWish): ImportQuestion[] {
  const questions: ImportQuestion[] = []
  if (!file.encodingSure) {
    questions.push({ code: 'encoding', blocking: true, options: ['gb18030', 'latin1', 'utf-8'] })
  }
  const visible = file.sheets.filter((sheet) => !sheet.hidden)
  if (visible.length > 1 && wish.sheet === undefined) {
    questions.push({ code: 'sheet', blocking: false, options: visible.map((sheet) => sheet.name) })
  }
  return questions
}

async function readHead(file: TabularFile, sheet: number): Promise<SheetRow[]> {
  const head: SheetRow[] = []
  for await (const rows of file.rows(sheet)) {
    head.push(...rows.slice(0, HEAD_ROWS - head.length))
    if (head.length >= HEAD_ROWS) break
  }
  return head
}

function sheetNamed(file: TabularFile, name: string | undefined): number {
  if (name === undefined || file.format === 'csv') return 0
  const index = file.sheets.findIndex((sheet) => sheet.name === name)
  if (index < 0) throw new TabularError('sheet_missing')
  return index
}

function headerOrRefuse(header: Header | null): Header {
  if (header === null) throw new AppError('header_missing', 400)
  return header
}

/** A file that cannot be read is the user's to mend: one code, one sentence, status 400. */
function asRefusal(error: unknown): unknown {
  return error instanceof TabularError ? new AppError(error.code, 400, error.detail) : error
}
