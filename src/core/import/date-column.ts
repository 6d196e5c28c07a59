import type { Day } from '../calendar.ts'
import { type Cell, isBlankCell } from './cell.ts'
import { DATE_ORDERS, type DateOrder } from './mapping.ts'
import { couldBeDate, readingsOf, writtenDate } from './parse-date.ts'

export type DateExample = { row: number; text: string; readings: Partial<Record<DateOrder, Day>> }

/** What all the cells of one column say about the order of day and month. */
export type DateColumn = {
  filled: number
  dates: number
  /** Cells such as 3/5/2024 that need an order at all. */
  needOrder: number
  /** How many of those are a real day under each order. */
  possible: Record<DateOrder, number>
  /** Cells that read differently under the orders still possible, for the question. */
  examples: DateExample[]
}

export type DateOrderDecision =
  | { kind: 'not_needed' }
  | { kind: 'decided'; order: DateOrder }
  /** Several orders fit every cell: only a person knows. */
  | { kind: 'ask'; orders: DateOrder[]; examples: DateExample[] }
  /** No single order fits every cell: a person chooses, and the cells that do not fit become bad rows. */
  | { kind: 'mixed'; orders: DateOrder[]; examples: DateExample[] }

export function emptyDateColumn(): DateColumn {
  return { filled: 0, dates: 0, needOrder: 0, possible: { ymd: 0, mdy: 0, dmy: 0 }, examples: [] }
}

const KEPT_EXAMPLES = 6

/** Adds one cell; the column is judged as a whole because a single 13/1 settles every 3/5 beside it. */
export function addDateCell(column: DateColumn, cell: Cell, row: number): void {
  if (isBlankCell(cell)) return
  column.filled += 1
  const readings = readingsOf(cell)
  const orders = DATE_ORDERS.filter((order) => readings[order] !== undefined)
  if (orders.length === 0) {
    if (couldBeDate(cell)) column.dates += 1
    return
  }
  column.dates += 1
  column.needOrder += 1
  for (const order of orders) column.possible[order] += 1
  const differs = new Set(Object.values(readings)).size > 1
  const settles = orders.length === 1 && column.examples.every((kept) => !sameOrders(kept, orders))
  if ((differs || settles) && column.examples.length < KEPT_EXAMPLES) {
    column.examples.push({ row, text: writtenDate(cell), readings })
  }
}

/** Never swaps: one order must fit every cell, or a person is asked. */
export function decideDateOrder(column: DateColumn): DateOrderDecision {
  if (column.needOrder === 0) return { kind: 'not_needed' }
  const fitting = DATE_ORDERS.filter((order) => column.possible[order] === column.needOrder)
  if (fitting.length === 1) return { kind: 'decided', order: fitting[0]! }
  const differing = column.examples.filter((example) => Object.keys(example.readings).length > 1)
  if (fitting.length > 1) {
    // 5/5/2024 everywhere: the orders agree on every cell, so there is nothing to ask.
    if (differing.length === 0) return { kind: 'decided', order: fitting[0]! }
    return { kind: 'ask', orders: fitting, examples: differing.slice(0, 2) }
  }
  const orders = DATE_ORDERS.filter((order) => column.possible[order] > 0)
  const contradicting = column.examples.filter((example) => Object.keys(example.readings).length === 1)
  return { kind: 'mixed', orders, examples: contradicting.slice(0, 2) }
}

function sameOrders(example: DateExample, orders: readonly DateOrder[]): boolean {
  const keys = Object.keys(example.readings)
  return keys.length === orders.length && orders.every((order) => keys.includes(order))
}
