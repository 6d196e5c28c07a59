import type { Cell, SheetRow } from '../../../core/import/cell.ts'
import { textOfSerial } from '../../../core/import/excel-date.ts'
import type { TabularLimits } from './limits.ts'
import { columnIndex, MergedCells, type MergedRange, parseRange } from './merged-cells.ts'
import { TabularError } from './tabular-error.ts'
import { unescapeControl, type XlsxWorkbook } from './xlsx-workbook.ts'
import type { XlsxZip } from './xlsx-zip.ts'
import { attribute, XmlScanner } from './xml-scan.ts'

const BATCH = 500

/** Rows of one sheet in batches; two passes over the part, because merged ranges stand after the data. */
export async function* readXlsxSheet(
  zip: XlsxZip,
  workbook: XlsxWorkbook,
  part: string,
  limits: TabularLimits,
): AsyncGenerator<SheetRow[]> {
  const merged = new MergedCells(await mergedRanges(zip, part, limits), limits.columns)
  const collector = new RowCollector(workbook, merged, limits)
  const scanner = new XmlScanner(collector)
  for await (const chunk of zip.text(part)) {
    scanner.feed(chunk)
    while (collector.rows.length >= BATCH) yield collector.rows.splice(0, BATCH)
  }
  if (collector.rows.length > 0) yield collector.rows
}

/** Finds `<mergeCell ref="…">` without parsing the rest of the sheet. */
async function mergedRanges(zip: XlsxZip, part: string, limits: TabularLimits): Promise<MergedRange[]> {
  const ranges: MergedRange[] = []
  let carry = ''
  for await (const chunk of zip.text(part)) {
    const text = carry + chunk
    let at = text.indexOf('mergeCell ')
    let seen = 0
    while (at >= 0) {
      const end = text.indexOf('>', at)
      if (end < 0) break
      const range = parseRange(attribute(text.slice(at + 9, end), 'ref') ?? '')
      if (range) ranges.push(range)
      if (ranges.length > limits.mergedRanges) throw new TabularError('too_complex')
      seen = end
      at = text.indexOf('mergeCell ', end)
    }
    carry = text.slice(Math.max(seen, text.length - 200))
  }
  return ranges
}

/** Turns the sheet's tags into rows. */
class RowCollector {
  rows: SheetRow[] = []
  private readonly workbook: XlsxWorkbook
  private readonly merged: MergedCells
  private readonly limits: TabularLimits
  private cells: Cell[] = []
  private rowNumber = 0
  private column = -1
  private type = ''
  private style = 0
  private value = ''
  private hasFormula = false
  private reading = false
  private phonetic = false

  constructor(workbook: XlsxWorkbook, merged: MergedCells, limits: TabularLimits) {
    this.workbook = workbook
    this.merged = merged
    this.limits = limits
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.openCell(attributes)
    else if (name === 'v' || name === 't') this.reading = !this.phonetic
    else if (name === 'f') this.hasFormula = true
    else if (name === 'rPh') this.phonetic = true
    else if (name === 'row') {
      this.rowNumber = Number(attribute(attributes, 'r')) || this.rowNumber + 1
      this.cells = []
      this.column = -1
    }
  }

  text(text: string): void {
    if (!this.reading) return
    this.value += text
    if (this.value.length > this.limits.cellChars) {
      throw new TabularError('cell_too_long', { row: this.rowNumber })
    }
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.reading = false
    else if (name === 'rPh') this.phonetic = false
    else if (name === 'c') this.closeCell()
    else if (name === 'row') this.closeRow()
  }

  private openCell(attributes: string): void {
    const reference = attribute(attributes, 'r')
    this.column = reference ? columnIndex(reference.replace(/\d+$/, '')) : this.column + 1
    this.type = attribute(attributes, 't') ?? 'n'
    this.style = Number(attribute(attributes, 's') ?? 0)
    this.value = ''
    this.hasFormula = false
  }

  private closeCell(): void {
    const cell = this.cell()
    if (cell === null) return
    if (this.column >= this.limits.columns) {
      throw new TabularError('too_many_columns', { limit: this.limits.columns, row: this.rowNumber })
    }
    while (this.cells.length < this.column) this.cells.push({ text: '' })
    this.cells[this.column] = cell
  }

  private cell(): Cell | null {
    const { value } = this
    if (value === '') {
      // Written by a program that never calculated: an amount would silently be nothing.
      return this.hasFormula && this.type === 'n' ? { text: '', error: true } : null
    }
    if (this.type === 's') return textCell(this.workbook.strings[Number(value)] ?? '')
    if (this.type === 'str' || this.type === 'inlineStr') return textCell(unescapeControl(value))
    if (this.type === 'b') return { text: value === '1' ? 'TRUE' : 'FALSE' }
    if (this.type === 'e') return { text: value, error: true }
    if (this.type === 'd') return { text: value.replace('T', ' ').replace(/\.\d+$/, '') }
    return this.numberCell(Number(value), value)
  }

  private numberCell(number: number, raw: string): Cell {
    if (Number.isNaN(number)) return { text: raw }
    const style = this.workbook.styles[this.style] ?? 'plain'
    if (style === 'date') {
      const serial = this.workbook.date1904 ? number + 1462 : number
      return { text: textOfSerial(serial), number, serial }
    }
    if (style !== 'plain' && Number.isInteger(number) && number >= 0) {
      return { text: String(number).padStart(style.digits, '0'), number }
    }
    return { text: String(number), number }
  }

  private closeRow(): void {
    if (this.rowNumber > this.limits.workbookRows && this.cells.length > 0) {
      throw new TabularError('too_many_rows', { limit: this.limits.workbookRows })
    }
    this.merged.fill(this.rowNumber, this.cells)
    if (this.cells.length > 0) this.rows.push({ number: this.rowNumber, cells: this.cells })
  }
}

function textCell(text: string): Cell | null {
  return text === '' ? null : { text }
}
