import type { DayIndex } from '../watch/day-index.ts'
import { type Leaf, leavesOf, type Rule } from '../watch/rule.ts'
import type { SubjectKind } from '../watch/subject.ts'
import { type Span, united, without } from './spans.ts'

/**
 * What a warning is held against (the event that should have been foreseen) and how far ahead it counts.
 * A horizon of null asks how the running case ends, whenever that is. `late-next` looks at the invoices
 * issued in the days that follow and asks whether any of them ends late.
 */
export type OutcomeSpec =
  | { kind: 'deal-lost'; horizonDays: number | null }
  | { kind: 'overdue'; days: number; horizonDays: number | null }
  | { kind: 'late-next'; lateDays: number; horizonDays: number }
  | { kind: 'churn'; gapPct: number; atLeastDays: number; horizonDays: number }
  | { kind: 'missed-month'; figure: 'bookings' | 'collections'; belowPct: number; horizonDays: number }
  | { kind: 'bad-debt'; days: number; horizonDays: number | null }
  | { kind: 'dispute'; horizonDays: number }
  | { kind: 'quote-lost'; graceDays: number; horizonDays: number | null }
  | { kind: 'late-delivery'; days: number; horizonDays: number | null }
  | { kind: 'complaint'; horizonDays: number }
  | { kind: 'lapse'; graceDays: number; horizonDays: number | null }
  | { kind: 'quality'; horizonDays: number }

/** In the order in which they are offered; the first one of a subject is what its rules are held against. */
export const OUTCOME_KINDS = [
  'deal-lost',
  'overdue',
  'late-next',
  'churn',
  'missed-month',
  'quote-lost',
  'late-delivery',
  'lapse',
  'dispute',
  'complaint',
  'bad-debt',
  'quality',
] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

const MISSED_MONTH = {
  kind: 'missed-month',
  figure: 'bookings',
  belowPct: 90,
  horizonDays: 28,
} as const

const OVERDUE = { kind: 'overdue', days: 30, horizonDays: 45 } as const
const LATE_DELIVERY = { kind: 'late-delivery', days: 3, horizonDays: 30 } as const
const BAD_DEBT = { kind: 'bad-debt', days: 180, horizonDays: 120 } as const

export const OUTCOMES: Record<OutcomeKind, OutcomeSpec> = {
  'deal-lost': { kind: 'deal-lost', horizonDays: 30 },
  overdue: OVERDUE,
  'late-next': { kind: 'late-next', lateDays: 7, horizonDays: 30 },
  churn: { kind: 'churn', gapPct: 300, atLeastDays: 90, horizonDays: 60 },
  'missed-month': MISSED_MONTH,
  'quote-lost': { kind: 'quote-lost', graceDays: 14, horizonDays: 30 },
  'late-delivery': LATE_DELIVERY,
  // A warning a month before the end, and a month in which a successor still counts as one.
  lapse: { kind: 'lapse', graceDays: 30, horizonDays: 90 },
  dispute: { kind: 'dispute', horizonDays: 45 },
  complaint: { kind: 'complaint', horizonDays: 45 },
  'bad-debt': BAD_DEBT,
  quality: { kind: 'quality', horizonDays: 30 },
}

/** On which subjects an outcome can be read: the subject itself or its declared parent. */
const READ_ON: Record<OutcomeKind, readonly SubjectKind[]> = {
  'deal-lost': ['deal', 'customer'],
  overdue: ['instalment', 'customer', 'order', 'contract'],
  'late-next': ['customer'],
  churn: ['customer'],
  'missed-month': ['rep', 'team', 'org'],
  'quote-lost': ['quote'],
  'late-delivery': ['order'],
  lapse: ['contract'],
  dispute: ['instalment', 'customer', 'order', 'contract'],
  complaint: ['customer', 'order'],
  'bad-debt': ['instalment', 'customer', 'order', 'contract'],
  quality: ['customer', 'contract'],
}

export function outcomesFor(subject: SubjectKind): OutcomeKind[] {
  return OUTCOME_KINDS.filter((kind) => READ_ON[kind].includes(subject))
}

/** What a figure is watched for; a rule is first held against that. */
const MEANT: Record<string, OutcomeKind> = {
  overdue_fen: 'overdue',
  open_fen: 'overdue',
  exposure_fen: 'overdue',
  limit_use_bp: 'overdue',
  effective_term_days: 'late-next',
  late_share_180d: 'late-next',
  order_interval_days: 'churn',
  follow_up_age: 'churn',
  contacts_4w: 'churn',
  responsible_active: 'churn',
  open_complaints: 'churn',
  late_complaints: 'churn',
  returned_notes_bp: 'churn',
  bills_due_fen: 'bad-debt',
  bills_refused_fen: 'bad-debt',
  cover_days_left: 'bad-debt',
  limitation_days: 'bad-debt',
  register_ended: 'bad-debt',
  register_dishonest: 'bad-debt',
  register_enforced: 'bad-debt',
  register_capital_cut: 'bad-debt',
  days_to_delivery: 'late-delivery',
  delivery_late_days: 'late-delivery',
  unsigned_notes: 'dispute',
  order_price_beyond: 'dispute',
  uncovered_uses: 'dispute',
  contract_days_left: 'lapse',
  contract_used_bp: 'lapse',
  contract_orders: 'lapse',
  used_unapproved: 'dispute',
}

/** What only says how the calendar stands reminds; it foretells nothing that could come true. */
const ROUTINE: ReadonlySet<string> = new Set(['days_to_due'])

/**
 * The outcome a rule is held against when nobody names one; null when none can be read on its subject, or
 * when the rule only reminds.
 */
export function outcomeFor(rule: Pick<Rule, 'subject' | 'condition'>): OutcomeSpec | null {
  const possible = outcomesFor(rule.subject)
  const metrics = leavesOf(rule.condition).map(({ metric }) => metric)
  if (metrics.every((metric) => ROUTINE.has(metric))) return null
  const meant = metrics.map((metric) => MEANT[metric]).find((kind) => kind && possible.includes(kind))
  const kind = meant ?? possible[0]
  return kind === undefined ? null : outcomeOfKind(rule, kind)
}

/** The worse things that can become of what is overdue, and of goods that are late, in days. */
const WORSE = [30, 60, 90, 180] as const
const LATER = [3, 7, 14, 30] as const

/** An outcome of this kind as it fits the rule: what the rule itself waits for would foretell nothing. */
export function outcomeOfKind({ condition }: Pick<Rule, 'condition'>, kind: OutcomeKind): OutcomeSpec {
  const leaves = leavesOf(condition)
  if (kind === 'missed-month' && leaves.some(({ metric }) => metric.startsWith('mtd_collections')))
    return { ...MISSED_MONTH, figure: 'collections' }
  if (kind === 'late-delivery') {
    const waits = waitsFor(leaves, 'delivery_late_days')
    return { ...LATE_DELIVERY, days: LATER.find((later) => later > waits) ?? 2 * waits }
  }
  if (kind !== 'overdue' && kind !== 'bad-debt') return OUTCOMES[kind]
  const waits = waitsFor(leaves, 'overdue_days')
  if (kind === 'bad-debt') return waits < BAD_DEBT.days ? BAD_DEBT : { ...BAD_DEBT, days: 2 * waits }
  return { ...OVERDUE, days: WORSE.find((worse) => worse > waits) ?? 360 }
}

/** After how many days of it the rule speaks. */
function waitsFor(leaves: readonly Leaf[], days: string): number {
  const waits = leaves.flatMap(({ metric, op, threshold }) =>
    metric === days && op !== 'lt' && op !== 'lte' && threshold.kind === 'fixed' ? [threshold.value] : [],
  )
  return Math.max(0, ...waits)
}

/**
 * One thing that can go wrong with a subject: an invoice, a deal, a month with a target, the wait for the
 * next order. `badOn` is the day on which it had gone wrong (null: it did not), `endOn` the day on which
 * it was over (null: it still runs); the figures are read with all that is known today.
 */
export type OutcomeCase = {
  from: DayIndex
  badOn: DayIndex | null
  endOn: DayIndex | null
  valueFen: number
}

/** An event to be foreseen and the days on which a warning of it is in time. */
export type OutcomeEvent = { on: DayIndex; window: Span; valueFen: number }

/**
 * How a warning on a given day is judged: on the days of `bad` it is right, on the other days of `scored`
 * it is false, and on all others nothing can be said (nothing at stake, or the window is not over yet).
 * `cases` and `badCases` count what has been decided.
 */
export type Judged = {
  scored: Span[]
  bad: Span[]
  events: OutcomeEvent[]
  cases: number
  badCases: number
}

/** `leadDays`: a warning that comes later than this before the event is too late to be called right. */
export type Horizon = { spec: OutcomeSpec; observedTo: DayIndex; leadDays: number }

export function judgedBy(cases: readonly OutcomeCase[], horizon: Horizon): Judged {
  const { spec } = horizon
  if (spec.kind === 'late-next') return judgedAhead(cases, spec.horizonDays, horizon)
  if (spec.horizonDays === null) return judgedAtEnd(cases, horizon)
  return judgedWithin(cases, spec.horizonDays, horizon)
}

/** Right when an event comes in (day + lead, day + days]. What is already wrong cannot be foreseen. */
function judgedWithin(
  cases: readonly OutcomeCase[],
  days: number,
  { observedTo, leadDays }: Horizon,
): Judged {
  const atRisk: Span[] = []
  const ongoing: Span[] = []
  const events: OutcomeEvent[] = []
  let badCases = 0
  for (const { from, badOn, endOn, valueFen } of cases) {
    atRisk.push({ from, to: (badOn ?? endOn ?? observedTo + 1) - 1 })
    if (badOn === null) continue
    badCases += 1
    ongoing.push({ from: badOn, to: (endOn ?? observedTo + 1) - 1 })
    events.push({ on: badOn, window: { from: badOn - days, to: badOn - leadDays - 1 }, valueFen })
  }
  const last = observedTo - days
  const bad = upTo(united(events.map(({ window }) => window)), last)
  const calm = without(united(atRisk), united(ongoing))
  const scored = upTo(united([...calm, ...bad]), last)
  return { scored, bad, events: merged(events, days), cases: cases.length, badCases }
}

/** Right when the case that runs on the day ends badly; a case that still runs has no answer. */
function judgedAtEnd(cases: readonly OutcomeCase[], { leadDays }: Horizon): Judged {
  const scored: Span[] = []
  const events: OutcomeEvent[] = []
  let decided = 0
  for (const { from, badOn, endOn, valueFen } of cases) {
    const over = badOn ?? endOn
    if (over === null) continue
    decided += 1
    scored.push({ from, to: over - 1 })
    if (badOn !== null) events.push({ on: badOn, window: { from, to: badOn - leadDays - 1 }, valueFen })
  }
  const bad = united(events.map(({ window }) => window))
  return { scored: united(scored), bad, events: byDay(events), cases: decided, badCases: events.length }
}

/** Right when any case that begins in (day, day + days] ends badly, whenever that shows. */
function judgedAhead(cases: readonly OutcomeCase[], days: number, { observedTo }: Horizon): Judged {
  const decided: Span[] = []
  const open: Span[] = []
  const events: OutcomeEvent[] = []
  for (const { from, badOn, endOn, valueFen } of cases) {
    const window = { from: from - days, to: from - 1 }
    if (badOn !== null) events.push({ on: badOn, window, valueFen })
    else if (endOn !== null) decided.push(window)
    else open.push(window)
  }
  const last = observedTo - days
  const bad = upTo(united(events.map(({ window }) => window)), last)
  const good = without(upTo(united(decided), last), united(open))
  return {
    scored: united([...good, ...bad]),
    bad,
    events: merged(events, days),
    cases: decided.length + events.length,
    badCases: events.length,
  }
}

/** Events of one subject within the horizon are one trouble: whoever saw it coming saw all of it. */
function merged(events: readonly OutcomeEvent[], days: number): OutcomeEvent[] {
  const kept: OutcomeEvent[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const event of byDay(events)) {
    const known = kept.at(-1)
    if (known && event.on <= last + days) known.valueFen += event.valueFen
    else kept.push({ ...event })
    last = event.on
  }
  return kept
}

function byDay(events: readonly OutcomeEvent[]): OutcomeEvent[] {
  return [...events].sort((a, b) => a.on - b.on)
}

function upTo(spans: readonly Span[], last: DayIndex): Span[] {
  return spans.flatMap(({ from, to }) => (from <= last ? [{ from, to: Math.min(to, last) }] : []))
}
