import type { Day, Instant } from '../calendar.ts'

/** Who watches the watcher (C107 C208): silence must be noticed, because nobody misses a warning. */

export const FAULT_CODES = [
  'worker_silent',
  'evaluation_late',
  'canary_lost',
  'rules_gone',
  'read_only',
  'channel_off',
  'clock_back',
  'data_stale',
] as const
export type FaultCode = (typeof FAULT_CODES)[number]
export type Fault = { code: FaultCode; since: Instant | null; detail: string }

/** What the worker leaves behind at every look. */
export type Pulse = {
  lookedAt: Instant
  /** when the canary last arrived at the end of its path, and why the last one did not */
  canaryAt: Instant | null
  canaryTriedAt: Instant | null
  canaryError: string | null
  /** rules that were on when any last was */
  rulesOn: number
}

/** `quietWorkdays`: working days since anything came; null: nothing ever did. */
export type Source = {
  name: SourceName
  newestOn: Day | null
  perMonth: number
  quietWorkdays: number | null
}
export const SOURCES = ['activity', 'deal', 'quote', 'order', 'invoice', 'payment'] as const
export type SourceName = (typeof SOURCES)[number]

export type VitalSigns = {
  pulse: Pulse | null
  /** when the organisation began; what is younger than a silence cannot have been silent */
  bornAt: Instant
  /** organisations whose canaries take turns */
  turns: number
  /** since when the oldest mark or wake-up waits for the evaluator */
  oldestDueAt: Instant | null
  rulesOn: number
  readOnly: boolean
  channelsOff: readonly string[]
  /** the newest tick: no instant before it is still to come */
  tick: Instant
  databaseNow: Instant
  sources: readonly Source[]
}

/** Found within two minutes: a sign may be this old, and signs are read four times a minute. */
export const SILENT_MS = 90_000
export const LATE_MS = 90_000
/** The canary flies every half minute; two that do not arrive are a fault. */
/** The rule that always fires: nothing keeps it from being told. */
export const CANARY_RULE = 'canary'
export const CANARY_EVERY_MS = 30_000
const CANARY_LOST_MS = 90_000
const CLOCK_SLACK_MS = 5_000
const CLOCKS_APART_MS = 60_000
/**
 * A source that brings something every other day at least is missed after a week of work: no holiday
 * counts.
 */
const REGULAR_PER_MONTH = 15
const STALE_WORKDAYS = 5

/**
 * Everything that is wrong, the gravest first; an empty list is the only good news. `since` is when whoever
 * asks began to watch: after a night switched off, the worker beside it has as long as ever to give a sign.
 */
export function faultsOf(
  signs: VitalSigns,
  now: Instant,
  since: Instant = Number.NEGATIVE_INFINITY,
): Fault[] {
  const { pulse, bornAt, oldestDueAt, tick, databaseNow } = signs
  const faults: Fault[] = []
  const add = (code: FaultCode, since: Instant | null = null, detail = '') =>
    faults.push({ code, since, detail })
  const ahead = Math.max(tick, pulse?.lookedAt ?? 0) - now
  if (ahead > CLOCK_SLACK_MS) add('clock_back', now, String(Math.round(ahead / 1_000)))
  else if (Math.abs(databaseNow - now) > CLOCKS_APART_MS)
    add('clock_back', null, String(Math.round((databaseNow - now) / 1_000)))
  if (signs.readOnly) add('read_only')
  const seenAt = pulse?.lookedAt ?? bornAt
  if (now - Math.max(seenAt, since) > SILENT_MS) add('worker_silent', seenAt)
  if (oldestDueAt !== null && now - Math.max(oldestDueAt, since) > LATE_MS)
    add('evaluation_late', oldestDueAt)
  if (isCanaryLost(signs, now, since)) add('canary_lost', pulse?.canaryAt ?? null, pulse?.canaryError ?? '')
  if (signs.rulesOn === 0 && (pulse?.rulesOn ?? 0) > 0) add('rules_gone', null, String(pulse!.rulesOn))
  for (const name of signs.channelsOff) add('channel_off', null, name)
  for (const source of signs.sources) if (isStale(source)) add('data_stale', null, source.name)
  return faults
}

/** A canary that was never let out has not been lost; the worker's silence is a fault of its own. */
function isCanaryLost({ pulse, bornAt, turns }: VitalSigns, now: Instant, since: Instant): boolean {
  if (!pulse || pulse.canaryTriedAt === null) return false
  const arrivedAt = Math.max(pulse.canaryAt ?? bornAt, since)
  return now - arrivedAt > CANARY_LOST_MS + CANARY_EVERY_MS * Math.max(0, turns - 1)
}

/** Sources differ: what comes once a month is not missed after a week. */
export function isStale({ quietWorkdays, perMonth }: Source): boolean {
  return quietWorkdays !== null && perMonth >= REGULAR_PER_MONTH && quietWorkdays > STALE_WORKDAYS
}
