import { addDays, type Day } from '../core/calendar.ts'
import type { Fen } from '../core/money.ts'
import type { LivingCustomer } from './customers.ts'
import type { Frame } from './pace.ts'
import { type Receipt, settle, splitInstalments } from './settlement.ts'
import type { WorldDeal, WorldInvoice, WorldPayment } from './shapes.ts'

export type Book = { invoices: WorldInvoice[]; receipts: Receipt[] }

/**
 * Number of the first invoice: eight digits with leading zeros, as paper invoices had, so that imports must
 * keep them.
 */
const FIRST_NUMBER = 873_012
/** A payment that comes within so many days of another of the same customer is one bank transfer. */
const SAME_TRANSFER_DAYS = 2

export function createNumbering(): () => string {
  let next = FIRST_NUMBER
  return () => {
    next += 1
    return String(next).padStart(8, '0')
  }
}

/** Invoices follow the won deals after production and delivery; payments follow the customer's habits. */
export function buildBook(
  frame: Frame,
  customers: ReadonlyMap<string, LivingCustomer>,
  deals: readonly WorldDeal[],
  number: () => string,
): Book {
  const book: Book = { invoices: [], receipts: [] }
  const won = deals.filter(({ history }) => history.at(-1)!.stage === 'won')
  const issues = won
    .map((deal) => ({ deal, random: frame.random(`invoice/${deal.code}`) }))
    .map(({ deal, random }) => ({
      deal,
      random,
      issuedOn: frame.pace.shift(deal.history.at(-1)!.occurredOn, random.int(5, 14)),
    }))
    .filter(({ issuedOn }) => issuedOn <= frame.today)
    .sort((a, b) =>
      a.issuedOn === b.issuedOn ? (a.deal.code < b.deal.code ? -1 : 1) : a.issuedOn < b.issuedOn ? -1 : 1,
    )
  for (const { deal, random, issuedOn } of issues) {
    const customer = customers.get(deal.customer)!
    // Weighed goods: what is invoiced differs a little from what was ordered, down to the cent.
    const amountFen = random.chance(0.35)
      ? (deal.amountFen * BigInt(random.int(98_000, 102_000))) / 100_000n
      : deal.amountFen
    const invoice: WorldInvoice = {
      number: number(),
      customer: deal.customer,
      deal: deal.code,
      kind: 'invoice',
      issuedOn,
      amountFen,
      responsible: customer.responsible,
      disputed: false,
      instalments: customer.habits.rhythmDays
        ? [{ label: '全款', dueOn: addDays(issuedOn, customer.termDays), amountFen }]
        : splitInstalments(random, issuedOn, amountFen, customer.termDays),
    }
    book.invoices.push(invoice)
    book.receipts.push(...settle(frame, random, customer, invoice))
  }
  return book
}

/** Cuts the book at the start of the history: what was still owed then becomes an opening balance. */
export function openBook(frame: Frame, book: Book): Book {
  const paidBefore = new Map<string, Fen>()
  for (const { number, on, amountFen } of book.receipts) {
    if (on < frame.start) paidBefore.set(number, (paidBefore.get(number) ?? 0n) + amountFen)
  }
  const invoices = book.invoices.flatMap((invoice) => {
    if (invoice.issuedOn >= frame.start) return [invoice]
    const instalments = unpaidParts(invoice, paidBefore.get(invoice.number) ?? 0n)
    if (instalments.length === 0) return []
    const amountFen = instalments.reduce((total, part) => total + part.amountFen, 0n)
    return [
      { ...invoice, kind: 'opening' as const, deal: null, issuedOn: frame.start, amountFen, instalments },
    ]
  })
  const kept = new Set(invoices.map(({ number }) => number))
  const receipts = book.receipts.filter(({ on, number }) => on >= frame.start && kept.has(number))
  return { invoices, receipts }
}

/** What is left of the instalments after `paidFen` settled the oldest first. */
export function unpaidParts(invoice: WorldInvoice, paidFen: Fen): WorldInvoice['instalments'] {
  let left = paidFen
  return invoice.instalments.flatMap((instalment) => {
    const settled = left < instalment.amountFen ? left : instalment.amountFen
    left -= settled
    const amountFen = instalment.amountFen - settled
    return amountFen > 0n ? [{ ...instalment, amountFen }] : []
  })
}

/**
 * Receipts become payments: one transfer may settle several invoices, some customers round up and leave a
 * little unallocated, and a few send an advance for goods that are not invoiced yet.
 */
export function buildPayments(
  frame: Frame,
  receipts: readonly Receipt[],
  deals: readonly WorldDeal[],
): WorldPayment[] {
  const random = frame.random('payments')
  const payments: WorldPayment[] = []
  const sorted = [...receipts].sort((a, b) =>
    a.on === b.on ? (a.number < b.number ? -1 : 1) : a.on < b.on ? -1 : 1,
  )
  const latest = new Map<string, WorldPayment>()
  for (const { customer, number, on, amountFen, kind } of sorted) {
    const open = latest.get(customer)
    if (kind === 'payment' && open && addDays(open.receivedOn, SAME_TRANSFER_DAYS) >= on) {
      // Money is on the account when the last of it has come: the earlier part of a joint transfer
      // waits for it.
      open.receivedOn = on
      open.amountFen += amountFen
      const part = open.allocate.find(({ invoiceNumber }) => invoiceNumber === number)
      if (part) part.amountFen += amountFen
      else open.allocate.push({ invoiceNumber: number, amountFen })
      continue
    }
    const payment: WorldPayment = {
      code: '',
      customer,
      kind,
      receivedOn: on,
      amountFen,
      reference: '',
      remark: kind === 'credit_note' ? '尺寸超差折让' : '',
      allocate: [{ invoiceNumber: number, amountFen }],
    }
    payments.push(payment)
    if (kind === 'payment') latest.set(customer, payment)
  }
  for (const payment of payments) if (payment.kind === 'payment' && random.chance(0.008)) roundUp(payment)
  payments.push(...buildAdvances(frame, deals))
  payments.sort((a, b) => (a.receivedOn < b.receivedOn ? -1 : a.receivedOn > b.receivedOn ? 1 : 0))
  for (const [index, payment] of payments.entries()) {
    payment.code = `SK${String(index + 1).padStart(6, '0')}`
    if (payment.kind === 'payment')
      payment.reference = `回单${payment.receivedOn.replaceAll('-', '')}${String(random.int(1, 9999)).padStart(4, '0')}`
  }
  return payments
}

function roundUp(payment: WorldPayment): void {
  const whole = ((payment.amountFen + 999_999n) / 1_000_000n) * 1_000_000n
  if (whole === payment.amountFen) return
  payment.remark = '凑整付款，余额抵下期'
  payment.amountFen = whole
}

/** Deposits on orders won lately whose goods have not left the works. */
function buildAdvances(frame: Frame, deals: readonly WorldDeal[]): WorldPayment[] {
  const awaiting = deals.filter(({ history, amountFen }) => {
    const last = history.at(-1)!
    return last.stage === 'won' && amountFen > 6_000_000n && addDays(last.occurredOn, 5) >= frame.today
  })
  return awaiting.slice(0, 3).map((deal) => ({
    code: '',
    customer: deal.customer,
    kind: 'payment' as const,
    receivedOn: laterWorkday(frame, deal.history.at(-1)!.occurredOn),
    amountFen: (deal.amountFen * 3n) / 10n,
    reference: '',
    remark: `${deal.code} 预付定金`,
    allocate: [],
  }))
}

function laterWorkday(frame: Frame, day: Day): Day {
  const next = frame.pace.shift(day, 1)
  return next <= frame.today ? next : day
}
