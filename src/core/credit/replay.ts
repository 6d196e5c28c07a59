import { type Day, dayOf, daysBetween, endOfDay, type Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { type CreditVerdict, decideHold, decideInTurn, type Standing } from './exposure.ts'
import { type Altered, isKnown, orderAt, type PastUnit, standingAt } from './past.ts'
import type { CreditPolicy } from './policy.ts'
import { GRADES, type Grade } from './scale.ts'

/** A held order that no money has set free by then is counted as one that did not come about. */
export const WAIT_DAYS = 30

export type LimitChange =
  | { kind: 'asWas' }
  /** every limit that was in force, in basis points of itself */
  | { kind: 'times'; bp: number }
  /** each customer's own */
  | { kind: 'amount'; fen: Fen }

/** "Had this applied": what differs from the rules as they are (I11). */
export type Change = { limit: LimitChange; holdDays: number | null; termDays: number | null }
export const NO_CHANGE: Change = { limit: { kind: 'asWas' }, holdDays: null, termDays: null }

export type Span = {
  from: Day
  to: Day
  /** nothing that was known later is looked at */
  asOf: Day
  /** only sales to customers of this grade on their day */
  grade: Grade | null
}

/** An order of the span, or an invoice of a customer who has no orders in it. */
export type PastSale = {
  kind: 'order' | 'invoice'
  id: string
  number: string
  customerId: string
  on: Day
  at: Instant
  fen: Fen
}

export type Fate = {
  sale: PastSale
  /** what the gate would have said that held it, or says of one that went through */
  verdict: CreditVerdict
  /** through at once; held until money came; held and not set free in time */
  state: 'through' | 'waited' | 'stopped'
  /** so many days until money set it free */
  waitedDays: number
  /** passed when it was entered, and held when it was to be delivered */
  atDelivery: boolean
  /** no limit of any kind was known that day: only days overdue could hold it */
  hadNoLimit: boolean
}

/** The rules of the replay: the company's own with what the question changes. */
export function rulesOf(policy: CreditPolicy, { holdDays, limit }: Change): CreditPolicy {
  const order = policy.check.order
  const isLoose = order === 'off' || order === 'warn'
  const changed = holdDays !== null || limit.kind !== 'asWas'
  const gradeLimitFen = { ...policy.gradeLimitFen }
  if (limit.kind === 'times')
    for (const grade of GRADES) gradeLimitFen[grade] = times(gradeLimitFen[grade], limit.bp)
  return {
    ...policy,
    gradeLimitFen,
    // A limit that only warns would have stopped nothing: the question is what holding would have done.
    check: changed && isLoose ? { ...policy.check, order: 'approve' } : policy.check,
    managerDays: holdDays ?? policy.managerDays,
    financeDays: Math.max(holdDays ?? 0, policy.financeDays),
    blockDays: Math.max(holdDays ?? 0, policy.blockDays),
  }
}

function times(fen: Fen | null, bp: number): Fen | null {
  return fen === null ? null : (fen * BigInt(bp)) / 10_000n
}

/** The limits of a moment as the question would have them; which ones there were is as it was. */
export function withLimit(standing: Standing, limit: LimitChange): Standing {
  if (limit.kind === 'asWas') return standing
  if (limit.kind === 'amount') return { ...standing, limitFen: limit.fen }
  const { group } = standing
  return {
    ...standing,
    limitFen: times(standing.limitFen, limit.bp),
    group: group && { ...group, limitFen: times(group.limitFen, limit.bp) },
  }
}

/** Orders of the span as they were first told; of customers without any, their invoices. */
export function salesOf(unit: PastUnit, { from, to, asOf }: Span): PastSale[] {
  const end = endOfDay(asOf)
  const within = ({ on, at, until }: { on: Day; at: Instant; until: Instant | null }) =>
    on >= from && on <= to && at <= end && (until === null || until > at)
  const orders = unit.orders.filter(within)
  const withOrders = new Set(orders.map(({ customerId }) => customerId))
  const alone = unit.invoices.filter(
    (one) => within(one) && one.isInvoice && one.orderId === null && !withOrders.has(one.customerId),
  )
  return [
    ...orders.map((order): PastSale => {
      const { id, number, customerId, on, at } = order
      return { kind: 'order', id, number, customerId, on, at, fen: orderAt(order, at).fen }
    }),
    ...alone.map(
      ({ id, number, customerId, on, at, fen }): PastSale => ({
        ...{ kind: 'invoice', id, number, customerId, on, at, fen },
      }),
    ),
  ].sort((a, b) => a.at - b.at || (a.on < b.on ? -1 : a.on > b.on ? 1 : a.id < b.id ? -1 : 1))
}

type Event = { at: Instant; kind: 'money' } | { at: Instant; kind: 'sale' | 'delivery'; sale: PastSale }
const TURN = { money: 0, sale: 1, delivery: 2 } as const

/** How the span went so far: what each sale met, which wait since when, and what did not go ahead. */
type Course = {
  unit: PastUnit
  rules: CreditPolicy
  change: Change
  grade: Grade | null
  altered: Altered & { out: Set<string> }
  fates: Map<string, Fate>
  waiting: Map<string, Instant>
}

/**
 * The company's own orders of a span, each asked by the product's own gate (`decideInTurn`, `decideHold`)
 * with only what was known at that moment. What is held leaves the exposure with its invoices and their
 * money, is asked again when money comes, and is lost to us after `WAIT_DAYS`.
 */
export function replay(
  unit: PastUnit,
  span: Span,
  { policy, change }: { policy: CreditPolicy; change: Change },
): Fate[] {
  const sales = salesOf(unit, span)
  const { termDays } = change
  const course: Course = {
    ...{ unit, change, grade: span.grade },
    rules: rulesOf(policy, change),
    altered: {
      out: new Set(sales.map(({ id }) => id)),
      term: termDays === null ? null : { from: span.from, days: termDays },
    },
    fates: new Map(),
    waiting: new Map(),
  }
  for (const event of eventsOf(unit, sales, endOfDay(span.asOf))) {
    if (event.kind === 'money') askAgain(course, event.at)
    else if (event.kind === 'sale') enter(course, event.sale)
    else askAtDoor(course, event.sale, event.at)
  }
  return [...course.fates.values()]
}

function enter(course: Course, sale: PastSale): void {
  const standing = standingThen(course, sale, sale.at)
  const verdict = judge(course, sale, standing)
  const isAsked = course.grade === null || standing.grade === course.grade
  const isHeld = isAsked && verdict.hold !== 'none'
  if (isHeld) course.waiting.set(sale.id, sale.at)
  else course.altered.out.delete(sale.id)
  if (!isAsked) return
  course.fates.set(sale.id, {
    ...{ sale, verdict, waitedDays: 0, atDelivery: false },
    state: isHeld ? 'stopped' : 'through',
    hadNoLimit: !hasLimit(standing, course.rules),
  })
}

/** Asked once more at the door (decision 0008); what waits already is not asked twice. */
function askAtDoor(course: Course, sale: PastSale, at: Instant): void {
  const fate = course.fates.get(sale.id)
  if (!fate || fate.state === 'stopped') return
  const standing = standingThen(course, sale, at)
  const verdict = decideHold(standing, { document: 'order', amountFen: 0n }, course.rules)
  if (verdict.hold === 'none') return
  course.fates.set(sale.id, { ...fate, verdict, state: 'stopped', atDelivery: true })
  course.altered.out.add(sale.id)
  course.waiting.set(sale.id, at)
}

/** Money came: what waits is asked again, the oldest first (C022). */
function askAgain(course: Course, at: Instant): void {
  const { waiting } = course
  for (const [id, since] of waiting) {
    const days = daysBetween(dayOf(since), dayOf(at))
    if (days > WAIT_DAYS) {
      waiting.delete(id)
      continue
    }
    const fate = course.fates.get(id)!
    const standing = standingThen(course, fate.sale, at)
    if (judge(course, fate.sale, standing).hold !== 'none') continue
    waiting.delete(id)
    course.altered.out.delete(id)
    course.fates.set(id, { ...fate, state: 'waited', waitedDays: days })
  }
}

function standingThen({ unit, altered, change }: Course, sale: PastSale, at: Instant): Standing {
  return withLimit(standingAt(unit, sale.customerId, at, altered), change.limit)
}

function judge({ rules }: Course, { id, fen }: PastSale, standing: Standing): CreditVerdict {
  return decideInTurn(standing, [{ id, amountFen: fen, approved: [] }], rules).get(id)!
}

function hasLimit({ limitFen, group, grade, admission }: Standing, rules: CreditPolicy): boolean {
  const ofGrade = grade !== null && rules.gradeLimitFen[grade] !== null
  return admission === 'prepay' || limitFen !== null || group?.limitFen != null || ofGrade
}

function eventsOf(unit: PastUnit, sales: readonly PastSale[], end: Instant): Event[] {
  const asked = new Map(sales.map((sale) => [sale.id, sale]))
  const first = sales[0]?.at ?? end
  const moneyAt = new Set(unit.money.map(({ at }) => at).filter((at) => at >= first && at <= end))
  const deliveries = unit.orders.flatMap(({ id, steps }): Event[] => {
    const sale = asked.get(id)
    if (!sale) return []
    return steps
      .filter(({ kind, at }) => (kind === 'delivered' || kind === 'completed') && at >= sale.at && at <= end)
      .filter((step) => isKnown(step, step.at))
      .map(({ at }) => ({ at, kind: 'delivery', sale }))
  })
  const all: Event[] = [
    ...[...moneyAt].map((at): Event => ({ at, kind: 'money' })),
    ...sales.map((sale): Event => ({ at: sale.at, kind: 'sale', sale })),
    ...deliveries,
  ]
  return all.sort((a, b) => a.at - b.at || TURN[a.kind] - TURN[b.kind])
}
