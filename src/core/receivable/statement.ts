import type { Day } from '../calendar.ts'
import type { Minor } from '../exchange/rate.ts'
import type { Fen } from '../money.ts'

export const STATEMENT_KINDS = [
  'invoice',
  'opening',
  'contract',
  'bill_refused',
  'exchange_gain',
  'payment',
  'bill',
  'credit_note',
  'write_off',
  'exchange_loss',
] as const
export type StatementKind = (typeof STATEMENT_KINDS)[number]
/** What a document says in its own currency; `originalMinor` null: that is yuan. */
export type InOtherMoney = { currency: string; originalMinor: Minor | null }
/** One document of a customer; the amount is positive, its kind says which side it stands on. */
export type StatementFact = {
  id: string
  kind: StatementKind
  on: Day
  number: string
  amountFen: Fen
} & InOtherMoney
export type StatementLine = StatementFact & { debitFen: Fen; creditFen: Fen; balanceFen: Fen }

export type Statement = {
  openingFen: Fen
  lines: StatementLine[]
  debitFen: Fen
  creditFen: Fen
  closingFen: Fen
}

const CREDITS: ReadonlySet<StatementKind> = new Set([
  'payment',
  'bill',
  'credit_note',
  'write_off',
  'exchange_loss',
])

/** Whether a document of this kind lowers what is owed. */
export function lowersBalance(kind: StatementKind): boolean {
  return CREDITS.has(kind)
}

/**
 * The account of one customer from a day to a day (C092): what stood before is the opening balance, every
 * document of the span moves it, and what comes after the span is not looked at. A balance below zero is
 * money the customer has paid in advance. closing = opening + debit − credit.
 */
export function drawStatement(facts: readonly StatementFact[], span: { from: Day; to: Day }): Statement {
  let openingFen = 0n
  const inside: StatementFact[] = []
  for (const fact of facts) {
    if (fact.on > span.to) continue
    if (fact.on < span.from) openingFen += signed(fact)
    else inside.push(fact)
  }
  inside.sort(byDay)
  let balanceFen = openingFen
  let debitFen = 0n
  let creditFen = 0n
  const lines = inside.map((fact) => {
    const isCredit = CREDITS.has(fact.kind)
    balanceFen += signed(fact)
    if (isCredit) creditFen += fact.amountFen
    else debitFen += fact.amountFen
    return {
      ...fact,
      debitFen: isCredit ? 0n : fact.amountFen,
      creditFen: isCredit ? fact.amountFen : 0n,
      balanceFen,
    }
  })
  return { openingFen, lines, debitFen, creditFen, closingFen: balanceFen }
}

function signed(fact: StatementFact): Fen {
  return CREDITS.has(fact.kind) ? -fact.amountFen : fact.amountFen
}

/**
 * On one day what is owed comes before what was paid: a balance does not dip below zero for the order. The
 * difference of an exchange follows what it comes from.
 */
function byDay(one: StatementFact, other: StatementFact): number {
  if (one.on !== other.on) return one.on < other.on ? -1 : 1
  const sides = placeOf(one.kind) - placeOf(other.kind)
  if (sides !== 0) return sides
  if (one.number !== other.number) return one.number < other.number ? -1 : 1
  return one.id < other.id ? -1 : 1
}

function placeOf(kind: StatementKind): number {
  return kind === 'exchange_gain' || kind === 'exchange_loss' ? 2 : CREDITS.has(kind) ? 1 : 0
}
