import { type Cell, isBlankCell, type SheetRow, squeeze } from './cell.ts'
import {
  addDateCell,
  type DateColumn,
  type DateOrderDecision,
  decideDateOrder,
  emptyDateColumn,
} from './date-column.ts'
import type { Header } from './header.ts'
import { type ColumnRef, type DateOrder, dateOrderOf, type Mapping } from './mapping.ts'
import { defFor } from './own-fields.ts'
import { parseAmount, parseWhole } from './parse-amount.ts'
import { blankSet, isBlankText } from './parse-text.ts'
import { readPhoneNote } from './phone-note.ts'
import { findRemarkPayments } from './remark-payments.ts'
import { RepeatedContacts } from './repeated-contacts.ts'
import { findColumn, readPlan } from './row-reader.ts'
import { hasDocumentsInRows, type SameNumberFacts, SameNumberScan } from './same-number.ts'
import { stageOf } from './stage-words.ts'

/** What a first look at every row says about the mapped columns. */
export type ScanFacts = {
  rows: number
  filled: number[]
  samples: string[][]
  /** Per mapped date column: what its cells allow. */
  dates: { column: number; field: string; decision: DateOrderDecision }[]
  /** The order each column will be read with; columns that must be asked about are absent. */
  orders: Map<number, DateOrder>
  unknownStages: string[]
  /** Payment terms in words that no answer of the mapping turns into days yet. */
  termWords: string[]
  remarkPayments: number
  phoneNames: number
  paidWithoutDate: number
  /** Rows in which more was paid than was owed. */
  overpaid: number
  /** Documents that stand in several rows; null: there is none. */
  sameNumber: SameNumberFacts | null
  repeatedContacts: ReadonlySet<number>
}

type Looked = 'stage' | 'remark' | 'amountFen' | 'paidFen' | 'paidOn' | 'termDays' | 'phone'

const SAMPLES = 5
const MOST_WORDS = 40
const LONGEST_TERM = 30

/**
 * A pass over the whole sheet in constant memory: day and month can only be told apart by all cells of a
 * column.
 */
export class ColumnScan {
  private readonly mapping: Mapping
  private readonly header: Header
  private readonly dates: { column: number; field: string; ref: ColumnRef; facts: DateColumn }[]
  private readonly stages = new Set<string>()
  private readonly terms = new Set<string>()
  private readonly filled: number[]
  private readonly samples: string[][]
  private readonly blanks: ReadonlySet<string>
  private rows = 0
  private remarks = 0
  private paidWithoutDate = 0
  private phoneNames = 0
  private overpaid = 0
  private readonly contacts: RepeatedContacts | null
  private readonly numbers: SameNumberScan | null
  private readonly paidAt: readonly number[]
  private readonly at: Record<Looked, number>

  constructor(mapping: Mapping, header: Header) {
    this.mapping = mapping
    this.header = header
    this.blanks = blankSet(mapping.blanks)
    const isContacts = mapping.target === 'contacts'
    this.contacts = isContacts ? new RepeatedContacts(readPlan(mapping, header.names, new Map())) : null
    this.numbers = hasDocumentsInRows(mapping.target) ? new SameNumberScan(mapping, header) : null
    this.dates = dateColumns(mapping, header).map((column) => ({ ...column, facts: emptyDateColumn() }))
    this.filled = header.names.map(() => 0)
    this.samples = header.names.map(() => [])
    const column = (field: string) => {
      const ref = mapping.columns[field]
      return ref === undefined ? -1 : findColumn(header.names, ref)
    }
    this.at = {
      stage: mapping.target === 'deals' ? column('stage') : -1,
      remark: mapping.target === 'invoices' ? column('remark') : -1,
      amountFen: mapping.target === 'invoices' ? column('amountFen') : -1,
      paidFen: mapping.target === 'invoices' ? column('paidFen') : -1,
      paidOn: column('paidOn'),
      termDays: column('termDays'),
      phone: mapping.target === 'customers' ? column('phone') : -1,
    }
    const paid = (mapping.payments ?? []).map(({ amount }) => findColumn(header.names, amount))
    this.paidAt = paid.length > 0 ? paid : [this.at.paidFen]
  }

  push(row: SheetRow): void {
    if (row.number <= this.header.row) return
    this.rows += 1
    for (let column = 0; column < this.filled.length; column++) {
      const cell = row.cells[column]
      if (!cell || isBlankCell(cell)) continue
      this.filled[column] = this.filled[column]! + 1
      const samples = this.samples[column]!
      if (samples.length < SAMPLES && !samples.includes(cell.text)) samples.push(cell.text.slice(0, 60))
    }
    for (const { column, facts } of this.dates) {
      const cell = row.cells[column]
      if (cell) addDateCell(facts, cell, row.number)
    }
    this.numbers?.push(row)
    this.contacts?.push(row)
    this.look(row)
  }

  facts(): ScanFacts {
    const orders = new Map<number, DateOrder>()
    const dates: ScanFacts['dates'] = []
    for (const { column, field, ref, facts } of this.dates) {
      const stated = dateOrderOf(this.mapping, ref)
      const decision =
        stated === null ? decideDateOrder(facts) : ({ kind: 'decided', order: stated } as const)
      if (decision.kind === 'decided') orders.set(column, decision.order)
      dates.push({ column, field, decision })
    }
    return {
      rows: this.rows,
      filled: this.filled,
      samples: this.samples,
      dates,
      orders,
      termWords: [...this.terms],
      unknownStages: [...this.stages].filter((word) => stageOf(word, this.mapping.stageMap) === null),
      remarkPayments: this.remarks,
      phoneNames: this.phoneNames,
      paidWithoutDate: this.paidWithoutDate,
      overpaid: this.overpaid,
      sameNumber: this.numbers?.facts() ?? null,
      repeatedContacts: this.contacts?.facts() ?? new Set(),
    }
  }

  private look(row: SheetRow): void {
    const { stage, remark, paidFen, paidOn, termDays, phone } = this.at
    const word = squeeze(row.cells[stage]?.text ?? '')
    if (word !== '' && this.stages.size < MOST_WORDS) this.stages.add(word)
    this.lookAtTerm(row.cells[termDays])
    const note = row.cells[remark]?.text ?? ''
    if (note !== '' && findRemarkPayments(note, '2000-01-01', 10n ** 15n).length > 0) this.remarks += 1
    if (readPhoneNote(row.cells[phone]?.text ?? '')?.name != null) this.phoneNames += 1
    if (this.isOverpaid(row)) this.overpaid += 1
    const paid = row.cells[paidFen]
    if (paid && !isBlankCell(paid) && isBlankCell(row.cells[paidOn] ?? { text: '' })) {
      if (!/^[¥￥\s0.,-]+$/.test(paid.text)) this.paidWithoutDate += 1
    }
  }

  /** All amounts of a row are in one unit, whichever it is. */
  private isOverpaid(row: SheetRow): boolean {
    const owed = fenIn(row.cells[this.at.amountFen])
    if (owed === null || owed <= 0n) return false
    return this.paidAt.reduce((sum, column) => sum + (fenIn(row.cells[column]) ?? 0n), 0n) > owed
  }

  private lookAtTerm(cell: Cell | undefined): void {
    if (!cell || isBlankText(cell.text, this.blanks) || parseWhole(cell).ok) return
    const word = squeeze(cell.text)
    const isAnswered = this.mapping.values?.['termDays']?.[word] !== undefined
    // A totals row or a note has words in this column as well, but no term.
    if (!isAnswered && word.length <= LONGEST_TERM && this.terms.size < MOST_WORDS) this.terms.add(word)
  }
}

function fenIn(cell: Cell | undefined): bigint | null {
  const read = cell && !isBlankCell(cell) ? parseAmount(cell, '元') : null
  return read?.ok ? read.value : null
}

function dateColumns(mapping: Mapping, header: Header): { column: number; field: string; ref: ColumnRef }[] {
  const kinds = new Set(['day', 'instant', 'month'])
  const refs: [string, ColumnRef][] = Object.entries(mapping.columns).filter(([field]) =>
    kinds.has(defFor(mapping, field)?.kind ?? ''),
  )
  for (const pair of [...(mapping.payments ?? []), ...(mapping.instalments ?? [])]) {
    if (pair.on !== undefined) refs.push([typeof pair.on === 'string' ? pair.on : pair.on.header, pair.on])
  }
  return refs
    .map(([field, ref]) => ({ field, ref, column: findColumn(header.names, ref) }))
    .filter(({ column }) => column >= 0)
}
