import { addDays, type Day, dayOf, daysBetween, type Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { type OrderStepKind, orderStanding } from '../order/course.ts'
import type { Admission } from './admission.ts'
import { type DatedCover, isInForce } from './cover.ts'
import { DELIVERED_DAYS, NOTHING_OWED, type Owing, plusOwing, type Standing } from './exposure.ts'
import type { Grade } from './scale.ts'

/** What is known from one instant until another; null: it still is. */
export type Known = { at: Instant; until: Instant | null }

export function isKnown({ at, until }: Known, when: Instant): boolean {
  return at <= when && (until === null || until > when)
}

export type PastOrder = Known & {
  id: string
  number: string
  customerId: string
  on: Day
  /** in the order of `loadOrderSteps`; an amount stands on the first, on corrections, on a short end */
  steps: readonly (Known & { kind: OrderStepKind; on: Day; fen: Fen | null })[]
  notes?: readonly PastNote[] | undefined
}

export type PastNote = {
  /** what left the house, then what was signed for, in that order */
  steps: readonly (Known & { fen: Fen })[]
  /** what came back of it, and what invoices over notes have billed of it */
  returned: readonly (Known & { fen: Fen })[]
  billed: readonly (Known & { fen: Fen })[]
}

/** What was set against an instalment; `claimed`: written off, and the claim stands. */
export type PastPart = Known & {
  on: Day
  fen: Fen
  kind: 'payment' | 'credit_note' | 'write_off' | 'recovery'
  claimed: boolean
}

export type PastInvoice = Known & {
  id: string
  number: string
  customerId: string
  orderId: string | null
  on: Day
  fen: Fen
  /** not an opening balance, nor what a contract plans */
  isInvoice: boolean
  /** since when it is known to bill delivery notes; null: it does not */
  notesAt?: Instant | null | undefined
  /** money kept back is due on its own day, whatever the term */
  instalments: readonly (Known & {
    dueOn: Day
    isRetention: boolean
    fen: Fen
    parts: readonly PastPart[]
  })[]
}

export type PastCustomer = {
  id: string
  name: string
  limits: readonly (Known & { fen: Fen })[]
  grades: readonly (Known & { grade: Grade })[]
  admissions: readonly (Known & { admission: Admission; expiresOn: Day })[]
  /** exceptions for whatever they order, not for one order */
  exceptions: readonly (Known & { fen: Fen; expiresOn: Day })[]
  covers: readonly (Known & DatedCover)[]
}

/** One customer, or companies that ever owed together, with all that the gate reads, in all its versions. */
export type PastUnit = {
  customers: readonly PastCustomer[]
  /** who owed together with whom from when until when, and what all of them might; none: it stood alone */
  memberships: readonly (Known & { customerId: string; groupId: string; limitFen: Fen | null })[]
  orders: readonly PastOrder[]
  invoices: readonly PastInvoice[]
  /** money that came in and credit notes, whatever it was set against */
  money: readonly (Known & { customerId: string; fen: Fen })[]
  /** bills that companies accepted, until they are honoured or refused */
  bills: readonly (Known & { customerId: string; fen: Fen })[]
}

/** What of the past is left out or read otherwise in a replay. */
export type Altered = {
  /** orders, and invoices without one, that did not go ahead */
  out: ReadonlySet<string>
  /** invoices issued from that day on are due so many days later; null: as agreed */
  term: { from: Day; days: number } | null
}

/**
 * What the gate would have read at that instant: the facts known by then and nothing recorded, voided or
 * ended later. The same reading as modules/credit/standing.ts takes of the present.
 */
export function standingAt(unit: PastUnit, customerId: string, when: Instant, altered: Altered): Standing {
  const customer = unit.customers.find(({ id }) => id === customerId)!
  const today = dayOf(when)
  const live = <T extends Known>(rows: readonly T[]) => rows.filter((row) => isKnown(row, when))
  const holds = ({ expiresOn }: { expiresOn: Day }) => expiresOn >= today
  const partOf = ({ id, covers }: PastCustomer) => ({
    owing: owingAt(unit, id, when, altered),
    covers: live(covers).filter((cover) => isInForce(cover, today)),
  })
  const own = partOf(customer)
  const members = live(unit.memberships)
  const group = members.find((one) => one.customerId === customerId) ?? null
  const together = new Set(
    members.filter(({ groupId }) => groupId === group?.groupId).map((one) => one.customerId),
  )
  const others = unit.customers.filter(({ id }) => id !== customerId && together.has(id)).map(partOf)
  const owing = others.reduce<Owing>((sum, one) => plusOwing(sum, one.owing), own.owing)
  return {
    own: own.owing,
    grade: live(customer.grades).at(-1)?.grade ?? null,
    admission: live(customer.admissions).filter(holds).at(-1)?.admission ?? null,
    limitFen: live(customer.limits).at(-1)?.fen ?? null,
    group: group && { owing, others, limitFen: group.limitFen },
    exceptionFen: live(customer.exceptions)
      .filter(holds)
      .reduce((sum, { fen }) => sum + fen, 0n),
    covers: own.covers,
  }
}

function owingAt(unit: PastUnit, customerId: string, when: Instant, altered: Altered): Owing {
  const owing = { ...NOTHING_OWED }
  const today = dayOf(when)
  const since = addDays(today, -DELIVERED_DAYS)
  /** of each order, and lately without one */
  const invoiced = new Map<string, Fen>()
  let unnamed = 0n
  let settled = 0n
  for (const invoice of unit.invoices) {
    if (invoice.customerId !== customerId || !isKnown(invoice, when)) continue
    if (altered.out.has(invoice.orderId ?? invoice.id)) {
      // Its money is not there either: it stays set against what is left out.
      settled += settledOf(invoice, when)
      continue
    }
    if (invoice.orderId !== null)
      invoiced.set(invoice.orderId, (invoiced.get(invoice.orderId) ?? 0n) + invoice.fen)
    else if (invoice.isInvoice && invoice.on >= since && !isOfNotes(invoice, when)) unnamed += invoice.fen
    settled += settledOf(invoice, when)
    addOpen(owing, invoice, { when, today, altered })
  }
  let [undelivered, delivered] = [0n, 0n]
  for (const order of unit.orders) {
    if (order.customerId !== customerId || altered.out.has(order.id) || !isKnown(order, when)) continue
    const { status, deliveredOn, fen } = orderAt(order, when)
    const { left, billed } = onNotes(order, when)
    const isOpen = status === 'open' || status === 'partial'
    const isLately = status === 'delivered' && left === null && deliveredOn !== null && deliveredOn >= since
    const whole = isOpen || isLately ? fen : 0n
    const rest = (left !== null && left > whole ? left : whole) - billed - (invoiced.get(order.id) ?? 0n)
    if (rest <= 0n) continue
    if (isOpen) undelivered += rest
    else delivered += rest
  }
  const came = unit.money.reduce(
    (sum, row) => (row.customerId === customerId && isKnown(row, when) ? sum + row.fen : sum),
    0n,
  )
  owing.ordersFen = undelivered + (delivered > unnamed ? delivered - unnamed : 0n)
  owing.advanceFen = came > settled ? came - settled : 0n
  owing.billsFen = unit.bills.reduce(
    (sum, row) => (row.customerId === customerId && isKnown(row, when) ? sum + row.fen : sum),
    0n,
  )
  return owing
}

/** What had left on notes and stayed, null: none had; and what was billed of it (decision 0027). */
function onNotes({ notes }: PastOrder, when: Instant): { left: Fen | null; billed: Fen } {
  let left: Fen | null = null
  let billed = 0n
  const known = (rows: readonly (Known & { fen: Fen })[]) =>
    rows.reduce((sum, row) => (isKnown(row, when) ? sum + row.fen : sum), 0n)
  for (const note of notes ?? []) {
    const last = note.steps.findLast((step) => isKnown(step, when))
    if (!last) continue
    const returned = known(note.returned)
    left = (left ?? 0n) + (last.fen > returned ? last.fen - returned : 0n)
    billed += known(note.billed)
  }
  return { left, billed }
}

function isOfNotes({ notesAt }: PastInvoice, when: Instant): boolean {
  return notesAt != null && notesAt <= when
}

/** Money and credit notes set against an invoice by then. */
function settledOf(invoice: PastInvoice, when: Instant): Fen {
  let fen = 0n
  for (const { parts } of invoice.instalments)
    for (const part of parts)
      if ((part.kind === 'payment' || part.kind === 'credit_note') && isKnown(part, when)) fen += part.fen
  return fen
}

type Moment = { when: Instant; today: Day; altered: Altered }

function addOpen(owing: Owing, invoice: PastInvoice, { when, today, altered }: Moment): void {
  for (const instalment of invoice.instalments) {
    if (!isKnown(instalment, when)) continue
    let open = instalment.fen
    for (const part of instalment.parts) {
      if (!isKnown(part, when)) continue
      if (part.kind !== 'recovery') open -= part.fen
      if (part.claimed) owing.writtenOffFen += part.kind === 'recovery' ? -part.fen : part.fen
    }
    if (open <= 0n) continue
    owing.openFen += open
    const { term } = altered
    const isMoved = term !== null && invoice.isInvoice && !instalment.isRetention && invoice.on >= term.from
    const overdue = daysBetween(isMoved ? addDays(invoice.on, term.days) : instalment.dueOn, today)
    if (overdue <= 0) continue
    owing.overdueFen += open
    owing.overdueDays = Math.max(owing.overdueDays, overdue)
  }
}

/** What an order was, by what was known of it then. */
export function orderAt(order: PastOrder, when: Instant) {
  const steps = order.steps.filter((step) => isKnown(step, when))
  const fen = steps.findLast((step) => step.fen !== null)?.fen ?? 0n
  const { status, deliveredOn } = orderStanding(steps.map(({ kind, on }) => ({ kind, on, plannedOn: null })))
  return { status, deliveredOn, fen }
}
