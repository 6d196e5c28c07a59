import type { Day, Instant, Month } from '../calendar.ts'
import { isDay } from '../calendar.ts'
import { isForeign } from '../exchange/rate.ts'
import type { Fen } from '../money.ts'
import type { Result } from '../result.ts'
import { type Cell, cellAt, EMPTY_CELL, isBlankCell, type SheetRow, squeeze } from './cell.ts'
import { currencyIn, saysForeign } from './currency-words.ts'
import { type ColumnRef, type DateOrder, headerOf, type Mapping } from './mapping.ts'
import { parseAmount, parseWhole } from './parse-amount.ts'
import { parseDay, parseInstant } from './parse-date.ts'
import {
  blankSet,
  headerKey,
  isBlankText,
  type PersonRef,
  parseCode,
  parsePerson,
  parseText,
  parseYesNo,
} from './parse-text.ts'
import type { ImportProblem } from './records.ts'

/** Column positions and answers of one mapping on one sheet. */
export type ReadPlan = {
  mapping: Mapping
  names: readonly string[]
  columns: ReadonlyMap<string, number>
  /** Order of day and month per column, decided over the whole column or stated by the mapping. */
  orders: ReadonlyMap<number, DateOrder>
  blanks: ReadonlySet<string>
}

export function readPlan(
  mapping: Mapping,
  names: readonly string[],
  orders: ReadonlyMap<number, DateOrder>,
): ReadPlan {
  const columns = new Map<string, number>()
  for (const [field, ref] of Object.entries(mapping.columns)) {
    const column = findColumn(names, ref)
    if (column >= 0) columns.set(field, column)
  }
  return { mapping, names, columns, orders, blanks: blankSet(mapping.blanks) }
}

/**
 * Position of a mapped header: as written, else ignoring spaces, brackets and case; -1 when the file has
 * none.
 */
export function findColumn(names: readonly string[], ref: ColumnRef): number {
  const wanted = squeeze(headerOf(ref))
  const exact = names.indexOf(wanted)
  if (exact >= 0) return exact
  const key = headerKey(wanted)
  return key === '' ? -1 : names.findIndex((name) => headerKey(name) === key)
}

/** Reads the fields of one row and collects what is wrong with them; a blank or bad cell reads as null. */
export class RowReader {
  readonly row: SheetRow
  readonly plan: ReadPlan
  readonly problems: ImportProblem[] = []

  constructor(plan: ReadPlan, row: SheetRow) {
    this.plan = plan
    this.row = row
  }

  has(field: string): boolean {
    return this.plan.columns.has(field) || this.plan.mapping.defaults?.[field] !== undefined
  }

  /** A name as it is written (full-width brackets too), on one line; only an empty cell is blank. */
  name(field: string, maxLength = 200): string | null {
    const cell = this.cell(field, false)
    return (
      cell && this.take(field, cell, parseText({ ...cell, text: cell.text.replace(/\s+/g, ' ') }, maxLength))
    )
  }

  text(field: string, maxLength = 200): string | null {
    const cell = this.cell(field, true)
    return cell && this.take(field, cell, parseText(cell, maxLength))
  }

  code(field: string): string | null {
    const cell = this.cell(field, true)
    return cell && this.take(field, cell, parseCode(cell))
  }

  person(field: string): PersonRef | null {
    const cell = this.cell(field, true)
    return cell && parsePerson(cell.text)
  }

  /** A copy of a merged cell is no second amount. */
  amount(field: string): Fen | null {
    const cell = this.cell(field, true)
    return cell && this.amountOf(field, cell)
  }

  day(field: string): Day | null {
    const cell = this.cell(field, true)
    return cell && this.dayOf(field, cell, this.plan.columns.get(field))
  }

  instant(field: string): Instant | null {
    const cell = this.cell(field, true)
    const order = this.orderOf(this.plan.columns.get(field))
    return cell && this.take(field, cell, parseInstant(cell, order))
  }

  whole(field: string): number | null {
    const cell = this.cell(field, true)
    return cell && this.take(field, cell, parseWhole(cell))
  }

  yesNo(field: string): boolean | null {
    const cell = this.cell(field, false)
    return cell && this.take(field, cell, parseYesNo(cell))
  }

  /** 2026-03, 2026年3月, 202603, or any day of the month. */
  month(field: string): Month | null {
    const cell = this.cell(field, true)
    if (!cell) return null
    const match = /^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?$/.exec(squeeze(cell.text))
    const day = match ? `${match[1]}-${match[2]!.padStart(2, '0')}-01` : this.dayOf(field, cell, undefined)
    if (day === null) return null
    if (isDay(day)) return day.slice(0, 7)
    this.problem(field, 'month_unreadable', cell.text)
    return null
  }

  /** A day, or the first of a month where the cell names a month and no day. */
  period(field: string): { on: Day; isMonth: boolean } | null {
    const cell = this.cell(field, true)
    if (!cell) return null
    const match = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$/.exec(squeeze(cell.text))
    const month = match && `${match[1]}-${match[2]!.padStart(2, '0')}-01`
    if (month && isDay(month)) return { on: month, isMonth: true }
    const on = this.dayOf(field, cell, this.plan.columns.get(field))
    return on === null ? null : { on, isMonth: false }
  }

  /** Reads one column of a wide pair. */
  pairAmount(ref: ColumnRef): Fen | null {
    const cell = this.refCell(ref)
    return cell && this.amountOf(headerOf(ref), cell)
  }

  pairDay(ref: ColumnRef): Day | null {
    const cell = this.refCell(ref)
    return cell && this.dayOf(headerOf(ref), cell, findColumn(this.plan.names, ref))
  }

  /**
   * Whether the field's own cell is empty or only the copy of a merged one: the row continues the one
   * above.
   */
  continues(field: string): boolean {
    const column = this.plan.columns.get(field)
    if (column === undefined) return true
    const cell = cellAt(this.row, column)
    return cell.merged === true || isBlankCell(cell)
  }

  problem(field: string, code: string, text = ''): void {
    const column = this.plan.columns.get(field) ?? this.plan.names.indexOf(field)
    this.problems.push({
      row: this.row.number,
      field,
      column: this.plan.names[column] ?? null,
      columnIndex: column < 0 ? null : column,
      code,
      text: text.slice(0, 200),
    })
  }

  /** The cell after value mapping and defaults; null when it says nothing. */
  private cell(field: string, markers: boolean): Cell | null {
    const { columns, mapping, blanks } = this.plan
    const column = columns.get(field)
    const raw = this.joined(field, column === undefined ? EMPTY_CELL : cellAt(this.row, column))
    const replaced = mapping.values?.[field]?.[squeeze(raw.text)]
    const cell = replaced === undefined ? raw : { text: replaced }
    const blank = markers ? isBlankText(cell.text, blanks) : isBlankCell(cell)
    if (!blank || (cell.error && cell.text === '')) return cell
    const fallback = mapping.defaults?.[field]
    return fallback === undefined ? null : { text: fallback }
  }

  private joined(field: string, cell: Cell): Cell {
    const headers = this.plan.mapping.joins?.[field]
    if (headers === undefined) return cell
    const more = headers.map((header) => cellAt(this.row, findColumn(this.plan.names, header)).text)
    return { text: [cell.text, ...more].filter((text) => text.trim() !== '').join(' ') }
  }

  private refCell(ref: ColumnRef): Cell | null {
    const cell = cellAt(this.row, findColumn(this.plan.names, ref))
    return isBlankText(cell.text, this.plan.blanks) && !cell.error ? null : cell
  }

  private amountOf(field: string, cell: Cell): Fen | null {
    if (cell.merged) return null
    // A dollar sign is no ornament: read as yuan, the amount would be another one.
    if (saysForeign(cell.text) && !this.isForeign()) {
      this.problem(field, 'amount_foreign', cell.text)
      return null
    }
    return this.take(field, cell, parseAmount(cell, this.plan.mapping.amountUnit ?? '元'))
  }

  private isForeign(): boolean {
    const text = this.cell('currency', true)?.text
    const currency = text === undefined ? this.plan.mapping.currency : currencyIn(text)
    return currency != null && isForeign(currency)
  }

  private dayOf(field: string, cell: Cell, column: number | undefined): Day | null {
    return this.take(field, cell, parseDay(cell, this.orderOf(column)))
  }

  private orderOf(column: number | undefined): DateOrder | null {
    return (column === undefined ? undefined : this.plan.orders.get(column)) ?? null
  }

  private take<T>(field: string, cell: Cell, result: Result<T>): T | null {
    if (result.ok) return result.value
    this.problem(field, result.code, cell.text)
    return null
  }
}
