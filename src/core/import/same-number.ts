import { nameKey } from '../customer/name-key.ts'
import { type Fen, formatFen } from '../money.ts'
import { cellAt, isBlankCell, isBlankRow, type SheetRow, squeeze } from './cell.ts'
import { type Header, repeatsHeader } from './header.ts'
import type { ImportTarget, Mapping, SameNumber } from './mapping.ts'
import { type LineFigures, readLine, timesPrice } from './order-lines.ts'
import { type ReadPlan, RowReader, readPlan } from './row-reader.ts'
import { hashOf } from './text-hash.ts'
import { totalKindOf } from './total-rows.ts'

/** Documents that lists write in several rows, one for each product; an invoice has its own way. */
const IN_ROWS: ReadonlySet<ImportTarget> = new Set(['orders', 'quotes', 'contracts', 'deals'])

/** What names one product: a row of nothing but figures is a sum. */
const LINE_FIELDS = ['product', 'title', 'unit'] as const

const SHOWN_EXAMPLES = 3
const SHOWN_AMOUNTS = 5

export type SameNumberFacts = {
  /** The documents in several rows, by key, with the row that ends each. */
  documents: ReadonlyMap<string, { last: number }>
  rows: number
  /** How the figures themselves say the rows are meant; null: only a person can say. */
  own: Exclude<SameNumber, 'refuse'> | null
  examples: { row: number; text: string; readings: Partial<Record<SameNumber, string>> }[]
}

export function hasDocumentsInRows(target: ImportTarget): boolean {
  return IN_ROWS.has(target)
}

/** Which document a row belongs to, by number and customer. Feed rows in their order. */
export class DocumentKeys {
  private readonly plan: ReadPlan
  private readonly numberAt: number
  private before: { number: string; customer: string } | null = null

  constructor(plan: ReadPlan) {
    this.plan = plan
    this.numberAt = IN_ROWS.has(plan.mapping.target) ? (plan.columns.get('externalCode') ?? -1) : -1
  }

  of(row: SheetRow): string | null {
    if (this.numberAt < 0) return null
    const number = squeeze(cellAt(row, this.numberAt).text)
    const customer = this.customerOf(row)
    if (number === '') {
      const goesOn = this.before !== null && customer === '' && this.isContinued(row)
      if (!goesOn) this.before = null
    } else {
      const same = this.before?.number === number && customer === '' ? this.before.customer : customer
      this.before = { number, customer: same }
    }
    return this.before && `${this.before.number}|${this.before.customer}`
  }

  private customerOf(row: SheetRow): string {
    const [code, name] = ['customerCode', 'customerName'].map((field) => {
      const column = this.plan.columns.get(field)
      return column === undefined ? '' : squeeze(cellAt(row, column).text)
    })
    return code ? `#${code}` : nameKey(name ?? '')
  }

  /** A deal may have neither number nor customer, so there an empty number continues nothing. */
  private isContinued(row: SheetRow): boolean {
    if (this.plan.mapping.target === 'deals') return false
    return LINE_FIELDS.some((field) => {
      const column = this.plan.columns.get(field)
      return column !== undefined && !isBlankCell(cellAt(row, column))
    })
  }
}

type Seen = { row: number; content: number; amountFen: Fen | null; figures: LineFigures }

type Document = {
  last: number
  rows: Seen[]
  /** beyond those kept: what the verdict needs of them */
  count: number
  sumFen: Fen
  stated: number
  isEqual: boolean
  isEachPriced: boolean
  partsFen: Fen | null
  differs: boolean
}

/** Looks at all rows for documents that stand in several of them, and for what their figures say. */
export class SameNumberScan {
  private readonly plan: ReadPlan
  private readonly keys: DocumentKeys
  private readonly mapped: number[]
  private readonly singles = new Map<string, Seen>()
  private readonly documents = new Map<string, Document>()

  constructor(mapping: Mapping, header: Header) {
    this.plan = readPlan(mapping, header.names, new Map())
    this.keys = new DocumentKeys(this.plan)
    this.mapped = [...new Set(this.plan.columns.values())]
  }

  push(row: SheetRow): void {
    if (isBlankRow(row) || repeatsHeader(row, this.plan.names) || totalKindOf(row)) return
    const key = this.keys.of(row)
    if (key === null) return
    const reader = new RowReader(this.plan, row)
    const content = hashOf(this.mapped.map((column) => squeeze(cellAt(row, column).text)).join('\u0001'))
    const seen = {
      row: row.number,
      content,
      amountFen: reader.amount('amountFen'),
      figures: readLine(reader),
    }
    const [document, first] = [this.documents.get(key), this.singles.get(key)]
    if (document) add(document, seen)
    else if (first) {
      const fresh = emptyDocument()
      add(fresh, first)
      add(fresh, seen)
      this.documents.set(key, fresh)
      this.singles.delete(key)
    } else this.singles.set(key, seen)
  }

  /** null: every number stands in one row, or in rows that say the same. */
  facts(): SameNumberFacts | null {
    const several = [...this.documents].filter(([, { differs }]) => differs)
    if (several.length === 0) return null
    const verdicts = new Set(several.map(([, document]) => verdictOf(document)))
    verdicts.delete('either')
    const [only = 'whole'] = verdicts
    return {
      documents: new Map(several.map(([key, { last }]) => [key, { last }])),
      rows: several.reduce((sum, [, { count }]) => sum + count, 0),
      own: verdicts.size > 1 || only === 'either' ? null : only,
      examples: several.slice(0, SHOWN_EXAMPLES).map(([key, document]) => exampleOf(key, document)),
    }
  }
}

function emptyDocument(): Document {
  const sums = { count: 0, sumFen: 0n, stated: 0, partsFen: 0n }
  return { ...sums, last: 0, rows: [], isEqual: true, isEachPriced: true, differs: false }
}

function add(document: Document, seen: Seen): void {
  const { amountFen, figures } = seen
  const first = document.rows[0]
  document.last = seen.row
  document.count += 1
  if (first && first.content !== seen.content) document.differs = true
  const priced = timesPrice(figures)
  const part = figures.lineFen ?? priced
  document.partsFen = document.partsFen === null || part === null ? null : document.partsFen + part
  const isPriced = amountFen !== null && priced !== null && isNear(amountFen, priced)
  document.isEachPriced &&= isPriced
  if (amountFen !== null) {
    const before = document.rows.find((row) => row.amountFen !== null)
    document.isEqual &&= before === undefined || before.amountFen === amountFen
    document.stated += 1
    document.sumFen += amountFen
  }
  if (document.rows.length < SHOWN_AMOUNTS || (amountFen !== null && document.stated === 1)) {
    document.rows.push(seen)
  }
}

/** Prices of more than two decimals are printed rounded. */
function isNear(a: Fen, b: Fen): boolean {
  return a - b <= 1n && b - a <= 1n
}

function verdictOf(document: Document): 'lines' | 'whole' | 'either' | null {
  if (document.stated <= 1) return 'either'
  const each = document.sumFen / BigInt(document.stated)
  if (document.isEqual && document.partsFen === each) return 'whole'
  return document.isEachPriced ? 'lines' : null
}

function exampleOf(key: string, document: Document): SameNumberFacts['examples'][number] {
  const amounts = document.rows.flatMap(({ amountFen }) => (amountFen === null ? [] : [amountFen]))
  const written = amounts.slice(0, SHOWN_AMOUNTS).map(formatFen).join(' + ')
  const more = document.stated > SHOWN_AMOUNTS ? ' + …' : ''
  return {
    row: document.rows[0]!.row,
    text: `${key.slice(0, key.indexOf('|'))} (${document.count}): ${written}${more}`,
    readings: {
      lines: formatFen(document.sumFen),
      ...(document.isEqual && amounts[0] !== undefined ? { whole: formatFen(amounts[0]) } : {}),
    },
  }
}
