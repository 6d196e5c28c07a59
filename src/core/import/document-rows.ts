import type { Fen } from '../money.ts'
import { formatFen, sumFen } from '../money.ts'
import { buildRecords } from './build-records.ts'
import { type Cell, cellAt, EMPTY_CELL, isBlankCell, type SheetRow, squeeze } from './cell.ts'
import type { SameNumber } from './mapping.ts'
import { type LineFigures, linesOf, readLine } from './order-lines.ts'
import { recordContent } from './record-key.ts'
import type { ImportProblem, ImportRecord } from './records.ts'
import { type ReadPlan, RowReader } from './row-reader.ts'
import { slip } from './row-signs.ts'
import { DocumentKeys, type SameNumberFacts } from './same-number.ts'
import { hashOf } from './text-hash.ts'

/** What a product has of its own; everything else is the document's. */
const OF_LINE = new Set([
  ...['product', 'title', 'quantity', 'unit', 'unitPrice', 'lineAmountFen', 'amountFen'],
  ...['plannedOn', 'deliveredOn'],
])
/** Said of each product at most once, which is said already in the amounts. */
const LEFT_OUT = ['quantity', 'unit', 'unitPrice', 'lineAmountFen'] as const
/** A title of a document of many products names as many as fit. */
const LONGEST_TITLE = 200
/** Rows that wait for others of their document, in a list that is not in the order of its numbers. */
const MOST_WAITING = 20_000

export type Mode = Exclude<SameNumber, 'refuse'>

type Draft = { key: string; rows: SheetRow[]; refused: boolean }

/** A document whose rows have all been seen. */
export type FinishedDocument = {
  rows: SheetRow[]
  /** the very same row again */
  again: SheetRow[]
  /** null: the rows come back, each with its problems */
  records: ImportRecord[] | null
  problems: ImportProblem[][]
}

/** How rows of one number are read: as the mapping says, else as their figures do. */
export function modeOf(said: SameNumber | undefined, facts: SameNumberFacts | null): Mode | null {
  const mode = said ?? facts?.own ?? null
  return facts === null || mode === 'refuse' ? null : mode
}

/**
 * Collects the rows of documents that stand in several (one for each product, as most ERP exports have it)
 * and makes one record of each. Rows wait only for the last of their own document.
 */
export class DocumentRows {
  private readonly plan: ReadPlan
  private readonly facts: SameNumberFacts
  readonly mode: Mode
  private readonly keys: DocumentKeys
  private readonly drafts = new Map<string, Draft>()
  private readonly headColumns: readonly (readonly [field: string, column: number])[]
  private asked: { row: SheetRow; key: string | null } | null = null
  private waiting = 0
  private documents = 0
  private rows = 0

  constructor(plan: ReadPlan, facts: SameNumberFacts, mode: Mode) {
    this.plan = plan
    this.facts = facts
    this.mode = mode
    this.keys = new DocumentKeys(plan)
    this.headColumns = [...plan.columns]
  }

  /** Whether the row is one of several of a document. Ask once for each row, in their order. */
  has(row: SheetRow): boolean {
    if (this.asked?.row !== row) {
      const key = this.keys.of(row)
      this.asked = { row, key: key !== null && this.facts.documents.has(key) ? key : null }
    }
    return this.asked.key !== null
  }

  /** Whether the row says an amount again that its document has said already. */
  repeats(row: SheetRow): boolean {
    return this.mode === 'whole' && this.has(row) && this.drafts.has(this.asked!.key!)
  }

  /** Takes a row of such a document; the document once this was its last. */
  take(row: SheetRow): FinishedDocument | null {
    const key = this.asked!.key!
    const draft = this.drafts.get(key) ?? this.open(key)
    draft.rows.push(row)
    this.waiting += 1
    if (draft.refused) return this.giveBack(draft)
    return row.number >= this.facts.documents.get(key)!.last ? this.finish(draft) : null
  }

  /** What the end of the file leaves unfinished. */
  rest(): FinishedDocument[] {
    return [...this.drafts.values()].filter(({ rows }) => rows.length > 0).map((draft) => this.finish(draft))
  }

  summary(): { mode: Mode; documents: number; rows: number; own: boolean } {
    const { mode, documents, rows, plan } = this
    return { mode, documents, rows, own: plan.mapping.sameNumber === undefined }
  }

  private open(key: string): Draft {
    const draft = { key, rows: [], refused: this.waiting >= MOST_WAITING }
    this.drafts.set(key, draft)
    return draft
  }

  private giveBack(draft: Draft): FinishedDocument {
    const rows = draft.rows
    draft.rows = []
    this.waiting -= rows.length
    const problems = rows.map((row) => {
      const reader = new RowReader(this.plan, row)
      reader.problem('externalCode', 'lines_apart', draft.key.slice(0, draft.key.indexOf('|')))
      return reader.problems
    })
    return { rows, again: [], records: null, problems }
  }

  private finish(draft: Draft): FinishedDocument {
    this.drafts.delete(draft.key)
    this.waiting -= draft.rows.length
    const { kept, again } = apart(draft.rows, this.plan)
    this.documents += 1
    this.rows += kept.length
    const readers = kept.map((row) => new RowReader(this.plan, this.headed(row, kept[0]!)))
    const parts = readers.map((reader) => {
      const slipped = slip(reader.row, this.plan.names.length)
      if (slipped !== null) reader.problem('', slipped, String(reader.row.width))
      return { reader, amountFen: reader.amount('amountFen'), figures: readLine(reader) }
    })
    const { totalFen, problem, lines } = this.sum(parts)
    const built = parts.map(({ reader }) => this.build(reader, parts, totalFen))
    const [first] = built
    if (problem && first) parts[0]!.reader.problem(...problem)
    const content = first ? recordContent(first) : null
    const problems = parts.map(({ reader }, index) => {
      const record = built[index]
      if (record && content !== null && recordContent(record) !== content) {
        reader.problem('externalCode', 'duplicate_key', String(kept[0]!.number))
      }
      return reader.problems
    })
    if (first && problems.every((some) => some.length === 0)) {
      const record = first.kind === 'order' && lines.length > 0 ? { ...first, lines } : first
      return { rows: kept, again, records: [record], problems }
    }
    return { rows: kept, again, records: null, problems: withReasons(kept, problems, readers) }
  }

  /** A row with what the document says once, above it, filled in. */
  private headed(row: SheetRow, first: SheetRow): SheetRow {
    if (row === first) return row
    const numberAt = this.plan.columns.get('externalCode')!
    const goesOn = isBlankCell(cellAt(row, numberAt))
    const cells = [...row.cells]
    for (const [field, column] of this.headColumns) {
      if (!isBlankCell(cellAt(row, column))) continue
      // A row with the number of its own and no day of delivery has not been delivered.
      const isDayOfLine = field === 'plannedOn' || field === 'deliveredOn'
      if (OF_LINE.has(field) && !(isDayOfLine && goesOn)) continue
      cells[column] = cellAt(first, column)
    }
    return { ...row, cells: [...cells].map((cell) => cell ?? EMPTY_CELL) }
  }

  private sum(parts: readonly Part[]): {
    totalFen: Fen | null
    problem: readonly [field: string, code: string, text: string] | null
    lines: ReturnType<typeof linesOf>
  } {
    const stated = parts.flatMap(({ amountFen }) => (amountFen === null ? [] : [amountFen]))
    const written = parts.flatMap(({ figures }) => figures.lineFen ?? [])
    const isWhole = this.mode === 'whole' || stated.length === 1
    const totalFen = stated.length === 0 ? (written.length > 0 ? sumFen(written) : null) : null
    const whole = totalFen ?? (isWhole ? stated[0]! : sumFen(stated))
    if (stated.length === 0 && totalFen === null) return { totalFen, problem: null, lines: [] }
    const of = ({ amountFen, figures }: Part) => (isWhole ? figures.lineFen : amountFen)
    const rows = parts.map((part) => ({ figures: part.figures, amountFen: of(part) ?? priced(part) }))
    const lines = linesOf(rows)
    const sum = sumFen(lines.map(({ quantityMilli, unitPriceFen }) => roundedOf(quantityMilli, unitPriceFen)))
    const differs = isWhole ? stated.find((fen) => fen !== whole) : undefined
    if (differs !== undefined) {
      return { totalFen: whole, problem: ['amountFen', 'whole_amounts_differ', formatFen(differs)], lines }
    }
    const isComplete = isWhole && written.length === parts.length
    if (isComplete && sumFen(written) !== whole) {
      const text = formatFen(sumFen(written))
      return { totalFen: whole, problem: ['lineAmountFen', 'lines_disagree', text], lines }
    }
    return { totalFen: whole, problem: null, lines: sum === whole ? lines : [] }
  }

  /** The document as this row tells it, with the products and the amount of all of them. */
  private build(reader: RowReader, parts: readonly Part[], totalFen: Fen | null): ImportRecord | null {
    const cells = [...reader.row.cells]
    const put = (field: string, cell: Cell) => {
      const column = this.plan.columns.get(field)
      if (column !== undefined) cells[column] = cell
    }
    for (const field of LEFT_OUT) put(field, EMPTY_CELL)
    for (const field of ['title', 'product'] as const) put(field, { text: namesIn(field, parts) })
    put('amountFen', totalFen === null ? EMPTY_CELL : { text: `${formatFen(totalFen)}元` })
    put('plannedOn', lastCell('plannedOn', parts, this.plan))
    const isDelivered = parts.every(({ reader }) => !reader.continues('deliveredOn') || isMerged(reader))
    put('deliveredOn', isDelivered ? lastCell('deliveredOn', parts, this.plan) : EMPTY_CELL)
    const whole = new RowReader(this.plan, { ...reader.row, cells })
    const records = buildRecords(whole, () => 1)
    reader.problems.push(...whole.problems)
    return whole.problems.length > 0 ? null : (records?.[0] ?? null)
  }
}

type Part = { reader: RowReader; amountFen: Fen | null; figures: LineFigures }

function isMerged(reader: RowReader): boolean {
  const column = reader.plan.columns.get('deliveredOn')
  return column !== undefined && !isBlankCell(cellAt(reader.row, column))
}

function priced({ figures }: Part): Fen | null {
  const { quantityMilli, priceMicro } = figures
  if (quantityMilli === null || priceMicro === null) return null
  return roundedOf(quantityMilli, priceMicro / 10_000n)
}

function roundedOf(quantityMilli: bigint, unitPriceFen: Fen): Fen {
  return (quantityMilli * unitPriceFen * 2n + 1000n) / 2000n
}

/** The day by which all of it is planned or delivered. */
function lastCell(field: 'plannedOn' | 'deliveredOn', parts: readonly Part[], plan: ReadPlan): Cell {
  const column = plan.columns.get(field)
  if (column === undefined) return EMPTY_CELL
  let last: { day: string; cell: Cell } | null = null
  for (const { reader } of parts) {
    const day = new RowReader(plan, reader.row).day(field)
    const cell = cellAt(reader.row, column)
    if (day === null && !isBlankCell(cell)) return cell
    if (day !== null && (last === null || day > last.day)) last = { day, cell }
  }
  return last?.cell ?? EMPTY_CELL
}

function namesIn(field: 'title' | 'product', parts: readonly Part[]): string {
  const names = new Set(
    parts.flatMap(({ reader: { plan, row } }) => new RowReader(plan, row).text(field) ?? []),
  )
  let text = ''
  for (const name of names) {
    const longer = text === '' ? name : `${text}、${name}`
    if (longer.length > LONGEST_TITLE - 1) return text === '' ? name : `${text}…`
    text = longer
  }
  return text
}

/** The very same row a second time is no second product; its place in the list says nothing. */
function apart(rows: readonly SheetRow[], plan: ReadPlan): { kept: SheetRow[]; again: SheetRow[] } {
  const counters = new Set(
    plan.names.flatMap((name, index) => (/^序号$|^no\.?$|^#$/i.test(name) ? [index] : [])),
  )
  const [seen, kept, again] = [new Set<number>(), [] as SheetRow[], [] as SheetRow[]]
  for (const row of rows) {
    const texts = row.cells.map((cell, index) => (counters.has(index) ? '' : squeeze(cell.text)))
    const hash = hashOf(texts.join('\u0001'))
    ;(seen.has(hash) ? again : kept).push(row)
    seen.add(hash)
  }
  return { kept, again }
}

/** The rows of a document come back together: what is right of it alone would be another document. */
function withReasons(
  rows: readonly SheetRow[],
  problems: ImportProblem[][],
  readers: readonly RowReader[],
): ImportProblem[][] {
  const at = problems.findIndex((some) => some.length > 0)
  return problems.map((some, index) => {
    if (some.length > 0 || at < 0) return some
    readers[index]!.problem('externalCode', 'line_of_bad', String(rows[at]!.number))
    return readers[index]!.problems
  })
}
