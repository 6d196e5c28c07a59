import type { Fen } from '../money.ts'
import { cellAt, isBlankCell, type SheetRow, squeeze } from './cell.ts'
import { headerOf } from './mapping.ts'
import { parseAmount } from './parse-amount.ts'
import { headerKey } from './parse-text.ts'
import type { ReadPlan } from './row-reader.ts'

/** As banks head what leaves an account, and the mark beside a single amount. */
const OUT =
  /^(支出|支出金额|借方|借方金额|借方发生额|转出金额|付方金额|付出金额|debit|debitamount|withdrawals?|moneyout|paidout)$/
const FLAG = /^(借贷标志|借贷方向|收支标志|收付标志|借贷|收支|方向|交易方向|debitcredit|dc|drcr)$/
const IS_OUT = /^(借|借方|支|支出|付|付款|出|转出|d|dr|debit|out)$/i

/**
 * How much a row of a list of payments says went out, or null: a bank's list has both, and what was paid to
 * others is neither money received nor a mistake.
 */
export function outgoingReader(plan: ReadPlan): (row: SheetRow) => Fen | null {
  const used = new Set(Object.values(plan.mapping.columns).map((ref) => squeeze(headerOf(ref))))
  const find = (words: RegExp) =>
    plan.names.findIndex((name) => words.test(headerKey(name)) && !used.has(squeeze(name)))
  const amountAt = plan.columns.get('amountFen') ?? -1
  const [outAt, flagAt] = plan.mapping.target === 'payments' ? [find(OUT), find(FLAG)] : [-1, -1]
  const fenAt = (row: SheetRow, column: number): Fen | null => {
    const cell = cellAt(row, column)
    const read = isBlankCell(cell) ? null : parseAmount(cell, plan.mapping.amountUnit ?? '元')
    return read?.ok ? read.value : null
  }
  return (row) => {
    if (flagAt >= 0 && IS_OUT.test(squeeze(cellAt(row, flagAt).text))) return fenAt(row, amountAt) ?? 0n
    if (outAt < 0 || (fenAt(row, amountAt) ?? 0n) !== 0n) return null
    const out = fenAt(row, outAt)
    return out === null || out === 0n ? null : out
  }
}
