import { isDay } from '../calendar.ts'
import { COMPANY_CURRENCY, isKept } from '../exchange/rate.ts'
import { type Fen, fenFromDecimal } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import { childrenOf, parseXml, textAt, type XmlElement } from '../xml.ts'
import { type BankLine, type BankStatement, lineKey } from './bank-statement.ts'

export type CamtRefusal = 'camt_not_xml' | 'camt_no_statement' | 'camt_sum' | 'bank_no_income'

/** Whether a file is a statement by ISO 20022 and not a table: told by its beginning. */
export function isCamt(head: string): boolean {
  return /^\uFEFF?\s*<(\?xml|(\w+:)?Document\b)/.test(head) && /camt\.053/.test(head)
}

/**
 * Reads a bank statement by ISO 20022 (camt.053.001.02 to .08): what was booked to the account, in the
 * currency it is kept in.
 * A statement whose opening balance and movements do not make its closing balance is refused as a whole:
 * something of it is missing.
 */
export function readCamt(text: string): Result<BankStatement, CamtRefusal> {
  const root = parseXml(text)
  if (!root) return refuse('camt_not_xml')
  const statements = childrenOf(root, 'BkToCstmrStmt').flatMap((one) => childrenOf(one, 'Stmt'))
  if (statements.length === 0) return refuse('camt_no_statement')
  const found: BankStatement = { lines: [], outgoing: 0, unread: [] }
  const seen = new Map<string, number>()
  let row = 0
  for (const statement of statements) {
    const entries = childrenOf(statement, 'Ntry')
    const off = missingFen(statement, entries)
    if (off !== 0n) return refuse('camt_sum', { statement: textAt(statement, 'Id'), missingFen: Number(off) })
    for (const entry of entries) {
      row += 1
      readEntry(entry, row, { found, seen })
    }
  }
  return found.lines.length === 0 && found.outgoing === 0 ? refuse('bank_no_income') : ok(found)
}

type Reading = { found: BankStatement; seen: Map<string, number> }

function readEntry(entry: XmlElement, row: number, { found, seen }: Reading): void {
  if (!isBooked(entry)) return
  const amount = signed(entry, 'Amt')
  const currency = currencyAt(entry)
  if (amount === null) found.unread.push({ row, why: 'amount' })
  else if (!isKept(currency)) found.unread.push({ row, why: 'currency' })
  else if (amount <= 0n) found.outgoing += 1
  else {
    const on = dayAt(entry, 'BookgDt') ?? dayAt(entry, 'ValDt')
    if (!on) return void found.unread.push({ row, why: 'date' })
    const details = childrenOf(entry, 'NtryDtls').flatMap((one) => childrenOf(one, 'TxDtls'))
    const split = splitOf(details, amount)
    const shared = {
      row,
      on,
      currency,
      bankRef: textAt(entry, 'AcctSvcrRef'),
      note: textAt(entry, 'AddtlNtryInf'),
    }
    for (const { detail, fen } of split) found.lines.push(lineOf(detail, fen, shared, seen))
  }
}

/** An entry of several transfers is as many lines, if their amounts make the whole; else it is one. */
function splitOf(
  details: readonly XmlElement[],
  amount: Fen,
): { detail: XmlElement | undefined; fen: Fen }[] {
  const parts = details.map((detail) => ({
    detail,
    fen: fenFromDecimal(textAt(detail, 'Amt') || textAt(detail, 'AmtDtls', 'TxAmt', 'Amt')),
  }))
  const sum = parts.reduce((total, { fen }) => total + (fen ?? 0n), 0n)
  const isWhole = parts.length > 1 && sum === amount && parts.every(({ fen }) => fen !== null && fen > 0n)
  return isWhole
    ? parts.map(({ detail, fen }) => ({ detail, fen: fen! }))
    : [{ detail: details[0], fen: amount }]
}

function lineOf(
  detail: XmlElement | undefined,
  amountFen: Fen,
  shared: { row: number; on: string; currency: string; bankRef: string; note: string },
  seen: Map<string, number>,
): BankLine {
  const at = (...path: string[]) => (detail ? textAt(detail, ...path) : '')
  const { row, on, currency } = shared
  const payerName = at('RltdPties', 'Dbtr', 'Nm') || at('RltdPties', 'Dbtr', 'Pty', 'Nm')
  const payerAccount =
    at('RltdPties', 'DbtrAcct', 'Id', 'IBAN') || at('RltdPties', 'DbtrAcct', 'Id', 'Othr', 'Id')
  const endToEnd = at('Refs', 'EndToEndId')
  const serial = at('Refs', 'AcctSvcrRef') || shared.bankRef || (endToEnd === 'NOTPROVIDED' ? '' : endToEnd)
  const remark = [at('RmtInf', 'Ustrd'), at('AddtlTxInf') || shared.note].filter(Boolean).join(' ')
  const base = lineKey({ on, amountFen, currency }, [payerAccount || payerName, serial || remark])
  const nth = (seen.get(base) ?? 0) + 1
  seen.set(base, nth)
  const key = nth === 1 ? base : `${base}|${nth}`
  return {
    row,
    on,
    amountFen,
    currency,
    payerName,
    payerAccount: payerAccount.replaceAll(/\s/g, ''),
    remark,
    serial,
    key,
  }
}

/** Booked; what is only announced is no money yet. */
function isBooked(entry: XmlElement): boolean {
  const status = textAt(entry, 'Sts', 'Cd') || textAt(entry, 'Sts')
  return status === '' || status === 'BOOK'
}

function currencyAt(element: XmlElement): string {
  return childrenOf(element, 'Amt')[0]?.attributes['Ccy'] ?? COMPANY_CURRENCY
}

/** Positive: came in; null: no amount. */
function signed(element: XmlElement, name: string): Fen | null {
  const amount = childrenOf(element, name)[0]
  if (!amount) return null
  const fen = fenFromDecimal(amount.text.trim())
  if (fen === null) return null
  // A reversal is booked on the other side of what it reverses.
  return textAt(element, 'CdtDbtInd') === 'DBIT' ? -fen : fen
}

/** Closing balance less opening balance less what was booked; 0 also where a balance is not stated. */
function missingFen(statement: XmlElement, entries: readonly XmlElement[]): Fen {
  const balance = (...codes: string[]) => {
    const found = childrenOf(statement, 'Bal').find((one) =>
      codes.includes(textAt(one, 'Tp', 'CdOrPrtry', 'Cd')),
    )
    return found ? { fen: signed(found, 'Amt'), currency: currencyAt(found) } : null
  }
  const [opening, closing] = [balance('OPBD', 'PRCD'), balance('CLBD')]
  if (opening?.fen == null || closing?.fen == null) return 0n
  const ofAccount = entries.filter((entry) => isBooked(entry) && currencyAt(entry) === closing.currency)
  const booked = ofAccount.reduce((sum, entry) => sum + (signed(entry, 'Amt') ?? 0n), 0n)
  return closing.fen - opening.fen - booked
}

function dayAt(entry: XmlElement, name: string): string | null {
  const day = textAt(entry, name, 'Dt') || textAt(entry, name, 'DtTm').slice(0, 10)
  return isDay(day) ? day : null
}
