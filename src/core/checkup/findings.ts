import { addDays, type Day } from '../calendar.ts'
import { type Fen, shareBp, sumFen } from '../money.ts'
import type { Severity } from '../watch/rule.ts'
import { type Told, type Warning, warningBefore, warningOfOverdue } from './told.ts'

/** A customer that owes something on the day of the check-up, by business date. */
export type Debtor = {
  id: string
  name: string
  openFen: Fen
  openCount: number
  overdueFen: Fen
  overdueCount: number
  /** of its oldest unpaid instalment; 0 when nothing is overdue */
  maxOverdueDays: number
}

export type CheckupFacts = {
  asOf: Day
  openFen: Fen
  debtors: readonly Debtor[]
  told: readonly Told[]
  /** what an order of this customer usually comes to, in the year before its last one */
  usualOrderFen: ReadonlyMap<string, Fen>
  /** without a single follow-up on record, "nobody followed up" says nothing about people */
  hasFollowUps: boolean
}

export type FindingCode =
  | 'overdue'
  | 'paying-later'
  | 'over-limit'
  | 'concentration'
  | 'gone-quiet'
  | 'stuck-deals'
  | 'no-follow-up'
  | 'behind-target'

/** The one or two figures of a subject's clause, in the order the clause says them. */
export type SubjectFinding = {
  customerId: string | null
  name: string
  amountFen: Fen
  figures: readonly number[]
  warning: Warning | null
}

export type FindingDraft = {
  code: FindingCode
  ruleCode: string
  severity: Severity
  amountFen: Fen
  count: number
  /** figures of the sentence that are neither the amount nor the count */
  figures: readonly number[]
  subjects: readonly SubjectFinding[]
}

/** A check-up is read in two minutes. */
export const FINDINGS_MAX = 5
const SUBJECTS_MAX = 5

/** Where the money is (first check-up), largest first; what has no money in it comes last. Pure. */
export function decideFindings(facts: CheckupFacts): FindingDraft[] {
  const found = [
    overdue(facts),
    payingLater(facts),
    overLimit(facts),
    concentration(facts),
    goneQuiet(facts),
    stuckDeals(facts),
    noFollowUp(facts),
    behindTarget(facts),
  ].filter((finding) => finding !== null)
  found.sort((a, b) => compare(b.amountFen, a.amountFen) || a.severity - b.severity)
  return found.slice(0, FINDINGS_MAX)
}

/** C090 C099: who is overdue, and which warning would have come before the oldest of it. */
function overdue({ asOf, openFen, debtors, told }: CheckupFacts): FindingDraft | null {
  const about = Map.groupBy(told, (one) => one.customerId)
  const late = debtors.filter((debtor) => debtor.overdueFen > 0n)
  const total = sumFen(late.map((debtor) => debtor.overdueFen))
  const longest = late.reduce((days, debtor) => Math.max(days, debtor.maxOverdueDays), 0)
  return finding(
    { code: 'overdue', ruleCode: 'customer-overdue', severity: longest >= 30 ? 1 : 2 },
    late.map((debtor) => ({
      customerId: debtor.id,
      name: debtor.name,
      amountFen: debtor.overdueFen,
      figures: [debtor.overdueCount, debtor.maxOverdueDays],
      warning: warningOfOverdue(about.get(debtor.id) ?? [], addDays(asOf, -debtor.maxOverdueDays)),
    })),
    [shareBp(total, openFen) ?? 0, longest],
  )
}

/** C028: the days from invoice to payment grow while money is open; who is on the way back is left out. */
function payingLater({ asOf, told }: CheckupFacts): FindingDraft | null {
  return finding(
    { code: 'paying-later', ruleCode: 'term-drift', severity: 2 },
    openOf(told, 'term-drift')
      .filter((one) => (one.value ?? 0) > (one.threshold ?? 0))
      .map((one) => ({
        customerId: one.customerId,
        name: one.label,
        amountFen: one.amountFen,
        figures: [one.value ?? 0, one.threshold ?? 0],
        warning: one.worse
          ? warningBefore(one, { kind: 'worse', ...one.worse })
          : warningBefore(one, { kind: 'today', on: asOf }),
      })),
  )
}

/** C021: the limit was passed, and some of that money has fallen overdue since. */
function overLimit({ asOf, told, debtors }: CheckupFacts): FindingDraft | null {
  const known = new Map(debtors.map((debtor) => [debtor.id, debtor]))
  return finding(
    { code: 'over-limit', ruleCode: 'over-limit', severity: 1 },
    openOf(told, 'over-limit').map((one) => ({
      customerId: one.customerId,
      name: one.label,
      amountFen: one.amountFen,
      figures: [one.value ?? 0],
      warning: warningBefore(one, troubleOf(known.get(one.customerId ?? ''), asOf)),
    })),
  )
}

/** C029: one customer holds so much of what is owed that its trouble is the company's. */
function concentration({ asOf, told, debtors, openFen }: CheckupFacts): FindingDraft | null {
  const [one] = openOf(told, 'concentration')
  const top = debtors.reduce<Debtor | null>(
    (most, debtor) => (most === null || debtor.openFen > most.openFen ? debtor : most),
    null,
  )
  if (!one || !top) return null
  const share = shareBp(top.openFen, openFen) ?? 0
  const warning = warningBefore(one, troubleOf(top, asOf))
  return finding(
    { code: 'concentration', ruleCode: 'concentration', severity: 2 },
    [{ customerId: top.id, name: top.name, amountFen: top.openFen, figures: [share], warning }],
    [share],
  )
}

/**
 * C240: silent for longer than its own rhythm allows. The money is the orders that did not come: the missed
 * intervals times what its order usually comes to.
 */
function goneQuiet({ asOf, told, usualOrderFen }: CheckupFacts): FindingDraft | null {
  const subjects = openOf(told, 'order-interval-stretched').map((one) => ({
    customerId: one.customerId,
    name: one.label,
    amountFen: missedOrdersFen(usualOrderFen.get(one.customerId ?? '') ?? 0n, one.value ?? 0, one.baseline),
    figures: [one.value ?? 0, Math.round(one.baseline ?? 0)],
    warning: warningBefore(one, { kind: 'today', on: asOf }),
  }))
  return finding({ code: 'gone-quiet', ruleCode: 'order-interval-stretched', severity: 2 }, subjects)
}

/** Orders that the usual interval would have brought in the silence, beyond the one still to come. */
export function missedOrdersFen(usualFen: Fen, silentDays: number, usualGapDays: number | null): Fen {
  if (usualGapDays === null || usualGapDays <= 0) return 0n
  return usualFen * BigInt(Math.max(0, Math.floor(silentDays / usualGapDays) - 1))
}

/** C041: open deals that stay in a stage beyond its norm. */
function stuckDeals({ asOf, told }: CheckupFacts): FindingDraft | null {
  return finding(
    { code: 'stuck-deals', ruleCode: 'deal-stuck-in-stage', severity: 3 },
    openOf(told, 'deal-stuck-in-stage').map((one) => dealSubject(one, asOf)),
  )
}

/** C039: open deals, and key customers with money open, that nobody has spoken to for more than a week. */
function noFollowUp({ asOf, told, hasFollowUps }: CheckupFacts): FindingDraft | null {
  if (!hasFollowUps) return null
  const deals = openOf(told, 'deal-no-follow-up').map((one) => dealSubject(one, asOf))
  const customers = openOf(told, 'key-customer-no-follow-up').map((one) => dealSubject(one, asOf))
  return finding({ code: 'no-follow-up', ruleCode: 'deal-no-follow-up', severity: 2 }, [
    ...deals,
    ...customers,
  ])
}

/** C125: collections of the month behind the target, per person. */
function behindTarget({ asOf, told }: CheckupFacts): FindingDraft | null {
  return finding(
    { code: 'behind-target', ruleCode: 'collections-behind-target', severity: 3 },
    openOf(told, 'collections-behind-target').map((one) => ({
      customerId: null,
      name: one.label,
      amountFen: one.amountFen,
      figures: [one.value ?? 0],
      warning: warningBefore(one, { kind: 'today', on: asOf }),
    })),
  )
}

function dealSubject(one: Told, asOf: Day): SubjectFinding {
  const isNamed = one.customerName === null || one.label.startsWith(one.customerName)
  return {
    customerId: one.customerId,
    name: isNamed ? one.label : `${one.customerName} · ${one.label}`,
    amountFen: one.amountFen,
    figures: [one.value ?? 0],
    warning: warningBefore(one, { kind: 'today', on: asOf }),
  }
}

function troubleOf(debtor: Debtor | undefined, asOf: Day) {
  if (!debtor || debtor.overdueFen <= 0n) return { kind: 'today', on: asOf } as const
  return { kind: 'overdue', on: addDays(asOf, 1 - debtor.maxOverdueDays) } as const
}

function openOf(told: readonly Told[], ruleCode: string): Told[] {
  return told.filter((one) => one.ruleCode === ruleCode && one.isOpen)
}

/** The total and the count speak of all subjects, the list shows the largest of them. */
function finding(
  head: Pick<FindingDraft, 'code' | 'ruleCode' | 'severity'>,
  subjects: readonly SubjectFinding[],
  figures: readonly number[] = [],
): FindingDraft | null {
  if (subjects.length === 0) return null
  const ordered = [...subjects].sort(
    (a, b) =>
      compare(b.amountFen, a.amountFen) ||
      (b.warning?.leadDays ?? 0) - (a.warning?.leadDays ?? 0) ||
      (a.name < b.name ? -1 : 1),
  )
  return {
    ...head,
    amountFen: sumFen(subjects.map((subject) => subject.amountFen)),
    count: subjects.length,
    figures,
    subjects: ordered.slice(0, SUBJECTS_MAX),
  }
}

function compare(a: Fen, b: Fen): number {
  return a === b ? 0 : a < b ? -1 : 1
}
