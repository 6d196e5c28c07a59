import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { PriceGrade, PriceRow } from './judge.ts'

export type SheetProblem = { line: number; code: SheetCode; text: string }
export type SheetCode =
  | 'price_columns'
  | 'price_code'
  | 'price_grade'
  | 'price_number'
  | 'price_order'
  | 'price_twice'

/** The order of the columns as they are copied from Excel; a first line that names them is left out. */
export const SHEET_COLUMNS = [
  'code',
  'name',
  'unit',
  'grade',
  'from',
  'floor',
  'list',
  'ceiling',
  'cost',
] as const

const GRADES: Record<string, PriceGrade | null> = {
  '': null,
  全部: null,
  all: null,
  重点: 'key',
  重点客户: 'key',
  key: 'key',
  普通: 'normal',
  普通客户: 'normal',
  normal: 'normal',
}

/**
 * Reads a price list pasted from Excel, line by line; what cannot be read is told, never left out (law
 * 12).
 */
export function readPriceSheet(text: string): { rows: PriceRow[]; problems: SheetProblem[] } {
  const rows: PriceRow[] = []
  const problems: SheetProblem[] = []
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = raw.replace(/^\uFEFF/, '')
    const cells = line.split('\t').map((cell) => cell.trim())
    if (line.trim() === '' || (index === 0 && isHeading(cells))) return
    const read = readRow(cells)
    if (read.ok) rows.push(read.value)
    else problems.push({ line: index + 1, code: read.code, text: line.trim().slice(0, 80) })
  })
  return { rows, problems: [...problems, ...checkPriceRows(rows)] }
}

/** What makes a list ambiguous or senseless; `line` counts the rows. The server asks the same again. */
export function checkPriceRows(rows: readonly PriceRow[]): SheetProblem[] {
  const problems: SheetProblem[] = []
  const seen = new Set<string>()
  const nameOf = new Map<string, string>()
  const codeOf = new Map<string, string>()
  rows.forEach((row, index) => {
    const add = (code: SheetCode) => problems.push({ line: index + 1, code, text: `${row.code} ${row.name}` })
    const key = `${row.code}|${row.grade ?? ''}|${row.fromMilli}`
    if (seen.has(key)) add('price_twice')
    seen.add(key)
    // One code is one product in one unit, and one name is one code: else a line could mean either.
    const product = `${row.name}|${row.unit}`
    if ((nameOf.get(row.code) ?? product) !== product) add('price_twice')
    else if ((codeOf.get(row.name) ?? row.code) !== row.code) add('price_twice')
    nameOf.set(row.code, product)
    codeOf.set(row.name, row.code)
    if (row.floorFen > row.listFen || (row.ceilingFen !== null && row.ceilingFen < row.listFen)) {
      add('price_order')
    }
  })
  return problems
}

function isHeading(cells: readonly string[]): boolean {
  return cells.length >= 7 && cells.slice(5, 7).every((cell) => cell !== '' && !/\d/.test(cell))
}

function readRow(cells: readonly string[]): Result<PriceRow, SheetCode> {
  const [code = '', name = '', unit = '', gradeWord = '', from = '', floor = '', list = ''] = cells
  if (cells.length < 7) return refuse('price_columns')
  if (code === '' || name === '' || unit === '') return refuse('price_code')
  const grade = GRADES[gradeWord.toLowerCase()]
  if (grade === undefined) return refuse('price_grade')
  const fromMilli = from === '' ? 0n : numberOf(from, 3)
  const floorFen = numberOf(floor, 2)
  const listFen = numberOf(list, 2)
  const ceilingFen = optional(cells[7])
  const costFen = optional(cells[8])
  if (fromMilli === null || floorFen === null || listFen === null) return refuse('price_number')
  if (ceilingFen === undefined || costFen === undefined) return refuse('price_number')
  return ok({ code, name, unit, grade, fromMilli, floorFen, listFen, ceilingFen, costFen })
}

function optional(text: string | undefined): Fen | null | undefined {
  if (text === undefined || text === '') return null
  return numberOf(text, 2) ?? undefined
}

/** A plain amount with at most `digits` decimals, as so many units of the last one; null: not one. */
function numberOf(text: string, digits: number): bigint | null {
  const match = /^[¥￥]?(\d{1,3}(?:[,，]\d{3})+|\d{1,13})(?:\.(\d+))?$/.exec(text.replaceAll(' ', ''))
  if (!match) return null
  const decimals = (match[2] ?? '').replace(/0+$/, '')
  if (decimals.length > digits) return null
  return BigInt(match[1]!.replaceAll(/[,，]/g, '') + decimals.padEnd(digits, '0'))
}

/** The same list as text that can be pasted back: what a new version starts from. */
export function writePriceSheet(rows: readonly PriceRow[], heading: readonly string[]): string {
  const word = { key: '重点', normal: '普通' } as const
  const lines = rows.map((row) =>
    [
      row.code,
      row.name,
      row.unit,
      row.grade === null ? '' : word[row.grade],
      row.fromMilli === 0n ? '' : decimalText(row.fromMilli, 3),
      decimalText(row.floorFen, 2),
      decimalText(row.listFen, 2),
      row.ceilingFen === null ? '' : decimalText(row.ceilingFen, 2),
      row.costFen === null ? '' : decimalText(row.costFen, 2),
    ].join('\t'),
  )
  return [heading.join('\t'), ...lines].join('\n')
}

function decimalText(units: bigint, digits: number): string {
  const text = units.toString().padStart(digits + 1, '0')
  const decimals = text.slice(-digits)
  const kept = digits === 3 ? decimals.replace(/0+$/, '') : decimals
  return kept === '' ? text.slice(0, -digits) : `${text.slice(0, -digits)}.${kept}`
}
