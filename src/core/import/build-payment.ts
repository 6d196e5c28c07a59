import { nameKey } from '../customer/name-key.ts'
import { COMPANY_CURRENCY, isForeign } from '../exchange/rate.ts'
import { given, readCustomer } from './build-customers.ts'
import type { Occurrences } from './build-invoice.ts'
import { readMoney } from './read-currency.ts'
import type { PaymentRecord } from './records.ts'
import type { RowReader } from './row-reader.ts'

/**
 * One row of a payment journal or bank statement. A negative payment is refused: it is a refund, not money
 * received.
 */
export function buildPayment(reader: RowReader, occurrence: Occurrences): PaymentRecord | null {
  const customer = readCustomer(reader)
  const receivedOn = reader.day('receivedOn')
  const amountFen = reader.amount('amountFen')
  if (customer === null) reader.problem('customerName', 'required')
  const refused = (field: string) => reader.problems.some((problem) => problem.field === field)
  if (receivedOn === null && !refused('receivedOn')) reader.problem('receivedOn', 'required')
  if (amountFen === null && !refused('amountFen')) reader.problem('amountFen', 'required')
  if (amountFen !== null && amountFen <= 0n) {
    reader.problem('amountFen', amountFen === 0n ? 'amount_zero' : 'amount_negative')
  }
  const money = readMoney(reader)
  const billDueOn = reader.day('billDueOn')
  if (billDueOn !== null && isForeign(money.currency ?? COMPANY_CURRENCY))
    reader.problem('billDueOn', 'bill_yuan_only', money.currency)
  if (billDueOn !== null && receivedOn !== null && billDueOn < receivedOn)
    reader.problem('billDueOn', 'bill_due_before_received')
  if (customer === null || receivedOn === null || amountFen === null) return null
  // Those in yuan keep the code they had before there were others.
  const worth = isForeign(money.currency ?? COMPANY_CURRENCY) ? `${money.currency} ${amountFen}` : amountFen
  const base = `${customer.code ?? nameKey(customer.name)}:${receivedOn}:${worth}`
  const code = reader.code('externalCode')
  return {
    kind: 'payment',
    paymentKind: 'payment',
    customer,
    receivedOn,
    amountFen,
    ...money,
    externalCode: code ?? `${base}:${occurrence(base)}`,
    ...given('invoiceNumber', reader.code('invoiceNumber')),
    ...given('billDueOn', billDueOn),
    ...given('billNumber', reader.code('billNumber')),
    ...given('responsible', reader.person('responsible')),
    ...given('reference', reader.text('reference', 200)),
    ...given('remark', reader.text('remark', 2000)),
  }
}
