import { addDays, type Day } from '../core/calendar.ts'
import type { Fen } from '../core/money.ts'
import type { Cast } from './casting.ts'
import type { LivingCustomer } from './customers.ts'
import { openAt, peakOpen } from './ledger-balance.ts'
import type { Frame } from './pace.ts'
import type { Book } from './receivables.ts'
import type { WorldInvoice } from './shapes.ts'

/** Days overdue today, one instalment each; the disputed one keeps the customer's money for a reason. */
const LATE = [
  { overdueDays: -10, amountFen: 13_860_000n, payer: 0 },
  { overdueDays: 0, amountFen: 9_718_000n, payer: 1 },
  { overdueDays: 1, amountFen: 7_430_026n, payer: 2 },
  { overdueDays: 7, amountFen: 11_562_000n, payer: 3 },
  { overdueDays: 15, amountFen: 15_240_000n, payer: 4, paidShare: 40n },
  { overdueDays: 22, amountFen: 4_863_000n, payer: 5, disputed: true },
  { overdueDays: 31, amountFen: 18_975_000n, payer: 5 },
] as const

/** Share of all receivables that the flagship customer holds, in percent (C029). */
const FLAGSHIP_SHARE = 38n

export type PlantedInvoices = {
  unpaid: { overdueDays: number; invoiceNumber: string }[]
  overLimit: string
}

/**
 * Adds the late, the over-limit and the concentrated receivables to the book, and sets everybody's limit.
 */
export function plantInvoices(
  frame: Frame,
  cast: Cast,
  customers: readonly LivingCustomer[],
  { book, number }: { book: Book; number: () => string },
): PlantedInvoices {
  const unpaid = LATE.map((late) => {
    const customer = cast.late[late.payer]!
    const dueOn = frame.ago(late.overdueDays)
    const issuedOn = issueBefore(frame, dueOn, customer.termDays)
    const invoice = plainInvoice(customer, { number: number(), issuedOn, dueOn, amountFen: late.amountFen })
    invoice.disputed = 'disputed' in late
    book.invoices.push(invoice)
    if ('paidShare' in late) {
      const amountFen = (late.amountFen * late.paidShare) / 100n
      book.receipts.push({
        customer: customer.code,
        number: invoice.number,
        on: dueOn,
        amountFen,
        kind: 'payment',
      })
    }
    return { overdueDays: late.overdueDays, invoiceNumber: invoice.number }
  })
  concentrate(frame, cast.flagship, book, number)
  for (const customer of customers) {
    const bought = customer.habits.rhythmDays !== null || customer.keyLevel === 'key'
    if (bought) customer.limitFen = limitOver(peakOpen(book, customer.code))
  }
  const { overLimit } = cast
  const issuedOn = frame.pace.onOrBefore(frame.ago(3))
  const amountFen = (overLimit.limitFen! * 118n) / 100n
  const dueOn = addDays(issuedOn, Math.max(30, overLimit.termDays))
  book.invoices.push(plainInvoice(overLimit, { number: number(), issuedOn, dueOn, amountFen }))
  return { unpaid, overLimit: overLimit.code }
}

/** Two large deliveries that are not due yet lift the flagship to a third of all receivables. */
function concentrate(frame: Frame, flagship: LivingCustomer, book: Book, number: () => string): void {
  const all = openAt(book, frame.today)
  const own = openAt(book, frame.today, flagship.code)
  const wanted = ((all - own) * FLAGSHIP_SHARE) / (100n - FLAGSHIP_SHARE) - own
  const amounts = wanted > 0n ? [(wanted * 45n) / 100n, wanted - (wanted * 45n) / 100n] : []
  for (const [index, amountFen] of amounts.entries()) {
    const issuedOn = frame.pace.onOrBefore(frame.ago(8 + index * 14))
    const dueOn = addDays(frame.today, 40 - index * 15)
    book.invoices.push(plainInvoice(flagship, { number: number(), issuedOn, dueOn, amountFen }))
  }
}

type Plain = { number: string; issuedOn: Day; dueOn: Day; amountFen: Fen }

function plainInvoice(customer: LivingCustomer, { number, issuedOn, dueOn, amountFen }: Plain): WorldInvoice {
  return {
    number,
    customer: customer.code,
    deal: null,
    kind: 'invoice',
    issuedOn,
    amountFen,
    responsible: customer.responsible,
    disputed: false,
    instalments: [{ label: '全款', dueOn, amountFen }],
  }
}

function issueBefore(frame: Frame, dueOn: Day, termDays: number): Day {
  const issuedOn = addDays(dueOn, -Math.max(termDays, 15))
  return frame.pace.onOrBefore(issuedOn < frame.today ? issuedOn : frame.today)
}

/** A limit nobody has touched so far, on whole ten thousands of yuan. */
function limitOver(peakFen: Fen): Fen {
  const step = 5_000_000n
  const wanted = (peakFen * 13n) / 10n
  return wanted < 4n * step ? 4n * step : ((wanted + step - 1n) / step) * step
}
