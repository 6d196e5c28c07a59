import { addDays, type Day } from '../calendar.ts'
import { readUscc } from '../customer/entry.ts'
import { nameKey } from '../customer/name-key.ts'
import { type Fen, sumFen } from '../money.ts'
import { type InvoiceTax, taxWithin } from '../receivable/tax.ts'
import { given, readCustomer, readTermDays } from './build-customers.ts'
import type { Mapping } from './mapping.ts'
import { readOwn } from './own-fields.ts'
import { readMoney } from './read-currency.ts'
import type { CustomerRef, InvoiceRecord, PaymentRecord } from './records.ts'
import { findRemarkPayments, type RemarkPayment, TAKE_CONFIDENCE } from './remark-payments.ts'
import type { RowReader } from './row-reader.ts'

/** An invoice row being read; rows below it may still add payments (merged cells, or blank ones under it). */
export type InvoiceDraft = {
  reader: RowReader
  customer: CustomerRef
  number: string | null
  money: ReturnType<typeof readMoney>
  invoiceKind: 'invoice' | 'opening'
  issuedOn: Day
  amountFen: Fen
  openFen: Fen | null
  payments: { receivedOn: Day; amountFen: Fen; fromRemark?: true }[]
  proposals: RemarkPayment[]
}

/**
 * Counts equal rows, so that rows without a number get one that the next import of the same file gives
 * again.
 */
export type Occurrences = (key: string) => number

/** Reads a ledger row up to its payments; null when the row is bad (its reader holds why). */
export function draftInvoice(reader: RowReader): InvoiceDraft | null {
  const customer = withUscc(readCustomer(reader), reader)
  const number = reader.code('number')
  const issuedOn = reader.day('issuedOn')
  const openFen = reader.amount('openFen')
  const amountFen = reader.amount('amountFen') ?? (reader.plan.columns.has('amountFen') ? null : openFen)
  if (customer === null) reader.problem('customerName', 'required')
  if (issuedOn === null && !refused(reader, 'issuedOn')) reader.problem('issuedOn', 'required')
  if (amountFen === null && !refused(reader, 'amountFen')) reader.problem('amountFen', 'required')
  if (amountFen === 0n) reader.problem('amountFen', 'amount_zero')
  const money = readMoney(reader)
  const payments = amountFen === null ? [] : readPayments(reader, amountFen, openFen)
  if (customer === null || issuedOn === null || amountFen === null) return null
  const invoiceKind = reader.plan.columns.has('amountFen') ? 'invoice' : 'opening'
  const proposals = readProposals(reader, issuedOn, amountFen - sumFen(payments.map((one) => one.amountFen)))
  return { reader, customer, number, money, invoiceKind, issuedOn, amountFen, openFen, payments, proposals }
}

/** Buyers without a code of their own (persons, offices) have something else there, which says nothing. */
function withUscc(customer: CustomerRef | null, reader: RowReader): CustomerRef | null {
  const read = readUscc(reader.code('buyerUscc'))
  return customer && read.ok && read.value ? { ...customer, uscc: read.value } : customer
}

/** Payments of a row that continues the invoice above it. */
export function readContinuation(reader: RowReader): { receivedOn: Day; amountFen: Fen }[] {
  return readDatedPayments(reader)
}

/** Checks the whole and turns the draft into what is saved; a negative invoice is a credit note (C053). */
export function finishInvoice(
  draft: InvoiceDraft,
  occurrence: Occurrences,
): InvoiceRecord | PaymentRecord | null {
  const { reader, customer, issuedOn, amountFen } = draft
  const customerKey = customer.code ?? nameKey(customer.name)
  const number = draft.number ?? numberFor(customerKey, issuedOn, amountFen, occurrence)
  if (amountFen < 0n) {
    return {
      kind: 'payment',
      paymentKind: 'credit_note',
      customer,
      receivedOn: issuedOn,
      amountFen: -amountFen,
      externalCode: `${keyOf(customerKey, number)}:credit`,
      ...draft.money,
      ...given('invoiceNumber', reader.code('blueNumber')),
      ...given('remark', reader.text('remark', 2000)),
    }
  }
  const payments = [...draft.payments, ...taken(reader.plan.mapping, draft.proposals)]
  if (reader.problems.length === 0) checkBalance(draft, sumFen(payments.map((payment) => payment.amountFen)))
  const instalments = readInstalments(reader, issuedOn, amountFen)
  const tax = readTax(reader, amountFen)
  const disputed = reader.yesNo('disputed')
  const responsible = reader.person('responsible')
  const remark = reader.text('remark', 2000)
  const own = readOwn(reader)
  if (reader.problems.length > 0) return null
  return {
    kind: 'invoice',
    customer,
    number,
    invoiceKind: draft.invoiceKind,
    issuedOn,
    amountFen,
    ...draft.money,
    instalments,
    payments: settling(payments, amountFen).map((payment, index) => ({
      ...payment,
      externalCode: `${keyOf(customerKey, number)}:${index + 1}`,
    })),
    ...given('tax', tax),
    ...given('responsible', responsible),
    ...given('disputed', disputed),
    ...given('remark', remark),
    ...own,
  }
}

/** What the columns of tax say, together; several rates in one cell (13%/9%) say none. */
function readTax(reader: RowReader, amountFen: Fen): InvoiceTax | null {
  const rateBp = rateIn(reader.text('taxRate', 20) ?? '')
  const told = { netFen: reader.amount('netFen'), taxFen: reader.amount('taxFen'), rateBp }
  const read = taxWithin(amountFen, told)
  if (read.ok) return read.value
  const field = told.taxFen === null ? (told.netFen === null ? 'taxRate' : 'netFen') : 'taxFen'
  reader.problem(field, read.code)
  return null
}

/** 13%, 13 and 0.13 are one rate. */
function rateIn(text: string): number | null {
  const [, fraction, percent] = /^(?:(0?\.\d{1,4})|(\d{1,2}(?:\.\d+)?)\s*%?)$/.exec(text) ?? []
  if (fraction !== undefined) return Math.round(Number(fraction) * 10_000)
  return percent === undefined ? null : Math.round(Number(percent) * 100)
}

/**
 * What makes a document the same in the next file. The number of a digital invoice has no second one in the
 * country, whatever its customer is called there.
 */
function keyOf(customerKey: string, number: string): string {
  return /^\d{20}$/.test(number) ? number : `${customerKey}:${number}`
}

/** Everything the row itself says about money received, in one of the four ways ledgers say it. */
function readPayments(reader: RowReader, amountFen: Fen, openFen: Fen | null): InvoiceDraft['payments'] {
  const settledOn = reader.day('settledOn')
  if (settledOn !== null) return [{ receivedOn: settledOn, amountFen }]
  const dated = readDatedPayments(reader)
  if (dated.length > 0 || reader.plan.columns.has('paidFen') || reader.plan.mapping.payments?.length)
    return dated
  const paidFen = openFen === null || !reader.plan.columns.has('amountFen') ? 0n : amountFen - openFen
  return paidFen > 0n ? datedPaid(reader, paidFen, 'openFen') : []
}

function readDatedPayments(reader: RowReader): { receivedOn: Day; amountFen: Fen }[] {
  const payments: { receivedOn: Day; amountFen: Fen }[] = []
  for (const pair of reader.plan.mapping.payments ?? []) {
    const amountFen = reader.pairAmount(pair.amount)
    if (amountFen === null || amountFen === 0n) continue
    const receivedOn = pair.on === undefined ? paidDay(reader) : reader.pairDay(pair.on)
    const field = typeof pair.amount === 'string' ? pair.amount : pair.amount.header
    if (amountFen < 0n) reader.problem(field, 'amount_negative')
    else if (receivedOn === null) reader.problem(field, 'payment_without_date')
    else payments.push({ receivedOn, amountFen })
  }
  const paidFen = reader.amount('paidFen')
  if (paidFen !== null && paidFen < 0n) reader.problem('paidFen', 'amount_negative')
  else if (paidFen !== null && paidFen > 0n && payments.length === 0) {
    payments.push(...datedPaid(reader, paidFen, 'paidFen'))
  }
  return payments
}

function datedPaid(reader: RowReader, amountFen: Fen, field: string): { receivedOn: Day; amountFen: Fen }[] {
  const receivedOn = paidDay(reader)
  if (receivedOn !== null) return [{ receivedOn, amountFen }]
  if (!refused(reader, 'paidOn')) reader.problem(field, 'payment_without_date')
  return []
}

/** A missing payment date takes the mapping's answer: a day, or the invoice's own issue or due date. */
function paidDay(reader: RowReader): Day | null {
  const answer = reader.plan.mapping.defaults?.paidOn
  if (answer !== 'issuedOn' && answer !== 'dueOn') return reader.day('paidOn')
  if (!reader.continues('paidOn')) return reader.day('paidOn')
  return reader.day(answer) ?? reader.day('issuedOn')
}

function readInstalments(reader: RowReader, issuedOn: Day, amountFen: Fen): InvoiceRecord['instalments'] {
  const pairs = reader.plan.mapping.instalments ?? []
  const planned = pairs.flatMap((pair) => {
    const fen = reader.pairAmount(pair.amount)
    const dueOn = pair.on === undefined ? null : reader.pairDay(pair.on)
    if (fen === null || fen <= 0n) return []
    return [{ ...given('label', pair.label ?? null), dueOn, amountFen: fen }]
  })
  if (planned.length > 0) {
    const sum = sumFen(planned.map((one) => one.amountFen))
    if (sum !== amountFen) reader.problem('amountFen', 'instalments_disagree', String(sum))
    return planned
  }
  const termDays = readTermDays(reader)
  const dueOn = reader.day('dueOn') ?? (termDays === null ? null : addDays(issuedOn, termDays))
  return [{ dueOn, amountFen }]
}

function checkBalance(draft: InvoiceDraft, paidFen: Fen): void {
  const { reader, amountFen, openFen } = draft
  const isOver = paidFen > amountFen
  const takesAdvance = reader.plan.mapping.overpaid === 'advance'
  if (isOver && !takesAdvance) reader.problem('amountFen', 'payments_exceed_amount', String(paidFen))
  else if (draft.invoiceKind === 'invoice' && openFen !== null && !agrees(amountFen - paidFen, openFen)) {
    reader.problem('openFen', 'balance_disagrees', String(amountFen - paidFen))
  }
}

/** Of an invoice paid beyond its amount ledgers say either that nothing is open, or less than nothing. */
function agrees(restFen: Fen, openFen: Fen): boolean {
  return openFen === restFen || (restFen < 0n && openFen === 0n)
}

/** In their order the payments settle the invoice; what comes beyond its amount settles nothing yet. */
function settling(payments: InvoiceDraft['payments'], amountFen: Fen): Settling[] {
  let left = amountFen
  return payments.map((payment) => {
    const onInvoiceFen = payment.amountFen < left ? payment.amountFen : left
    left -= onInvoiceFen
    return onInvoiceFen === payment.amountFen ? payment : { ...payment, onInvoiceFen }
  })
}

type Settling = InvoiceDraft['payments'][number] & { onInvoiceFen?: Fen }

function readProposals(reader: RowReader, issuedOn: Day, openFen: Fen): RemarkPayment[] {
  if (reader.plan.mapping.remarkPayments === 'ignore' || openFen <= 0n) return []
  const remark = reader.text('remark', 2000)
  return remark === null ? [] : findRemarkPayments(remark, issuedOn, openFen)
}

function taken(mapping: Mapping, proposals: readonly RemarkPayment[]): InvoiceDraft['payments'] {
  if (mapping.remarkPayments !== 'take') return []
  return proposals
    .filter((proposal) => proposal.confidence >= TAKE_CONFIDENCE)
    .map(({ receivedOn, amountFen }) => ({ receivedOn, amountFen, fromRemark: true as const }))
}

function numberFor(customerKey: string, issuedOn: Day, amountFen: Fen, occurrence: Occurrences): string {
  const base = `${issuedOn.replaceAll('-', '')}-${amountFen}`
  const n = occurrence(`${customerKey}|${base}`)
  return n === 1 ? base : `${base}-${n}`
}

/** The cell was there but unreadable: its own problem says more than "required". */
function refused(reader: RowReader, field: string): boolean {
  return reader.problems.some((problem) => problem.field === field)
}
