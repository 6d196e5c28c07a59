import { type Day, dayOf, type Instant } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'
import {
  beyondWorkingMinutes,
  closingOf,
  openingOf,
  type WorkCalendar,
  workingMinutesBetween,
} from '../workdays.ts'
import type { ComplaintRefusal, ComplaintSeverity } from './complaint.ts'

/** Working minutes until the customer has heard of us, of 540 a day: two hours, a day, two days (C268). */
export const RESPONSE_MINUTES = { 1: 120, 2: 540, 3: 1080 } as const

const CLOCK_DAY = 540

export type ComplaintCourse = {
  id: string
  /** as it was registered: to weigh it anew later moves no hour that was promised */
  severity: ComplaintSeverity
  openedOn: Day
  /** when it was registered */
  knownAt: Instant
  respondedAt: Instant | null
  responseKnownAt: Instant | null
  resolvedOn: Day | null
  resolvedAt: Instant | null
  until: Instant | null
}

/** On the day itself the clock runs from the registration; one told of later, from the opening of its day. */
export function openedAt({ openedOn, knownAt }: ComplaintCourse, calendar: WorkCalendar): Instant {
  return dayOf(knownAt) === openedOn ? knownAt : openingOf(calendar, openedOn)
}

function closedAt({ resolvedOn, resolvedAt }: ComplaintCourse, calendar: WorkCalendar): Instant | null {
  if (resolvedOn === null || resolvedAt === null) return null
  return dayOf(resolvedAt) === resolvedOn ? resolvedAt : closingOf(calendar, resolvedOn)
}

/** The first answer and when it was known; an end is one, where there was none before. */
function answerOf(course: ComplaintCourse, calendar: WorkCalendar): { at: Instant; knownAt: Instant } | null {
  const { respondedAt, responseKnownAt, resolvedAt } = course
  if (respondedAt !== null && responseKnownAt !== null) return { at: respondedAt, knownAt: responseKnownAt }
  const closed = closedAt(course, calendar)
  return closed === null || resolvedAt === null ? null : { at: closed, knownAt: resolvedAt }
}

/** By business date: what came after the day had not come. */
export function courseOn<C extends ComplaintCourse>(course: C, day: Day): C {
  const { respondedAt, resolvedOn } = course
  const isUnanswered = respondedAt === null || dayOf(respondedAt) > day
  return {
    ...course,
    ...(isUnanswered ? { respondedAt: null, responseKnownAt: null } : {}),
    ...(resolvedOn === null || resolvedOn > day ? { resolvedOn: null, resolvedAt: null } : {}),
  }
}

/** Where its clocks stand at an instant, in working minutes of which 540 make a day. */
export function responseOf(course: ComplaintCourse, calendar: WorkCalendar, now: Instant) {
  const begun = openedAt(course, calendar)
  const dueAt = dueOf(course, calendar)
  const closed = closedAt(course, calendar)
  const respondedAt = answerOf(course, calendar)?.at ?? null
  const minutes = (to: Instant) =>
    inDays(calendar, workingMinutesBetween(calendar, begun, Math.max(begun, to)))
  return {
    dueAt,
    respondedAt,
    responseMinutes: respondedAt === null ? null : minutes(respondedAt),
    closingMinutes: closed === null ? null : minutes(closed),
    isLate: (respondedAt ?? now) > dueAt,
  }
}

function dueOf(course: ComplaintCourse, calendar: WorkCalendar): Instant {
  const perDay = Math.max(1, calendar.closesAt - calendar.opensAt)
  const allowed = Math.round((RESPONSE_MINUTES[course.severity] * perDay) / CLOCK_DAY)
  return beyondWorkingMinutes(calendar, openedAt(course, calendar), allowed)
}

/** Working minutes as people say them; a part of a day is no day yet. */
export function workSpan(minutes: number): { unit: 'minutes' | 'hours' | 'days'; n: number } {
  if (minutes < 60) return { unit: 'minutes', n: minutes }
  const tenths = (of: number) => Math.round((minutes * 10) / of) / 10
  return minutes < CLOCK_DAY ? { unit: 'hours', n: tenths(60) } : { unit: 'days', n: tenths(CLOCK_DAY) }
}

function inDays(calendar: WorkCalendar, minutes: number): number {
  return Math.round((minutes * CLOCK_DAY) / Math.max(1, calendar.closesAt - calendar.opensAt))
}

/** May this be noted as the first answer? Once, before its end, not before it was made, not in the future. */
export function checkResponse(
  complaint: { openedOn: Day; respondedAt: Instant | null; resolvedOn: Day | null },
  at: Instant,
  now: Instant,
): Result<null, 'complaint_responded' | ComplaintRefusal> {
  if (complaint.respondedAt !== null) return refuse('complaint_responded')
  if (complaint.resolvedOn !== null) return refuse('complaint_resolved')
  if (at > now) return refuse('date_in_future')
  return dayOf(at) < complaint.openedOn ? refuse('complaint_before_opened') : ok(null)
}

export const LATE_SHARE = 'complaint_late_share'

export type ComplaintDelta = {
  metric: string
  at: Instant
  until: Instant | null
  on: Day
  value: number
  part?: 'num' | 'den'
}

/**
 * The clocks of one complaint as dated changes: how long the answer and the end took, by their day, and
 * whether the answer was late, which is decided at the answer or at its hour, whichever is first.
 */
export function complaintDeltas(course: ComplaintCourse, calendar: WorkCalendar): ComplaintDelta[] {
  const { responseMinutes, closingMinutes, dueAt } = responseOf(course, calendar, course.knownAt)
  const { resolvedOn, resolvedAt, until, knownAt } = course
  const answer = answerOf(course, calendar)
  const took = (what: string, minutes: number, { at, on }: { at: Instant; on: Day }): ComplaintDelta[] => [
    { metric: `complaint_${what}_mean`, at, until, on, value: minutes, part: 'num' },
    { metric: `complaint_${what}_mean`, at, until, on, value: 1, part: 'den' },
    { metric: `complaint_${what}_median`, at, until, on, value: minutes },
  ]
  const missedAt = Math.max(dueAt, knownAt)
  /** when it was known that it was answered in time */
  const clearedAt = answer !== null && answer.at <= dueAt ? answer.knownAt : null
  const decidedAt = clearedAt !== null && clearedAt < missedAt ? clearedAt : missedAt
  const metric = LATE_SHARE
  const on = dayOf(decidedAt)
  // An answer in time that was noted after its hour: until it was known, it looked late.
  const endsAt = clearedAt !== null && clearedAt >= missedAt ? clearedAt : until
  const looksLate = clearedAt === null || clearedAt > missedAt
  return [
    ...(responseMinutes === null || answer === null
      ? []
      : took('response', responseMinutes, { at: answer.knownAt, on: dayOf(answer.at) })),
    ...(closingMinutes === null ? [] : took('closing', closingMinutes, { at: resolvedAt!, on: resolvedOn! })),
    { metric, at: decidedAt, until, on, value: 1, part: 'den' },
    ...(looksLate
      ? [{ metric, at: missedAt, until: endsAt, on: dayOf(missedAt), value: 1, part: 'num' as const }]
      : []),
  ]
}
