import { type Fen, sumFen } from '../money.ts'
import { draftInvoice, finishInvoice, type InvoiceDraft, readContinuation } from './build-invoice.ts'
import { buildRecords } from './build-records.ts'
import { cellAt, isBlankCell, isBlankRow, type SheetRow } from './cell.ts'
import { DocumentRows, type FinishedDocument, modeOf } from './document-rows.ts'
import { type Header, repeatsHeader } from './header.ts'
import { headerOf, type Mapping } from './mapping.ts'
import { outgoingReader } from './outgoing.ts'
import { defsFor } from './own-fields.ts'
import { parseAmount } from './parse-amount.ts'
import type { PlanFacts, PlannedRow, PlanSummary, SkipReason } from './planned.ts'
import { identityField, recordContent, recordKey } from './record-key.ts'
import type { ImportProblem, ImportRecord } from './records.ts'
import { markRepeated } from './repeated-contacts.ts'
import { findColumn, type ReadPlan, RowReader, readPlan } from './row-reader.ts'
import { filledCells, isSentence, slip } from './row-signs.ts'
import { SimilarNames } from './similar-names.ts'
import { TotalsLedger, totalKindOf } from './total-rows.ts'

/** Notes stand at the end of a sheet; more than this many in a row are data that cannot be read. */
const LONGEST_NOTE_BLOCK = 30

/**
 * Turns rows into records, one pass in file order and in constant memory but for the keys that find
 * duplicates.
 * Feed every row after the header to `push`, then call `finish`; both return rows whose fate is settled.
 */
export class Planner {
  private readonly plan: ReadPlan
  private readonly amountColumns: readonly (readonly [field: string, column: number])[]
  private readonly mainField: string | null
  private readonly ledger = new TotalsLedger()
  private readonly seen = new Map<string, { row: number; content: number }>()
  private readonly occurrences = new Map<string, number>()
  private readonly people = new Set<string>()
  private readonly names = new SimilarNames()
  private readonly proposals: PlanSummary['proposals'] = []
  private readonly documents: DocumentRows | null
  private readonly outgoingOf: (row: SheetRow) => Fen | null
  private readonly repeated: ReadonlySet<number>
  private readonly contactsTold = new Set<number>()
  private draft: { draft: InvoiceDraft; rows: SheetRow[] } | null = null
  private notes: SheetRow[] = []
  private counts = { rows: 0, good: 0, bad: 0, duplicate: 0, skipped: 0, undated: 0 }
  private outgoing = { rows: 0, amountFen: 0n }
  private amounts = { good: 0n, bad: 0n, duplicate: 0n, again: 0n }
  private settled: PlannedRow[] = []
  /** What a row states is asked when it is looked at, counted and settled. */
  private readonly stated = new WeakMap<SheetRow, ReadonlyMap<string, Fen>>()

  constructor(mapping: Mapping, header: Header, facts: PlanFacts) {
    const { orders, sameNumber = null, repeatedContacts = new Set() } = facts
    this.plan = readPlan(mapping, header.names, orders)
    this.outgoingOf = outgoingReader(this.plan)
    this.repeated = repeatedContacts
    const mode = modeOf(mapping.sameNumber, sameNumber)
    this.documents = mode && sameNumber && new DocumentRows(this.plan, sameNumber, mode)
    this.amountColumns = amountColumnsOf(mapping, this.plan)
    this.mainField =
      this.amountColumns.find(([field]) => field === 'amountFen')?.[0] ?? this.amountColumns[0]?.[0] ?? null
  }

  push(row: SheetRow): PlannedRow[] {
    const skip = this.skipReason(row)
    if (skip === 'note') this.notes.push(row)
    else if (skip !== null) this.skip(row, skip)
    else this.data(row)
    if (this.notes.length > LONGEST_NOTE_BLOCK) this.releaseNotes()
    return this.take()
  }

  finish(): { rows: PlannedRow[]; summary: PlanSummary } {
    this.flushDraft()
    for (const document of this.documents?.rest() ?? []) this.document(document)
    // Names alone at the end are the last customers of a list, and figures without a name are a row whose
    // name is missing: among other scraps of text they are its footer.
    const isList = this.notes.every((note) => this.namesRecord(note) && !isSentence(note))
    const isData = (note: SheetRow) => isList || (this.statedAmounts(note).size > 0 && !isSentence(note))
    for (const note of this.notes.splice(0)) {
      if (isData(note)) this.data(note)
      else this.settle({ outcome: 'skipped', row: note, reason: 'note' })
    }
    this.flushDraft()
    return { rows: this.take(), summary: this.summary() }
  }

  private skipReason(row: SheetRow): SkipReason | null {
    if (isBlankRow(row)) return 'blank'
    if (repeatsHeader(row, this.plan.names)) return 'header_again'
    if (this.isTotal(row)) return 'total'
    if (this.documents?.has(row)) return null
    if (this.wentOut(row)) return 'outgoing'
    return this.looksLikeNote(row) ? 'note' : null
  }

  /**
   * A labelled totals row with figures, or an unlabelled last line of sums that agrees with the rows above.
   */
  private isTotal(row: SheetRow): boolean {
    const labelled = totalKindOf(row)
    const stated = this.statedAmounts(row)
    if (labelled) {
      // Drafts must be counted before the sums are compared.
      this.flushDraft()
      this.ledger.check(row.number, labelled.label, labelled.kind, stated)
      return stated.size > 0 || filledCells(row) <= 2
    }
    if (stated.size === 0 || filledCells(row) !== stated.size || this.counts.rows < 2) return false
    const main = this.mainField === null ? undefined : stated.get(this.mainField)
    if (main === undefined || !this.ledger.isSum(this.mainField!, main)) return false
    this.flushDraft()
    this.ledger.check(row.number, '', 'total', stated)
    return true
  }

  private wentOut(row: SheetRow): boolean {
    const fen = this.outgoingOf(row)
    if (fen === null) return false
    this.outgoing.rows += 1
    this.outgoing.amountFen += fen
    return true
  }

  private statedAmounts(row: SheetRow): ReadonlyMap<string, Fen> {
    const known = this.stated.get(row)
    if (known) return known
    const stated = new Map<string, Fen>()
    this.stated.set(row, stated)
    for (const [field, column] of this.amountColumns) {
      const cell = cellAt(row, column)
      if (isBlankCell(cell) || cell.merged) continue
      const amount = parseAmount(cell, this.plan.mapping.amountUnit ?? '元')
      if (amount.ok) stated.set(field, amount.value)
    }
    return stated
  }

  /**
   * A few words where a record would have figures: a note, if no data follows it. A row that names a record
   * (a customer
   * with nothing but its name) is a note only when it reads like a sentence.
   */
  private looksLikeNote(row: SheetRow): boolean {
    if (this.counts.rows === 0) return false
    const filled = row.cells.filter((cell) => !isBlankCell(cell) && !cell.merged)
    if (filled.length > 3 || filled.some((cell) => cell.number !== undefined)) return false
    if (filled.length * 2 > this.plan.names.filter((name) => name !== '').length) return false
    return filled.length === 1 || isSentence(row) || !this.namesRecord(row)
  }

  private namesRecord(row: SheetRow): boolean {
    return defsFor(this.plan.mapping)
      .filter((def) => def.required && this.plan.columns.has(def.field))
      .every((def) => {
        const { text } = cellAt(row, this.plan.columns.get(def.field)!)
        return def.kind === 'amount' || def.kind === 'day' || def.kind === 'instant'
          ? /\d/.test(text)
          : text.trim() !== ''
      })
  }

  private data(row: SheetRow): void {
    this.releaseNotes()
    this.counts.rows += 1
    const isAgain = this.documents?.repeats(row) ?? false
    for (const [field, amountFen] of this.statedAmounts(row)) {
      this.ledger.add(field, amountFen, isAgain && field === this.mainField)
    }
    this.read(row)
  }

  private read(row: SheetRow): void {
    if (this.documents?.has(row)) {
      const document = this.documents.take(row)
      if (document) this.document(document)
      return
    }
    const reader = new RowReader(this.plan, row)
    const slipped = slip(row, this.plan.names.length)
    if (slipped !== null) {
      this.flushDraft()
      reader.problem('', slipped, String(row.width))
      this.bad(row, reader.problems)
    } else if (this.plan.mapping.target === 'invoices') this.invoice(reader)
    else
      this.record(
        row,
        reader,
        buildRecords(reader, (key) => this.occurrence(key)),
      )
  }

  /** An invoice waits for the rows below it, which may hold more of its payments. */
  private invoice(reader: RowReader): void {
    const continues =
      this.draft !== null &&
      ['amountFen', 'number', 'customerName', 'customerCode'].every((field) => reader.continues(field))
    if (continues && this.draft) {
      const payments = readContinuation(reader)
      if (payments.length > 0 && reader.problems.length === 0) {
        this.draft.draft.payments.push(...payments)
        this.draft.rows.push(reader.row)
        return
      }
    }
    this.flushDraft()
    const fresh = continues ? new RowReader(this.plan, reader.row) : reader
    const draft = draftInvoice(fresh)
    if (draft === null) this.bad(reader.row, fresh.problems)
    else this.draft = { draft, rows: [reader.row] }
  }

  private flushDraft(): void {
    if (this.draft === null) return
    const { draft, rows } = this.draft
    this.draft = null
    const record = finishInvoice(draft, (key) => this.occurrence(key))
    for (const proposal of draft.proposals) this.proposals.push({ ...proposal, row: rows[0]!.number })
    this.record(rows[0]!, draft.reader, record && [record])
    const fate = this.settled.at(-1)!
    for (const row of rows.slice(1)) {
      if (fate.outcome === 'good') this.settle({ outcome: 'good', row, records: [] })
      else this.bad(row, fate.outcome === 'bad' ? fate.problems : [])
    }
  }

  /** One record of all its rows; each of them ends by itself. */
  private document({ rows, again, records, problems }: FinishedDocument): void {
    const [first, ...others] = rows
    if (records === null) for (const [index, row] of rows.entries()) this.bad(row, problems[index]!)
    else {
      this.record(first!, new RowReader(this.plan, first!), records)
      const fate = this.settled.at(-1)!
      for (const row of others) {
        if (fate.outcome !== 'good') this.bad(row, fate.outcome === 'bad' ? fate.problems : [])
        else {
          const again = this.documents?.mode === 'whole' ? this.mainAmount(row) : 0n
          this.amounts.again += again
          this.amounts.good += this.mainAmount(row) - again
          this.settle({ outcome: 'good', row, records: [], partOf: first!.number })
        }
      }
    }
    for (const row of again) this.duplicate(row)
  }

  private duplicate(row: SheetRow): void {
    this.amounts.duplicate += this.mainAmount(row)
    this.settle({ outcome: 'skipped', row, reason: 'duplicate' })
  }

  private record(row: SheetRow, reader: RowReader, records: ImportRecord[] | null): void {
    if (records === null || reader.problems.length > 0) {
      this.bad(row, reader.problems)
      return
    }
    const first = this.firstOf(row, records)
    if (first === 'duplicate') this.duplicate(row)
    else if (first !== null) {
      reader.problem(identityField(records[0]!), 'duplicate_key', String(first))
      this.bad(row, reader.problems)
    } else {
      this.amounts.good += this.mainAmount(row)
      markRepeated(records, this.repeated, this.contactsTold)
      this.note(records)
      this.settle({ outcome: 'good', row, records })
    }
  }

  /**
   * null: new in this file; 'duplicate': the same again; a number: the row that says something else under
   * this key.
   */
  private firstOf(row: SheetRow, records: readonly ImportRecord[]): number | 'duplicate' | null {
    for (const record of records) {
      const key = recordKey(record)
      const content = recordContent(record)
      const before = this.seen.get(key)
      if (before) return before.content === content ? 'duplicate' : before.row
      this.seen.set(key, { row: row.number, content })
    }
    return null
  }

  private note(records: readonly ImportRecord[]): void {
    for (const record of records) {
      const person =
        'responsible' in record ? record.responsible : 'person' in record ? record.person : undefined
      const members = 'members' in record ? (record.members ?? []) : []
      for (const { name } of person ? [person, ...members] : members) this.people.add(name)
      this.names.add(customerNameOf(record))
      if (record.kind === 'deal' && record.history.length === 0) this.counts.undated += 1
    }
  }

  private bad(row: SheetRow, problems: ImportProblem[]): void {
    this.amounts.bad += this.mainAmount(row)
    this.settle({
      outcome: 'bad',
      row,
      problems: problems.map((problem) => ({ ...problem, row: row.number })),
    })
  }

  private skip(row: SheetRow, reason: SkipReason): void {
    if (reason === 'total' || reason === 'header_again') this.flushDraft()
    this.settle({ outcome: 'skipped', row, reason })
  }

  /** Data follows what looked like a closing note: then those rows are data that cannot be read. */
  private releaseNotes(): void {
    const notes = this.notes
    this.notes = []
    for (const row of notes) {
      this.flushDraft()
      this.counts.rows += 1
      this.read(row)
    }
  }

  private settle(planned: PlannedRow): void {
    if (planned.outcome === 'good') this.counts.good += 1
    else if (planned.outcome === 'bad') this.counts.bad += 1
    else if (planned.reason === 'duplicate') this.counts.duplicate += 1
    else this.counts.skipped += 1
    this.settled.push(planned)
  }

  private take(): PlannedRow[] {
    const settled = this.settled
    this.settled = []
    return settled
  }

  private mainAmount(row: SheetRow): Fen {
    return this.mainField === null ? 0n : (this.statedAmounts(row).get(this.mainField) ?? 0n)
  }

  private occurrence(key: string): number {
    const n = (this.occurrences.get(key) ?? 0) + 1
    this.occurrences.set(key, n)
    return n
  }

  private summary(): PlanSummary {
    const fileTotalFen = this.mainField === null ? null : this.ledger.fileTotal(this.mainField)
    const { checks } = this.ledger
    const { good, bad, duplicate, again } = this.amounts
    const onceFen = sumFen([good, bad, duplicate])
    return {
      ...this.counts,
      totals: {
        count: this.counts.good,
        amountFen: good,
        badAmountFen: bad,
        duplicateAmountFen: duplicate,
        fileTotalFen,
        agree:
          fileTotalFen === null
            ? null
            : checks.every((check) => check.agree) && [onceFen, onceFen + again].includes(fileTotalFen),
        checks,
      },
      outgoing: this.outgoing,
      lines: this.documents?.summary() ?? null,
      proposals: this.proposals,
      people: [...this.people],
      similar: this.names.groups(),
    }
  }
}

/** Plans a whole sheet at once; for files that fit in memory and for tests. */
export function planRows(
  mapping: Mapping,
  header: Header,
  rows: readonly SheetRow[],
  facts: PlanFacts = { orders: new Map() },
): { rows: PlannedRow[]; summary: PlanSummary } {
  const planner = new Planner(mapping, header, facts)
  const planned = rows.filter((row) => row.number > header.row).flatMap((row) => planner.push(row))
  const { rows: rest, summary } = planner.finish()
  return { rows: [...planned, ...rest], summary }
}

function amountColumnsOf(mapping: Mapping, plan: ReadPlan): (readonly [string, number])[] {
  const own = defsFor(mapping)
    .filter((def) => def.kind === 'amount' && plan.columns.has(def.field))
    .map((def) => [def.field, plan.columns.get(def.field)!] as const)
  const pairs = [...(mapping.payments ?? []), ...(mapping.instalments ?? [])]
    .map((pair) => [headerOf(pair.amount), findColumn(plan.names, pair.amount)] as const)
    .filter(([, column]) => column >= 0)
  return [...own, ...pairs]
}

function customerNameOf(record: ImportRecord): string | undefined {
  if (record.kind === 'customer') return record.name
  return 'customer' in record ? record.customer?.name : undefined
}
