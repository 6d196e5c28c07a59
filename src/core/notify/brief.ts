import type { MonthEnd } from '../brief/month-end.ts'
import { addDays, type Day, dayOf, type Instant, type Month, startOfDay } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import { isWorkday, type WorkCalendar } from '../workdays.ts'
import type { Severity } from './message.ts'

/** 08:30 on working days, to the boss and each manager (C274). */
export const BRIEF_MINUTE = 8 * 60 + 30
/** A brief is read standing up: what does not fit is counted, not listed. */
const ITEMS_SHOWN = 8
const SEARCH_DAYS = 60

/** An open alert within the reader's sight, as the brief needs it. */
export type BriefAlert = {
  id: string
  severity: Severity
  customer: string | null
  title: string
  reason: string
  amountFen: Fen | null
  responsible: string
  openedAt: Instant
  escalatedAt: Instant | null
  deadlineAt: Instant | null
}

export type BriefMoney = {
  overdueFen: Fen
  overdueCount: number
  dueSoonFen: Fen
  dueSoonCount: number
  collectedFen: Fen
}

/** The month's money as the page shows it; the message carries the same figures. */
export type BriefMonth = {
  asOf: Day
  month: Month
  collectedFen: Fen
  collectedCount: number
  targetFen: Fen | null
  end: MonthEnd
  overdue: { count: number; amountFen: Fen; customers: number }
  top: {
    id: string
    name: string
    responsible: { id: string; name: string; active: boolean } | null
    overdueFen: Fen
    maxOverdueDays: number
  }[]
}

export type BriefWhy = 'overdue' | 'escalated' | 'held' | 'new'
export type BriefItem = BriefAlert & { why: BriefWhy }

export type Brief = {
  day: Day
  openAlerts: number
  moneyAtRiskFen: Fen
  money: BriefMoney
  /** missing in briefs that were sent before there was a page of them */
  month?: BriefMonth
  items: BriefItem[]
  more: number
  /** Nothing happened since the last brief: said in one line instead of an empty list. */
  quiet: boolean
}

/** The next 08:30 of a working day at or after `now`. */
export function nextBriefAt(calendar: WorkCalendar, now: Instant): Instant {
  for (let ahead = 0; ahead <= SEARCH_DAYS; ahead += 1) {
    const day = addDays(dayOf(now), ahead)
    const at = startOfDay(day) + BRIEF_MINUTE * 60_000
    if (at >= now && isWorkday(calendar, day)) return at
  }
  return startOfDay(addDays(dayOf(now), SEARCH_DAYS)) + BRIEF_MINUTE * 60_000
}

/** The brief before this one: what happened since then is new. */
export function previousBriefAt(calendar: WorkCalendar, briefAt: Instant): Instant {
  for (let back = 1; back <= SEARCH_DAYS; back += 1) {
    const day = addDays(dayOf(briefAt), -back)
    if (isWorkday(calendar, day)) return startOfDay(day) + BRIEF_MINUTE * 60_000
  }
  return startOfDay(addDays(dayOf(briefAt), -SEARCH_DAYS))
}

/**
 * The brief's content from rows. `alerts` are those open at `now` that the reader may see; `held` are the
 * ids that the cap or quiet hours kept from this person since the last brief. An alert stands in it once,
 * for its strongest reason, biggest money first within a reason.
 */
export function composeBrief(input: {
  now: Instant
  since: Instant
  alerts: readonly BriefAlert[]
  held: ReadonlySet<string>
  money: BriefMoney
  month: BriefMonth
}): Brief {
  const { now, since, alerts, held, money, month } = input
  const items = alerts
    .map((alert) => ({ alert, why: whyInBrief(alert, { now, since, held }) }))
    .filter((entry): entry is { alert: BriefAlert; why: BriefWhy } => entry.why !== null)
    .map(({ alert, why }) => ({ ...alert, why }))
    .sort(byUrgency)
  return {
    day: dayOf(now),
    openAlerts: alerts.length,
    moneyAtRiskFen: sumFen(alerts.map((alert) => alert.amountFen ?? 0n)),
    money,
    month,
    items: items.slice(0, ITEMS_SHOWN),
    more: Math.max(0, items.length - ITEMS_SHOWN),
    quiet: items.length === 0,
  }
}

function whyInBrief(
  alert: BriefAlert,
  { now, since, held }: { now: Instant; since: Instant; held: ReadonlySet<string> },
): BriefWhy | null {
  if (alert.deadlineAt !== null && alert.deadlineAt <= now) return 'overdue'
  if (alert.escalatedAt !== null && alert.escalatedAt > since) return 'escalated'
  if (held.has(alert.id)) return 'held'
  return alert.openedAt > since ? 'new' : null
}

const WHY_ORDER: readonly BriefWhy[] = ['overdue', 'escalated', 'held', 'new']

function byUrgency(a: BriefItem, b: BriefItem): number {
  if (a.severity !== b.severity) return a.severity - b.severity
  const money = (b.amountFen ?? 0n) - (a.amountFen ?? 0n)
  if (money !== 0n) return money > 0n ? 1 : -1
  return WHY_ORDER.indexOf(a.why) - WHY_ORDER.indexOf(b.why) || a.openedAt - b.openedAt
}
