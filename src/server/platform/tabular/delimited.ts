import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Cell, SheetRow } from '../../../core/import/cell.ts'
import type { FileEncoding } from '../../../core/import/mapping.ts'
import type { TabularLimits } from './limits.ts'
import { PlainRecords } from './plain-records.ts'
import { TabularError } from './tabular-error.ts'
import { decodedText } from './text-encoding.ts'

const DELIMITERS = [',', '\t', ';', '|'] as const
const BATCH = 500

/**
 * The delimiter whose count per line is the most even over the first lines; a comma when nothing speaks for
 * another.
 */
export function sniffDelimiter(head: string): string {
  const lines = firstLines(head, 20)
  let best = ','
  let bestScore = 0
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const filled = counts.filter((count) => count > 0)
    if (filled.length === 0) continue
    const usual = mostFrequent(filled)
    const even = filled.filter((count) => count === usual).length / counts.length
    const score = even * Math.min(usual, 8) + (delimiter === ',' ? 0.01 : 0)
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

type Options = { encoding: FileEncoding; delimiter: string; limits: TabularLimits }

/** Rows in batches, streaming: memory does not grow with the file. */
export async function* readDelimited(path: string, options: Options): AsyncGenerator<SheetRow[]> {
  const { limits } = options
  let batch: SheetRow[] = []
  let number = 0
  try {
    for await (const records of recordsOf(path, options)) {
      for (const record of records) {
        number += 1
        if (number > limits.textRows) throw new TabularError('too_many_rows', { limit: limits.textRows })
        batch.push(textRow(number, record, limits))
        if (batch.length === BATCH) {
          yield batch
          batch = []
        }
      }
    }
  } catch (error) {
    throw readable(error, number + 1)
  }
  if (batch.length > 0) yield batch
}

/** What is written as it should be is cut quickly; from the first odd record on, the careful parser reads. */
async function* recordsOf(path: string, options: Options): AsyncGenerator<string[][]> {
  const { recordBytes } = options.limits
  const plain = new PlainRecords({ delimiter: options.delimiter, recordBytes })
  const pieces = decodedText(path, options.encoding)
  try {
    while (!plain.isOdd) {
      const { value, done } = await pieces.next()
      const records = plain.take(done ? '' : value, done === true)
      if (records.length > 0) yield records
      if (done && !plain.isOdd) return
    }
    yield* carefully(withRest(plain.rest, pieces), options)
  } finally {
    await pieces.return(undefined)
  }
}

async function* withRest(rest: string, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  if (rest !== '') yield rest
  yield* pieces
}

async function* carefully(
  text: AsyncIterable<string>,
  { delimiter, limits }: Options,
): AsyncGenerator<string[][]> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: limits.recordBytes,
  })
  const source = Readable.from(text)
  source.on('error', (error) => parser.destroy(error))
  source.pipe(parser)
  try {
    for await (const record of parser as AsyncIterable<string[]>) yield [record]
  } finally {
    source.destroy()
    parser.destroy()
  }
}

function textRow(number: number, record: string[], limits: TabularLimits): SheetRow {
  let used = record.length
  while (used > 0 && record[used - 1] === '') used -= 1
  if (used > limits.columns)
    throw new TabularError('too_many_columns', { limit: limits.columns, row: number })
  const cells: Cell[] = []
  for (let i = 0; i < used; i++) {
    const text = record[i]!
    if (text.length > limits.cellChars) throw new TabularError('cell_too_long', { row: number })
    cells.push({ text })
  }
  return { number, cells, width: record.length }
}

function readable(error: unknown, row: number): unknown {
  if (!(error instanceof CsvError)) return error
  const isQuoting = (error as { quoting?: boolean }).quoting !== false
  if (error.code === 'CSV_MAX_RECORD_SIZE' && !isQuoting) return new TabularError('cell_too_long', { row })
  if (error.code === 'CSV_MAX_RECORD_SIZE' || error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new TabularError('unclosed_quote', { row })
  }
  return new TabularError('damaged', { row, reason: error.code })
}

function firstLines(head: string, limit: number): string[] {
  const withoutQuoted = head.replace(/"(?:[^"]|"")*"/g, 'q')
  const lines = withoutQuoted.split(/\r\n|\n|\r/)
  if (lines.length > 1) lines.pop()
  return lines.filter((line) => line.trim() !== '').slice(0, limit)
}

function mostFrequent(counts: number[]): number {
  const times = new Map<number, number>()
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1)
  return [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]![0]
}
