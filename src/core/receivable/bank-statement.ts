import type { Day } from '../calendar.ts'
import { COMPANY_CURRENCY, isForeign, isKept } from '../exchange/rate.ts'
import { cellAt, isBlankRow, type SheetRow, squeeze } from '../import/cell.ts'
import { currencyIn } from '../import/currency-words.ts'
import { parseAmount } from '../import/parse-amount.ts'
import { parseDay } from '../import/parse-date.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

/** Money that came in, as a bank states it. `key` is the same for the same line in an overlapping file. */
export type BankLine = {
  row: number
  on: Day
  /** in hundredths of the currency beside it */
  amountFen: Fen
  currency: string
  payerName: string
  payerAccount: string
  remark: string
  serial: string
  key: string
}

export type BankStatement = {
  lines: BankLine[]
  /** rows that were read and left out: money that went out, totals below the table, what cannot be read */
  outgoing: number
  unread: { row: number; why: 'date' | 'amount' | 'currency' | 'rate' }[]
}

type Column =
  | 'on'
  | 'income'
  | 'outgo'
  | 'amount'
  | 'flag'
  | 'name'
  | 'account'
  | 'remark'
  | 'purpose'
  | 'serial'
  | 'currency'

/**
 * What the large banks call their columns, squeezed and without brackets; the first that fits wins (ICBC,
 * CCB, ABC, BOC, CMB and others; interfaces.md §7.4).
 */
const ALIASES: Record<Column, readonly string[]> = {
  on: ['交易日期', '记账日期', '入账日期', '交易日', '日期', '交易时间', '记账时间'],
  income: ['收入金额', '贷方发生额', '贷方金额', '收入', '贷方', '转入金额', '收方金额'],
  outgo: ['支出金额', '借方发生额', '借方金额', '支出', '借方', '转出金额', '付方金额'],
  amount: ['交易金额', '发生额', '金额', '交易额'],
  flag: ['借贷标志', '借贷方向', '收支标志', '借/贷', '收/支', '借贷', '方向', '交易方向'],
  name: ['对方户名', '对方姓名', '对方账户名称', '对方单位名称', '对方名称', '付款人名称', '付款方户名'],
  account: ['对方账号', '对方账户', '对方卡号', '付款人账号', '付款方账号'],
  remark: ['备注', '附言', '摘要', '交易附言'],
  purpose: ['用途', '交易用途', '客户附言'],
  currency: ['币种', '交易币种', '账户币种', '货币', '币别', '货币种类'],
  serial: ['交易流水号', '流水号', '交易流水', '凭证号', '业务编号', '交易编号', '回单编号'],
}
const HEADER_ROWS = 30
const TOTALS = /^(合计|总计|本页合计|累计|笔数|期末余额|余额合计)/

type Columns = Partial<Record<Column, number>>

export type BankRefusal = 'bank_header_missing' | 'bank_no_income'

/**
 * Reads a bank's list of movements: the header row is the one of the first thirty that names most columns,
 * the amount comes in two columns, signed, or with a flag; title rows above and totals below are left out.
 */
export function readBankStatement(rows: readonly SheetRow[]): Result<BankStatement, BankRefusal> {
  const head = findHeader(rows)
  if (!head) return refuse('bank_header_missing')
  const statement: BankStatement = { lines: [], outgoing: 0, unread: [] }
  const seen = new Map<string, number>()
  for (const row of rows.slice(head.index + 1)) {
    if (isBlankRow(row) || TOTALS.test(squeeze(row.cells.find(({ text }) => text.trim())?.text ?? '')))
      continue
    const currency = currencyOf(row, head.columns)
    if (currency === null) {
      statement.unread.push({ row: row.number, why: 'currency' })
      continue
    }
    const amount = signedAmount(row, head.columns)
    if (amount === null) {
      statement.unread.push({ row: row.number, why: 'amount' })
      continue
    }
    if (amount <= 0n) {
      statement.outgoing += 1
      continue
    }
    const day = parseDay(cellAt(row, head.columns.on!), 'ymd')
    if (!day.ok) {
      statement.unread.push({ row: row.number, why: 'date' })
      continue
    }
    statement.lines.push(lineOf(row, head.columns, { on: day.value, amountFen: amount, currency }, seen))
  }
  return statement.lines.length === 0 && statement.outgoing === 0 ? refuse('bank_no_income') : ok(statement)
}

function findHeader(rows: readonly SheetRow[]): { index: number; columns: Columns } | null {
  let best: { index: number; columns: Columns; score: number } | null = null
  for (const [index, row] of rows.slice(0, HEADER_ROWS).entries()) {
    const columns = columnsOf(row)
    const hasAmount = columns.income !== undefined || columns.amount !== undefined
    const score = Object.keys(columns).length
    if (columns.on === undefined || !hasAmount || score < 3) continue
    if (!best || score > best.score) best = { index, columns, score }
  }
  return best
}

function columnsOf(row: SheetRow): Columns {
  const words = row.cells.map(({ text }) =>
    squeeze(text)
      .replace(/[(（【[].*$/, '')
      .replaceAll(' ', ''),
  )
  const columns: Columns = {}
  for (const [column, aliases] of Object.entries(ALIASES) as [Column, readonly string[]][]) {
    for (const alias of aliases) {
      const found = words.indexOf(alias)
      if (found >= 0 && !Object.values(columns).includes(found)) {
        columns[column] = found
        break
      }
    }
  }
  return columns
}

/** Positive: came in. null: no amount that can be read. */
function signedAmount(row: SheetRow, columns: Columns): Fen | null {
  if (columns.income !== undefined) {
    const income = amountAt(row, columns.income)
    const outgo = columns.outgo === undefined ? 0n : amountAt(row, columns.outgo)
    if (income === null || outgo === null) return null
    // A reversal stands as a negative figure on its side.
    return income !== 0n ? income : -outgo
  }
  const amount = amountAt(row, columns.amount!)
  if (amount === null || amount === 0n || columns.flag === undefined) return amount === 0n ? null : amount
  const flag = squeeze(cellAt(row, columns.flag).text).toUpperCase()
  if (/^(贷|收|C|CR|CREDIT|转入|来账)/.test(flag)) return amount
  return /^(借|支|付|D|DR|DEBIT|转出|往账)/.test(flag) ? -amount : null
}

function amountAt(row: SheetRow, column: number): Fen | null {
  const cell = cellAt(row, column)
  const text = squeeze(cell.text)
  if (text === '' || text === '-' || text === '--') return 0n
  const parsed = parseAmount(cell, '元')
  return parsed.ok ? parsed.value : null
}

function lineOf(
  row: SheetRow,
  columns: Columns,
  { on, amountFen, currency }: { on: Day; amountFen: Fen; currency: string },
  seen: Map<string, number>,
): BankLine {
  const text = (column: Column) =>
    columns[column] === undefined
      ? ''
      : squeeze(cellAt(row, columns[column]).text).replace(/^['\t]+|\t+$/g, '')
  const payerAccount = text('account').replaceAll(/\s/g, '')
  const serial = text('serial')
  const remark = [text('remark'), text('purpose')].filter(Boolean).join(' ')
  const base = lineKey({ on, amountFen, currency }, [payerAccount || text('name'), serial || remark])
  // Two equal transfers of one day are two lines: the second of a file has a number of its own.
  const nth = (seen.get(base) ?? 0) + 1
  seen.set(base, nth)
  const key = nth === 1 ? base : `${base}|${nth}`
  const payerName = text('name')
  return { row: row.number, on, amountFen, currency, payerName, payerAccount, remark, serial, key }
}

/** Lines in yuan keep the keys they had before there were others. */
export function lineKey(
  { on, amountFen, currency }: { on: Day; amountFen: Fen; currency: string },
  by: readonly string[],
): string {
  return [on, isForeign(currency) ? `${currency} ${amountFen}` : amountFen, ...by].join('|')
}

/** Yuan where no column says otherwise; null: a word that names no currency, or none there is a rate for. */
function currencyOf(row: SheetRow, columns: Columns): string | null {
  const text = columns.currency === undefined ? '' : squeeze(cellAt(row, columns.currency).text)
  const code = text === '' ? COMPANY_CURRENCY : currencyIn(text)
  return code !== null && isKept(code) ? code : null
}
