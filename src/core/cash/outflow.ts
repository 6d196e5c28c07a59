import { addDays, addMonths, type Day, lastDayOf, monthOf } from '../calendar.ts'
import { parseAmount } from '../import/parse-amount.ts'
import { parseDay } from '../import/parse-date.ts'
import { pastedRows } from '../import/pasted-rows.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

export const OUTFLOW_KINDS = ['supplier', 'salary', 'tax', 'rent', 'loan', 'other'] as const
export type OutflowKind = (typeof OUTFLOW_KINDS)[number]

export const EVERY = ['once', 'week', 'month', 'quarter', 'year'] as const
export type Every = (typeof EVERY)[number]

/** Money that will go out: once, or again and again from its first day (C102). */
export type Outflow = {
  kind: OutflowKind
  label: string
  amountFen: Fen
  firstOn: Day
  every: Every
  /** the last day on which it may still happen; null: no end is known */
  untilOn: Day | null
}

export type OutflowRefusal = 'amount_not_positive' | 'outflow_ends_before_it_begins'

export function checkOutflow({ amountFen, firstOn, untilOn }: Outflow): Result<null, OutflowRefusal> {
  if (amountFen <= 0n) return refuse('amount_not_positive')
  return untilOn !== null && untilOn < firstOn ? refuse('outflow_ends_before_it_begins') : ok(null)
}

/** A payment that is made once has no end; whatever has happened by the last day stays as it happened. */
export function checkEnd(
  outflow: Outflow,
  untilOn: Day,
): Result<null, OutflowRefusal | 'outflow_not_recurring'> {
  return outflow.every === 'once' ? refuse('outflow_not_recurring') : checkOutflow({ ...outflow, untilOn })
}

const MONTHS: Partial<Record<Every, number>> = { month: 1, quarter: 3, year: 12 }

/** The days of [from, to] on which it goes out; the 31st falls on the last day of shorter months. */
export function outflowDays({ firstOn, every, untilOn }: Outflow, from: Day, to: Day): Day[] {
  const last = untilOn !== null && untilOn < to ? untilOn : to
  const days: Day[] = []
  for (let n = 0, day = firstOn; day <= last; n += 1, day = nthDay(firstOn, every, n)) {
    if (day >= from) days.push(day)
    if (every === 'once') break
  }
  return days
}

function nthDay(firstOn: Day, every: Every, n: number): Day {
  if (every === 'week') return addDays(firstOn, 7 * n)
  const month = addMonths(monthOf(firstOn), n * (MONTHS[every] ?? 0))
  const day = `${month}-${firstOn.slice(8)}`
  return day < lastDayOf(month) ? day : lastDayOf(month)
}

/** More rows than a company plans by hand are a wrong paste. */
export const OUTFLOWS_MAX = 500

export type OutflowProblem = {
  line: number
  code:
    | 'day_unreadable'
    | 'amount_unreadable'
    | 'kind_unknown'
    | 'every_unknown'
    | 'label_missing'
    | 'too_many'
  text: string
}

type Column = 'firstOn' | 'label' | 'amount' | 'kind' | 'every'

const HEADERS: Record<Column, RegExp> = {
  firstOn: /^(日期|付款日|付款日期|计划付款日|到期日|date|day|due)$/i,
  label: /^(说明|摘要|事项|名称|收款方|供应商|项目|description|what|payee|supplier)$/i,
  amount: /^(金额|应付金额|付款金额|金额（元）|金额\(元\)|amount)$/i,
  kind: /^(类型|类别|科目|kind|type|category)$/i,
  every: /^(周期|频率|重复|every|repeat|frequency)$/i,
}
/** Without a header row the columns are expected in this order. */
const ORDER: readonly Column[] = ['firstOn', 'label', 'amount', 'kind', 'every']

const KIND_WORDS: readonly (readonly [RegExp, OutflowKind])[] = [
  [/工资|薪|社保|公积金|奖金|salar|wage|payroll/i, 'salary'],
  [/税|tax|vat/i, 'tax'],
  [/租|rent/i, 'rent'],
  [/贷|利息|还款|loan|interest/i, 'loan'],
  [/供应商|货款|采购|材料|supplier|purchase/i, 'supplier'],
  [/其他|其它|other/i, 'other'],
]
const EVERY_WORDS: readonly (readonly [RegExp, Every])[] = [
  [/季|quarter/i, 'quarter'],
  [/周|星期|week/i, 'week'],
  [/年|year/i, 'year'],
  [/月|month/i, 'month'],
  [/次|once|one/i, 'once'],
]

/**
 * Payments to come as copied out of a spreadsheet: with a header row in any order, or without one as day,
 * what for, amount, kind, how often. Without a kind it is a supplier's, without a rhythm it happens once.
 * What cannot be told is a problem with its line, never a guess.
 */
export function readOutflowTable(text: string): { outflows: Outflow[]; problems: OutflowProblem[] } {
  const lines = pastedRows(text)
  const header = headerOf(lines[0]?.cells ?? [])
  const columns = header ?? ORDER
  const outflows: Outflow[] = []
  const problems: OutflowProblem[] = []
  for (const { number, cells } of header ? lines.slice(1) : lines) {
    const cell = (column: Column) => cells[columns.indexOf(column)] ?? ''
    const read = outflowOf(cell)
    if (read.ok) outflows.push(read.value)
    else problems.push({ line: number, code: read.code, text: String(read.detail?.text ?? '') })
  }
  if (outflows.length > OUTFLOWS_MAX)
    problems.push({ line: OUTFLOWS_MAX, code: 'too_many', text: String(outflows.length) })
  return { outflows, problems }
}

function headerOf(cells: readonly string[]): (Column | null)[] | null {
  const columns = cells.map(
    (cell) => (Object.keys(HEADERS) as Column[]).find((column) => HEADERS[column].test(cell)) ?? null,
  )
  return columns.includes('firstOn') && columns.includes('amount') ? columns : null
}

function outflowOf(cell: (column: Column) => string): Result<Outflow, OutflowProblem['code']> {
  const on = parseDay({ text: cell('firstOn') }, 'ymd')
  if (!on.ok) return refuse('day_unreadable', { text: cell('firstOn') })
  const amount = parseAmount({ text: cell('amount') }, '元')
  if (!amount.ok || amount.value <= 0n) return refuse('amount_unreadable', { text: cell('amount') })
  const label = cell('label').slice(0, 100)
  if (label === '') return refuse('label_missing', { text: cell('amount') })
  const kind = wordOf(KIND_WORDS, cell('kind'), 'supplier')
  if (kind === null) return refuse('kind_unknown', { text: cell('kind') })
  const every = wordOf(EVERY_WORDS, cell('every'), 'once')
  if (every === null) return refuse('every_unknown', { text: cell('every') })
  return ok({ kind, label, amountFen: amount.value, firstOn: on.value, every, untilOn: null })
}

function wordOf<T>(words: readonly (readonly [RegExp, T])[], text: string, otherwise: T): T | null {
  return text === '' ? otherwise : (words.find(([pattern]) => pattern.test(text))?.[1] ?? null)
}
