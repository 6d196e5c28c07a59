import type { Day, Instant, Month } from '../core/calendar.ts'
import type { Fen } from '../core/money.ts'
import type { Role } from '../core/permission.ts'

/**
 * The company as plain data. Records point at each other by codes that a person could read in a ledger:
 * people by login, departments by name, customers and deals by their external code, payments at invoices
 * by number.
 */
export type Company = {
  name: string
  shortName: string
  today: Day
  /**
   * the history begins here: older receivables are opening balances, older deals are left out unless open
   * then
   */
  start: Day
  departments: WorldDepartment[]
  people: WorldPerson[]
  absences: WorldAbsence[]
  customers: WorldCustomer[]
  deals: WorldDeal[]
  quotes: WorldQuote[]
  orders: WorldOrder[]
  contracts: WorldContract[]
  activities: WorldActivity[]
  invoices: WorldInvoice[]
  payments: WorldPayment[]
  targets: WorldTarget[]
  incidents: Incident[]
  living: LivingToday
}

export type WorldDepartment = { name: string; parent: string | null; manager: string | null }

export type WorldPerson = {
  login: string
  name: string
  staffNo: string
  aliases: string[]
  roles: Role[]
  department: string
  phone: string
  email: string
  backup: string | null
  leftOn: Day | null
}

export type WorldAbsence = { user: string; fromDay: Day; toDay: Day; backup: string | null; reason: string }

export type WorldContact = { name: string; title: string; phone: string; isPrimary: boolean }

export type WorldCustomer = {
  code: string
  name: string
  shortName: string
  uscc: string
  city: string
  phone: string
  keyLevel: 'key' | 'normal'
  termDays: number
  limitFen: Fen | null
  responsible: string
  remark: string
  createdOn: Day
  contacts: WorldContact[]
}

export const OPEN_STAGES = ['reach', 'need', 'quote', 'sign'] as const
export type OpenStage = (typeof OPEN_STAGES)[number]
export type StageKey = OpenStage | 'won' | 'lost'

export type StageMove = {
  stage: StageKey
  occurredOn: Day
  amountFen?: Fen
  lostReason?: string
  competitor?: string
}

export type WorldDeal = {
  code: string
  customer: string
  title: string
  product: string
  amountFen: Fen
  responsible: string
  expectedCloseOn: Day
  history: StageMove[]
}

/** What a won deal became; `deliveredOn` null: not delivered yet. */
export type WorldOrder = {
  number: string
  customer: string
  deal: string
  title: string
  amountFen: Fen
  orderedOn: Day
  plannedOn: Day
  deliveredOn: Day | null
  responsible: string
}

export type WorldContract = {
  number: string
  customer: string
  deal: string | null
  title: string
  amountFen: Fen
  signedOn: Day
  effectiveOn: Day
  endsOn: Day
  /** null: delivered without anybody having approved it */
  approvedOn: Day | null
  responsible: string
}

export type QuoteStepKind = 'asked' | 'paused' | 'resumed' | 'sent' | 'answered' | 'won' | 'lost'

export type WorldQuoteStep = {
  kind: QuoteStepKind
  at: Instant
  amountFen?: Fen
  validUntil?: Day
  reason?: string
  competitor?: string
}

/** Begins with the request, on the day its deal entered the quoting stage. */
export type WorldQuote = {
  code: string
  deal: string
  customer: string
  title: string
  responsible: string
  steps: WorldQuoteStep[]
}

export type ActivityKind = 'call' | 'visit' | 'wechat' | 'mail' | 'other'

export type WorldActivity = {
  code: string
  customer: string
  deal: string | null
  user: string
  kind: ActivityKind
  summary: string
  occurredAt: Instant
  nextOn: Day | null
}

export type WorldInstalment = { label: string; dueOn: Day; amountFen: Fen }

export type WorldInvoice = {
  number: string
  customer: string
  deal: string | null
  kind: 'invoice' | 'opening'
  issuedOn: Day
  amountFen: Fen
  responsible: string
  disputed: boolean
  instalments: WorldInstalment[]
}

/**
 * `allocate` names invoices and settles their oldest instalment first; what it leaves over is unallocated
 * money.
 */
export type WorldPayment = {
  code: string
  customer: string
  kind: 'payment' | 'credit_note'
  receivedOn: Day
  amountFen: Fen
  reference: string
  remark: string
  allocate: { invoiceNumber: string; amountFen: Fen }[]
}

export type WorldTarget = { user: string; month: Month; kind: 'bookings' | 'collections'; amountFen: Fen }

/** Something that goes wrong on purpose, with the answer a warning system must find. */
export type Incident = {
  id: string
  /** code of the shipped rule that must warn, and the checklist lines it serves */
  rule: string
  checklist: string[]
  /** the metric that shows it first */
  metric: string
  subject: {
    kind: 'customer' | 'deal' | 'quote' | 'order' | 'contract' | 'instalment' | 'rep' | 'org'
    code: string
  }
  /** login of the person who must be told */
  told: string
  /** first day of the trouble, before which the subject was healthy */
  beganOn: Day
  /** the day the money or the customer was lost; null while it can still be prevented */
  lossOn: Day | null
  /** the warning must come at least so many days before the loss */
  leadDays: number
  story: { zh: string; en: string }
}

/**
 * Records whose distance from today is exact, so that the workbench is interesting on whatever day it is
 * started.
 */
export type LivingToday = {
  /** deals whose last follow-up was exactly so many days ago */
  untouchedDeals: { days: number; deal: string }[]
  /** unpaid instalments by days overdue: -10 is due in ten days, 0 is due today */
  unpaid: { overdueDays: number; invoiceNumber: string }[]
  stuckInQuote: string[]
  stuckElsewhere: string[]
  overLimit: string
  /** number of the order whose delivery is late */
  lateOrder: string
  /** numbers of the contracts: never approved though delivered, and about to end */
  unapprovedContract: string
  endingContract: string
  /** key customer whose responsible has left */
  orphaned: string
  concentration: string
}
