import type { Instant } from '../calendar.ts'
import type { Fen } from '../money.ts'
import type { Bilingual } from '../watch/subject.ts'
import type { WorkCalendar } from '../workdays.ts'
import { type Decision, decideInterruption, type Reader } from './decide.ts'
import type { Severity } from './message.ts'

/** What people ask of each other, as opposed to what the figures say: approvals, tasks, questions. */
export const ERRAND_KINDS = [
  'approval-asked',
  'approval-reminded',
  'approval-escalated',
  'approval-urged',
  'approval-copied',
  'approval-approved',
  'approval-rejected',
  'approval-returned',
  'approval-withdrawn',
  'approval-recalled',
  'approval-expired',
  'approval-commented',
  'approval-mismatch',
  'task-given',
  'task-done',
  'task-mentioned',
  'task-reminded',
  'question-asked',
  'question-answered',
  'question-overdue',
  'rule-demoted',
  'rule-doubted',
  'rule-proposal',
  'article-asked',
  'article-reminded',
  'miss-report',
  'week-findings',
  'indicator-late',
  'help-offered',
  'help-given',
  'help-accepted',
  'help-declined',
  'customer-shared',
  'complaint-given',
  'mail-returned',
  'quiet-ended',
  'contract-in-force',
  'contract-signed',
  'contract-ended',
  'contract-rejected',
  'contract-expired',
  'contract-trouble',
  'alert-urged',
  'alert-mentioned',
  'meeting-called',
  'meeting-minutes',
  'backup-asked',
  'backup-begins',
] as const
export type ErrandKind = (typeof ERRAND_KINDS)[number]

/** Each reader's own figures and words between two people: never said where others read along. */
const PERSONAL: ReadonlySet<ErrandKind> = new Set([
  'miss-report',
  'week-findings',
  'indicator-late',
  'help-offered',
  'help-given',
  'help-accepted',
  'help-declined',
  'customer-shared',
  'complaint-given',
  'mail-returned',
  'quiet-ended',
  'meeting-called',
  'meeting-minutes',
  'backup-asked',
  'backup-begins',
])

/** Whether it goes to each person alone, by mail and in the page, and to no group and no machine. */
export function isPersonal(kind: ErrandKind): boolean {
  return PERSONAL.has(kind)
}

/** The facts of one such notice, before any language or channel. */
export type Errand = {
  kind: ErrandKind
  severity: Severity
  title: Bilingual
  customer: string | null
  amountFen: Fen | null
  /** who asks, answers or did it */
  by: string
  /** what they said */
  said: string
  dueAt: Instant | null
  /** path inside the product */
  url: string
}

/** An errand is always news; the page shows it at once, a phone buzzes when it may. */
export function decideErrand(errand: {
  severity: Severity
  reader: Reader
  calendar: WorkCalendar
  now: Instant
}): Decision {
  const { severity, ...scene } = errand
  return decideInterruption('first', { severity }, scene)
}
