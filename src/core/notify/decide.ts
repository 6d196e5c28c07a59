import type { Instant } from '../calendar.ts'
import type { WorkCalendar } from '../workdays.ts'
import type { Severity } from './message.ts'
import { type QuietHours, quietEnds, quietReason } from './quiet-hours.ts'

/** Five interruptions per person and working day; whatever comes after waits for the brief (C123 C274). */
export const DAILY_CAP = 5

/** The alert as it is now, reduced to what decides whether somebody hears about it. */
export type AlertNow = {
  severity: Severity
  /** Counts worsenings: the engine raises it when the figure crosses the next line. */
  level: number
  /** 0 = with the responsible person; each rung of the ladder adds one. */
  escalationStep: number
  acknowledged: boolean
  resolved: boolean
  /** A rule in 试运行 disturbs nobody. */
  trial: boolean
  /** its rule speaks in the page and the brief only; left out where it may speak outside */
  digestOnly?: boolean
  /** held back: a friendly word that must not be sent (core/dunning/inhibit.ts) */
  inhibited?: boolean
  /** 暂不提醒 until this instant. */
  silencedUntil: Instant | null
  /** Told again this long after the last time while nobody has taken it on; null = once is enough. */
  repeatEveryMs: number | null
  /** When a silence or a hold ended: whoever was told before it hears of the alert again. */
  resumedAt?: Instant | null
}

/** The alert as this person was last told about it on this surface. */
export type LastTold = {
  at: Instant
  severity: Severity
  level: number
  escalationStep: number
  resolved: boolean
  asResponsible: boolean
}

export type Reader = {
  isResponsible: boolean
  /** The person's own "leave me alone" (holiday, meeting). */
  mutedUntil: Instant | null
  /** Less urgent alerts than this reach the page and the brief only. */
  minSeverity: Severity
  quiet: QuietHours
  dailyCap: number
  /** Messages outside the page that this person already got on this calendar day. */
  interruptionsToday: number
}

/** `page` is the list in the product; `outside` is whatever makes a phone buzz. */
export type Surface = 'page' | 'outside'

export type SendReason =
  | 'first'
  | 'worsened'
  | 'escalated'
  | 'assigned'
  | 'resumed'
  | 'repeat_due'
  | 'resolved'

export type SkipReason =
  | 'trial'
  | 'silenced'
  | 'inhibited'
  | 'never_told'
  | 'duplicate'
  | 'resolved_quietly'
  | 'muted'
  | 'below_severity'
  | 'digest_only'
  | 'quiet_hours'
  | 'day_off'
  | 'cap_reached'

/**
 * Every answer has a reason, and a skip says what becomes of the notice: nothing is dropped in silence (law
 * 12).
 */
export type Decision =
  | { send: true; reason: SendReason }
  | { send: false; reason: SkipReason; fate: 'drop' }
  | { send: false; reason: SkipReason; fate: 'brief'; because: SendReason }
  | { send: false; reason: SkipReason; fate: 'later'; at: Instant; because: SendReason }

/** Send or skip, with the reason. Named stages in order: is there news, may it leave, may it disturb now. */
export function decideNotice(input: {
  surface: Surface
  alert: AlertNow
  lastTold: LastTold | null
  reader: Reader
  calendar: WorkCalendar
  now: Instant
}): Decision {
  const { surface, alert, lastTold, reader, calendar, now } = input
  if (alert.trial) return drop('trial')
  if (!alert.resolved && alert.silencedUntil !== null && now < alert.silencedUntil) return drop('silenced')
  if (alert.inhibited && !alert.resolved) return drop('inhibited')
  const news = findNews(alert, lastTold, reader, now)
  if (!news.send) return news
  if (surface === 'page') return news
  // Good news is read in the page and in the brief; it does not make a phone buzz.
  if (news.reason === 'resolved') return drop('resolved_quietly')
  if (alert.digestOnly) return { send: false, reason: 'digest_only', fate: 'brief', because: news.reason }
  return decideInterruption(news.reason, alert, { reader, calendar, now })
}

/** Is there anything this person has not been told yet? The strongest reason wins. */
function findNews(alert: AlertNow, last: LastTold | null, reader: Reader, now: Instant): Decision {
  if (last === null) return alert.resolved ? drop('never_told') : { send: true, reason: 'first' }
  if (alert.resolved) return last.resolved ? drop('duplicate') : { send: true, reason: 'resolved' }
  // Opened again after the person had been told it was over: a new story.
  if (last.resolved) return { send: true, reason: 'first' }
  if (alert.escalationStep > last.escalationStep) return { send: true, reason: 'escalated' }
  if (alert.severity < last.severity || alert.level > last.level) return { send: true, reason: 'worsened' }
  if (reader.isResponsible && !last.asResponsible) return { send: true, reason: 'assigned' }
  if (alert.resumedAt != null && last.at < alert.resumedAt) return { send: true, reason: 'resumed' }
  if (isRepeatDue(alert, last, now)) return { send: true, reason: 'repeat_due' }
  return drop('duplicate')
}

function isRepeatDue(alert: AlertNow, last: LastTold, now: Instant): boolean {
  return !alert.acknowledged && alert.repeatEveryMs !== null && now - last.at >= alert.repeatEveryMs
}

/** May a phone buzz now? Only severity 1 breaks quiet hours; nothing breaks the cap. */
export function decideInterruption(
  because: SendReason,
  alert: Pick<AlertNow, 'severity'>,
  { reader, calendar, now }: { reader: Reader; calendar: WorkCalendar; now: Instant },
): Decision {
  if (reader.mutedUntil !== null && now < reader.mutedUntil) {
    return { send: false, reason: 'muted', fate: 'brief', because }
  }
  if (alert.severity > reader.minSeverity) {
    return { send: false, reason: 'below_severity', fate: 'brief', because }
  }
  const quiet = alert.severity === 1 ? null : quietReason(reader.quiet, calendar, now)
  if (quiet !== null) {
    return { send: false, reason: quiet, fate: 'later', at: quietEnds(reader.quiet, calendar, now), because }
  }
  if (reader.interruptionsToday >= reader.dailyCap) {
    return { send: false, reason: 'cap_reached', fate: 'brief', because }
  }
  return { send: true, reason: because }
}

function drop(reason: SkipReason): Decision {
  return { send: false, reason, fate: 'drop' }
}
