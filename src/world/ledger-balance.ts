import type { Day } from '../core/calendar.ts'
import type { Fen } from '../core/money.ts'
import type { Book } from './receivables.ts'

/** What is owed at the end of a day, by everybody or by one customer. */
export function openAt(book: Book, day: Day, customer?: string): Fen {
  let open = 0n
  for (const invoice of book.invoices) {
    if (invoice.issuedOn <= day && (!customer || invoice.customer === customer)) open += invoice.amountFen
  }
  for (const receipt of book.receipts) {
    if (receipt.on <= day && (!customer || receipt.customer === customer)) open -= receipt.amountFen
  }
  return open
}

/** The most a customer has ever owed; on a day with both, invoices count before payments. */
export function peakOpen(book: Book, customer: string): Fen {
  const changes = [
    ...book.invoices
      .filter((row) => row.customer === customer)
      .map((row) => ({ on: row.issuedOn, fen: row.amountFen })),
    ...book.receipts
      .filter((row) => row.customer === customer)
      .map((row) => ({ on: row.on, fen: -row.amountFen })),
  ].sort((a, b) => (a.on === b.on ? (a.fen > b.fen ? -1 : a.fen < b.fen ? 1 : 0) : a.on < b.on ? -1 : 1))
  let open = 0n
  let peak = 0n
  for (const { fen } of changes) {
    open += fen
    if (open > peak) peak = open
  }
  return peak
}
