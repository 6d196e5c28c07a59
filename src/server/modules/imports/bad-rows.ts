import { createReadStream } from 'node:fs'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SheetRow } from '../../../core/import/cell.ts'
import { fieldOf } from '../../../core/import/fields.ts'
import { REASON_HEADER } from '../../../core/import/header.ts'
import type { ImportTarget } from '../../../core/import/mapping.ts'
import type { ImportProblem } from '../../../core/import/records.ts'
import type { Locale } from '../../../text/errors.ts'
import { problemText } from '../../../text/import.ts'
import {
  MAX_MARKED_ROWS,
  type MarkedRow,
  writeErrorCsv,
  writeErrorWorkbook,
} from '../../platform/tabular/error-file.ts'
import type { Opened } from './look.ts'

/** A bad row as it is noted beside the file while the import runs; `position` is its place among all rows. */
export type BadRow = { position: number; row: SheetRow; problems: ImportProblem[] }

/** Notes bad rows on disk, so that neither a large file nor a crash loses the reasons. */
export async function noteBadRows(folder: string, rows: readonly BadRow[]): Promise<void> {
  if (rows.length === 0) return
  await appendFile(join(folder, 'bad.jsonl'), `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
}

export async function forgetBadRows(folder: string): Promise<void> {
  await rm(join(folder, 'bad.jsonl'), { force: true })
}

/**
 * Writes the user's own file back with only its bad rows, the bad cells red and the reasons in a last column.
 * A row noted twice (a chunk that was done again after a crash) is written once. Returns null when no row was
 * bad.
 */
export async function writeErrorFile(
  folder: string,
  opened: Opened,
  target: ImportTarget,
  locale: Locale,
): Promise<string | null> {
  const bad = await countBadRows(folder)
  if (bad === 0) return null
  const { header, head } = opened
  const width = header.names.filter((name) => name !== REASON_HEADER).length
  const file = {
    sheet: opened.file.sheets[opened.sheet]?.name ?? '',
    above: head.filter((row) => row.number <= header.row).map((row) => clipped(row, width)),
    headerRow: header.row,
    width,
    reasonHeader: REASON_HEADER,
  }
  if (bad > MAX_MARKED_ROWS) {
    const path = join(folder, 'errors.csv')
    await writeErrorCsv(path, file, markedRows(folder, target, locale))
    return path
  }
  const path = join(folder, 'errors.xlsx')
  const rows: MarkedRow[] = []
  for await (const row of markedRows(folder, target, locale)) rows.push(row)
  await writeErrorWorkbook(path, file, rows)
  return path
}

/** How many there are, as far as it matters: beyond what a workbook takes nobody counts on. */
async function countBadRows(folder: string): Promise<number> {
  let count = 0
  for await (const _ of readBadRows(folder)) {
    count += 1
    if (count > MAX_MARKED_ROWS) break
  }
  return count
}

async function* markedRows(folder: string, target: ImportTarget, locale: Locale): AsyncGenerator<MarkedRow> {
  for await (const row of readBadRows(folder)) yield marked(row, target, locale)
}

function marked({ row, problems }: BadRow, target: ImportTarget, locale: Locale): MarkedRow {
  const badColumns = new Set(problems.flatMap((problem) => problem.columnIndex ?? []))
  const reasons = problems.map((problem) => {
    const def = problem.field ? fieldOf(target, problem.field) : undefined
    const name = problem.column ?? (locale === 'en' ? def?.en : def?.zh)
    const text = problemText(problem.code, problem.text, locale)
    return name ? `${name}${locale === 'en' ? ': ' : '：'}${text}` : text
  })
  const where = locale === 'en' ? `Row ${row.number}. ` : `第 ${row.number} 行　`
  return { row, badColumns, reason: where + reasons.join(locale === 'en' ? '; ' : '；') }
}

/**
 * So many rows are held to bring them in order: two chunks, since within a chunk those that the database
 * refused come last, and one that was done again after a crash follows its first attempt.
 */
const HELD = 1_000

/** The noted rows in their order, each once, with no more of them in memory than are held. */
async function* readBadRows(folder: string): AsyncGenerator<BadRow> {
  const held = new Map<number, BadRow>()
  let last = -1
  const release = (keep: number): BadRow[] => {
    const positions = [...held.keys()].sort((a, b) => a - b)
    const due = positions.slice(0, Math.max(0, positions.length - keep))
    last = due.at(-1) ?? last
    return due.map((position) => {
      const row = held.get(position)!
      held.delete(position)
      return row
    })
  }
  const input = createReadStream(join(folder, 'bad.jsonl'), 'utf8')
  try {
    for await (const line of createInterface({ input })) {
      if (line === '') continue
      const row = JSON.parse(line) as BadRow
      if (row.position > last) held.set(row.position, row)
      if (held.size >= 2 * HELD) yield* release(HELD)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  yield* release(0)
}

/** The reason column of an earlier error file is dropped when the mended file comes back bad again. */
function clipped(row: SheetRow, width: number): SheetRow {
  return { number: row.number, cells: row.cells.slice(0, width) }
}
