import type { Day, Instant, Month } from '../calendar.ts'
import type { Quotation } from '../exchange/rate.ts'
import type { CustomValues } from '../fields/custom-field.ts'
import type { Fen } from '../money.ts'
import type { LineInput } from '../quote/lines.ts'
import type { InvoiceTax } from '../receivable/tax.ts'
import type { StageKey } from './mapping.ts'
import type { PersonRef } from './parse-text.ts'

/** What one good row asks to be saved: plain data whose names are not yet resolved to ids. */
export type ImportRecord =
  | CustomerRecord
  | ContactRecord
  | InvoiceRecord
  | PaymentRecord
  | DealRecord
  | ActivityRecord
  | TargetRecord
  | QuoteRecord
  | OrderRecord
  | ContractRecord
  | IndicatorRecord
  | RateRecord

/** The code wins over the name when both are there: two customers may share a name. */
/** `uscc`: what an invoice is made out to; it must be that of the customer of that name. */
export type CustomerRef = { name: string; code?: string; uscc?: string }

/** The last time anybody was in touch, as lists of customers and deals have it in one column. */
export type LastFollowUp = { at: Instant; nextOn?: Day }

export type CustomerRecord = {
  kind: 'customer'
  name: string
  externalCode?: string
  shortName?: string
  uscc?: string
  city?: string
  phone?: string
  /** who is named beside the number in its cell; a contact only once somebody has said so */
  phoneName?: string
  contact?: { name: string; phone: string }
  keyLevel?: 'key' | 'normal'
  termDays?: number
  limitFen?: Fen
  responsible?: PersonRef
  /** who works along (C047) */
  members?: PersonRef[]
  remark?: string
  createdOn?: Day
  lastFollowUp?: LastFollowUp
  custom?: CustomValues
}

export type ContactRecord = {
  kind: 'contact'
  customer: CustomerRef
  name: string
  title?: string
  phone?: string
  email?: string
  wechat?: string
  primary?: boolean
  custom?: CustomValues
  /** named more than once in its list, each time with something else */
  said?: 'first' | 'again'
}

export type InvoicePayment = {
  receivedOn: Day
  amountFen: Fen
  externalCode: string
  fromRemark?: true
  /** what of it settles the invoice, where that is less: the rest is an advance (预收, C091) */
  onInvoiceFen?: Fen
}

export type InvoiceRecord = {
  kind: 'invoice'
  customer: CustomerRef
  number: string
  invoiceKind: 'invoice' | 'opening'
  issuedOn: Day
  /** in its own currency, like those of its instalments and of what was paid on it */
  amountFen: Fen
  currency?: string
  /** as of a quote */
  bookedAt?: bigint
  /** One entry at least. `dueOn` null: the customer's own payment term decides. */
  instalments: { label?: string; dueOn: Day | null; amountFen: Fen }[]
  payments: InvoicePayment[]
  tax?: InvoiceTax
  responsible?: PersonRef
  disputed?: boolean
  remark?: string
  custom?: CustomValues
}

export type PaymentRecord = {
  kind: 'payment'
  customer: CustomerRef
  paymentKind: 'payment' | 'credit_note'
  receivedOn: Day
  amountFen: Fen
  currency?: string
  /** as of a quote */
  bookedAt?: bigint
  externalCode: string
  invoiceNumber?: string
  reference?: string
  /** paid with an acceptance bill that falls due then; which kind, the means of payment says */
  billDueOn?: Day
  billNumber?: string
  /** of a customer whom this file brings; money has nobody of its own */
  responsible?: PersonRef
  remark?: string
}

export type DealRecord = {
  kind: 'deal'
  customer?: CustomerRef
  externalCode?: string
  title: string
  amountFen?: Fen
  stage: StageKey
  /** Empty: the row has no date at all and cannot be placed at any as-of. */
  history: { stage: StageKey; occurredOn: Day; amountFen?: Fen; lostReason?: string; competitor?: string }[]
  responsible?: PersonRef
  expectedCloseOn?: Day
  product?: string
  currency?: string
  /** as of a quote */
  bookedAt?: bigint
  lastFollowUp?: LastFollowUp
  custom?: CustomValues
}

export type QuoteRecord = {
  kind: 'quote'
  customer: CustomerRef
  externalCode: string
  title: string
  /** in order of time, beginning with the request */
  steps: {
    kind: 'asked' | 'sent' | 'answered' | 'won' | 'lost' | 'withdrawn'
    on: Day
    amountFen?: Fen
    validUntil?: Day
    reason?: string
    competitor?: string
  }[]
  currency?: string
  /** millionths of a yuan for one unit of it, where the file says what it was booked at */
  bookedAt?: bigint
  dealCode?: string
  responsible?: PersonRef
  custom?: CustomValues
}

export type OrderRecord = {
  kind: 'order'
  customer: CustomerRef
  externalCode: string
  title: string
  amountFen: Fen
  orderedOn: Day
  plannedOn?: Day
  deliveredOn?: Day
  currency?: string
  /** millionths of a yuan for one unit of it, where the file says what it was booked at */
  bookedAt?: bigint
  /** what is ordered, where the rows say it to the fen */
  lines?: LineInput[]
  dealCode?: string
  responsible?: PersonRef
  custom?: CustomValues
}

export type ContractRecord = {
  kind: 'contract'
  customer: CustomerRef
  externalCode: string
  title: string
  amountFen: Fen
  signedOn?: Day
  effectiveOn?: Day
  endsOn?: Day
  approvedOn?: Day
  currency?: string
  /** millionths of a yuan for one unit of it, where the file says what it was booked at */
  bookedAt?: bigint
  dealCode?: string
  responsible?: PersonRef
  custom?: CustomValues
}

export type ActivityRecord = {
  kind: 'activity'
  customer: CustomerRef
  dealCode?: string
  person: PersonRef
  activityKind: 'call' | 'visit' | 'wechat' | 'mail' | 'other'
  summary: string
  occurredAt: Instant
  nextOn?: Day
  externalCode: string
}

export type TargetRecord = {
  kind: 'target'
  person: PersonRef
  month: Month
  targetKind: 'bookings' | 'collections'
  amountFen: Fen
}

/** `on`: a day of the period; `isMonth` when the cell names a month and no day. */
export type IndicatorRecord = {
  kind: 'indicator'
  indicator: string
  on: Day
  isMonth: boolean
  value: number
}

/** A quotation: `micro` millionths of a yuan for `per` units of the currency. */
export type RateRecord = Quotation & {
  kind: 'rate'
  currency: string
  on: Day
  source: string
}

/**
 * Why a row is bad: the field, its column as the file calls it, a code for the sentence, and the cell as
 * written.
 */
export type ImportProblem = {
  row: number
  field: string | null
  column: string | null
  columnIndex: number | null
  code: string
  text: string
}
