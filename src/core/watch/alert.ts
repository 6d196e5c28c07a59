/** The words an alert lives by, shared by core, database, API and page. */
export const ALERT_STATUSES = [
  'open',
  'acknowledged',
  'in_progress',
  'resolved',
  'reviewed',
  'superseded',
] as const
export type AlertStatus = (typeof ALERT_STATUSES)[number]

/** 准 / 误报 / 太晚 / 没用 (C134): the answer to "was the warning any good", apart from what was done about it. */
export const VERDICTS = ['right', 'false', 'late', 'useless'] as const
export type Verdict = (typeof VERDICTS)[number]

/**
 * What came of it; 'cleared' is set by the system when nobody had taken it up before it went away by itself.
 */
export const RESULTS = ['solved', 'promised', 'accepted', 'lost', 'no-action', 'cleared'] as const
export type AlertResult = (typeof RESULTS)[number]

export const ALERT_ACTIONS = [
  'acknowledge',
  'start',
  'resolve',
  'review',
  'silence',
  'unsilence',
  'reassign',
  'escalate',
  'comment',
  'urge',
] as const
export type AlertActionKind = (typeof ALERT_ACTIONS)[number]

export function isSettled(status: AlertStatus): boolean {
  return status === 'resolved' || status === 'reviewed' || status === 'superseded'
}
