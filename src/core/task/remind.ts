import { addDays, type Day, dayOf, type Instant } from '../calendar.ts'
import { addWorkdays, isWorkday, openingOf, type WorkCalendar } from '../workdays.ts'

/** After this many it is a talk and no message that helps. */
export const REMINDERS_MAX = 5

/**
 * When somebody is reminded of a task that is late: at the opening of the first working day after its day,
 * then of every working day that follows. Null when nothing is to be said any more.
 */
export function nextReminder(
  task: { isOpen: boolean; dueOn: Day; reminders: number },
  calendar: WorkCalendar,
  now: Instant,
): Instant | null {
  if (!task.isOpen || task.reminders >= REMINDERS_MAX) return null
  const first = firstWorkdayFrom(calendar, addDays(task.dueOn, 1))
  if (task.reminders === 0) return openingOf(calendar, first)
  return openingOf(calendar, addWorkdays(calendar, dayOf(now) < first ? first : dayOf(now), 1))
}

/** The first reminder is for whoever has it; from the second on whoever gave it hears as well. */
export function remindedPeople(task: {
  responsibleId: string
  createdBy: string | null
  reminders: number
}): string[] {
  const { responsibleId, createdBy, reminders } = task
  return createdBy !== null && createdBy !== responsibleId && reminders > 0
    ? [responsibleId, createdBy]
    : [responsibleId]
}

function firstWorkdayFrom(calendar: WorkCalendar, day: Day): Day {
  return isWorkday(calendar, day) ? day : addWorkdays(calendar, day, 1)
}
