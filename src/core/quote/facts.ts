import { type Day, dayNumber, dayOf, type Instant } from '../calendar.ts'
import type { Delta } from '../watch/metric.ts'
import type { WorkCalendar } from '../workdays.ts'
import { dayBeginnings, waitedMinutes, waitsOf } from './clock.ts'
import type { StepKind } from './course.ts'

/** A step with the time during which it was known. */
export type KnownStep = {
  id: string
  kind: StepKind
  at: Instant
  knownAt: Instant
  voidedAt: Instant | null
  amountFen: bigint | null
  validUntil: Day | null
  responsibleId: string | null
}

/** Something a quote contributes to a metric of itself, of the person responsible, or of the company. */
export type QuoteDelta = Delta & { metric: string; responsibleId: string | null }

/** C062: an answer counts when it comes within this many days of the sending. */
export const FEEDBACK_DAYS = 7

/** C058: a customer should not wait longer than this many working days. */
const PROMPT_DAYS = 3

type Fact = {
  metric: string
  part?: 'num' | 'den' | 'gate'
  on: number
  value: number
  /** takes effect here at the earliest, although it was foreseeable before */
  from?: Instant
  step: KnownStep
}

/**
 * Everything the metrics know about one quote. Between two changes of knowledge the same facts hold; a fact
 * that outlives a change stays one delta, so that a later pause moves only the days after it.
 */
export function quoteDeltas(steps: readonly KnownStep[], calendar: WorkCalendar): QuoteDelta[] {
  const changes = [...new Set(steps.flatMap(({ knownAt, voidedAt }) => [knownAt, voidedAt ?? knownAt]))]
  changes.sort((a, b) => a - b)
  const done: QuoteDelta[] = []
  let held = new Map<string, QuoteDelta>()
  for (const [index, change] of changes.entries()) {
    // What would begin after the next change is worked out anew with it.
    const before = changes[index + 1] ?? Number.POSITIVE_INFINITY
    const known = steps
      .filter(({ knownAt, voidedAt }) => knownAt <= change && (voidedAt === null || voidedAt > change))
      .sort((a, b) => a.at - b.at)
    const next = new Map<string, QuoteDelta>()
    for (const fact of factsOf(known, calendar, before)) {
      const key = `${fact.metric}|${fact.part ?? ''}|${fact.on}|${fact.from ?? ''}|${fact.value}|${fact.step.id}`
      next.set(key, held.get(key) ?? deltaOf(fact, change))
    }
    for (const [key, delta] of held) if (!next.has(key)) done.push({ ...delta, until: change })
    held = next
  }
  return [...done, ...held.values()].filter((delta) => delta.until === undefined || delta.until > delta.at)
}

function deltaOf(fact: Fact, knownAt: Instant): QuoteDelta {
  const { metric, part, on, value, from, step } = fact
  return {
    metric,
    responsibleId: step.responsibleId,
    at: Math.max(knownAt, from ?? knownAt),
    on,
    value,
    ...(part === undefined ? {} : { part }),
    ref: { kind: 'quote_step', id: step.id },
  }
}

/** What these steps, taken as all there is, mean for the figures. */
function factsOf(steps: readonly KnownStep[], calendar: WorkCalendar, before: Instant): Fact[] {
  const asked = steps.find(({ kind }) => kind === 'asked')
  if (!asked) return []
  const sent = steps.find(({ kind }) => kind === 'sent')
  const end = steps.find(({ kind }) => kind === 'won' || kind === 'lost' || kind === 'withdrawn')
  const days = dayBeginnings(waitsOf(steps), calendar, before)
  return [
    ...waitFacts(days, asked, sent ?? end),
    ...promptFacts(days, asked, sent),
    ...(sent ? sentFacts(steps, sent, calendar) : []),
    ...validityFacts(steps, sent, end),
    ...decisionFacts(sent, end),
    ...steps.flatMap((step) =>
      step.amountFen === null
        ? []
        : [{ metric: 'quote_amount_fen', on: dayIndex(step.at), value: Number(step.amountFen), step }],
    ),
  ]
}

/** C058: the working days of waiting that have begun, while the customer waits. */
function waitFacts(begun: readonly Instant[], asked: KnownStep, stop: KnownStep | undefined): Fact[] {
  const metric = 'quote_wait_days'
  const days = begun.map((from): Fact => ({ metric, on: dayIndex(from), value: 1, from, step: asked }))
  const gate: Fact[] = [{ metric, part: 'gate', on: dayIndex(asked.at), value: 1, step: asked }]
  if (stop) gate.push({ metric, part: 'gate', on: dayIndex(stop.at), value: -1, step: stop })
  return [...days, ...gate]
}

/**
 * C058: late from the moment the working days given are over, whether or not the quote ever goes out: whoever
 * never answers must not look prompt. One that is sent in time counts when it is sent.
 */
function promptFacts(begun: readonly Instant[], asked: KnownStep, sent: KnownStep | undefined): Fact[] {
  const metric = 'quote_late_share'
  const late = begun[PROMPT_DAYS]
  if (late !== undefined) {
    const one = { metric, on: dayIndex(late), value: 1, from: late, step: asked }
    return [
      { ...one, part: 'den' },
      { ...one, part: 'num' },
    ]
  }
  return sent ? [{ metric, part: 'den', on: dayIndex(sent.at), value: 1, step: sent }] : []
}

/** C059 C061 C062: how long it took, that it went out, and whether the customer came back to us. */
function sentFacts(steps: readonly KnownStep[], sent: KnownStep, calendar: WorkCalendar): Fact[] {
  const on = dayIndex(sent.at)
  const minutes = waitedMinutes(waitsOf(steps), calendar, sent.at)
  const due = on + FEEDBACK_DAYS
  const answer = steps.find(({ kind, at }) => (kind === 'answered' || kind === 'won') && at >= sent.at)
  const fact = (metric: string, value: number, part?: 'num' | 'den'): Fact => ({
    metric,
    on,
    value,
    step: sent,
    ...(part === undefined ? {} : { part }),
  })
  const facts = [
    fact('quote_response_mean', minutes, 'num'),
    fact('quote_response_mean', 1, 'den'),
    fact('quote_response_median', minutes),
    fact('quotes_sent_7d', 1),
    { ...fact('quote_feedback_rate', 1, 'den'), on: due },
  ]
  if (sent.amountFen !== null) facts.push(fact('quotes_sent_4w_fen', Number(sent.amountFen)))
  if (answer && dayIndex(answer.at) <= due) {
    facts.push({ ...fact('quote_feedback_rate', 1, 'num'), on: due, step: answer })
  }
  return facts
}

/** C064: days until the newest offer runs out, while it is undecided. */
function validityFacts(
  steps: readonly KnownStep[],
  sent: KnownStep | undefined,
  end: KnownStep | undefined,
): Fact[] {
  if (!sent) return []
  const metric = 'quote_valid_days'
  const last = steps.findLast(({ kind }) => kind === 'sent')!
  if (last.validUntil === null) return []
  const facts: Fact[] = [
    { metric, on: dayNumber(last.validUntil), value: 1, step: last },
    { metric, part: 'gate', on: dayIndex(sent.at), value: 1, step: sent },
  ]
  if (end) facts.push({ metric, part: 'gate', on: dayIndex(end.at), value: -1, step: end })
  return facts
}

/** C060: won of all that the customer decided; a request withdrawn is no decision. */
function decisionFacts(sent: KnownStep | undefined, end: KnownStep | undefined): Fact[] {
  if (!sent || !end || end.kind === 'withdrawn') return []
  const fact = (part: 'num' | 'den'): Fact => ({
    metric: 'quote_hit_rate',
    part,
    on: dayIndex(end.at),
    value: 1,
    step: end,
  })
  return end.kind === 'won' ? [fact('den'), fact('num')] : [fact('den')]
}

function dayIndex(at: Instant): number {
  return dayNumber(dayOf(at))
}
