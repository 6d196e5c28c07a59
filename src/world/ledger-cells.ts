import type { Day } from '../core/calendar.ts'
import { type Fen, formatFen } from '../core/money.ts'

/** What a cell holds: text, a number, a true date, or nothing. */
export type Cell = string | number | { day: Day } | null

/** Rows and columns count from zero. */
export type Merge = { row: number; column: number; rows: number; columns: number }

export type Sheet = {
  file: string
  kind: 'xlsx' | 'csv'
  /** csv only; 'utf-8' is written with a byte order mark, as Excel wants it */
  encoding: 'utf-8' | 'gb18030' | null
  name: string
  rows: Cell[][]
  merges: Merge[]
}

/** The ways one ledger writes a day when five people have kept it; `turn` picks one. */
export function messyDay(day: Day, turn: number): Cell {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const forms: Cell[] = [
    { day },
    `${year}/${month}/${date}`,
    day,
    `${year}.${month}.${date}`,
    `${year}年${month}月${date}日`,
    day.replaceAll('-', ''),
  ]
  return forms[turn % forms.length]!
}

/** The ways it writes an amount in yuan. */
export function messyYuan(fen: Fen, turn: number): Cell {
  const text = formatFen(fen)
  const forms: Cell[] = [yuan(fen), `￥${text}`, text, yuan(fen), fullWidth(text), `${text}元`]
  return forms[turn % forms.length]!
}

/** As a number with at most two decimals, exact below 2⁵³ fen. */
export function yuan(fen: Fen): number {
  return Number(fen) / 100
}

/** In 万元, with six decimals so that nothing is lost. */
export function tenThousands(fen: Fen): number {
  return Number((Number(fen) / 1_000_000).toFixed(6))
}

/** "3/15回5万": how a payment looks in a remark. */
export function remarkOfPayment(on: Day, fen: Fen): string {
  const [, month, date] = on.split('-').map(Number) as [number, number, number]
  return `${month}/${date}回${fen % 10_000n === 0n ? `${Number(fen) / 1_000_000}万` : `${Number(fen) / 100}元`}`
}

function fullWidth(text: string): string {
  return [...text].map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join('')
}
