import type { Day, Instant } from '../calendar.ts'

export type EarlierTask = {
  /** the meeting that decided it */
  meetingId: string
  state: 'open' | 'done' | 'cancelled'
  endedAt: Instant | null
}

/**
 * What of earlier decisions comes back on the table (C178): everything that is still open, and what has ended
 * since the last meeting, so that it is said once and then left in peace.
 */
export function comesBack(task: EarlierTask, meeting: { id: string; since: Instant | null }): boolean {
  if (task.meetingId === meeting.id) return false
  if (task.state === 'open') return true
  return meeting.since === null || (task.endedAt !== null && task.endedAt > meeting.since)
}

export type MeetingFacts = { createdBy: string; closedAt: Instant | null; heldOn: Day }
export type MeetingActor = { userId: string; mayHold: boolean; leads: boolean }
export type MeetingRefusal = 'forbidden' | 'not_meeting_holder' | 'meeting_closed' | 'meeting_not_held'

/** Whoever called it, and whoever leads them, writes and closes; what is closed stays as it was shown. */
export function canMeeting(
  meeting: MeetingFacts,
  actor: MeetingActor,
  today: Day,
): Record<'write' | 'close', true | MeetingRefusal> {
  const write = mayWrite(meeting, actor)
  return { write, close: write === true && meeting.heldOn > today ? 'meeting_not_held' : write }
}

function mayWrite(meeting: MeetingFacts, actor: MeetingActor): true | MeetingRefusal {
  if (!actor.mayHold) return 'forbidden'
  if (meeting.createdBy !== actor.userId && !actor.leads) return 'not_meeting_holder'
  return meeting.closedAt === null || 'meeting_closed'
}
