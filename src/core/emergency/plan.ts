import type { Instant } from '../calendar.ts'
import { addWorkingMinutes, type WorkCalendar, workingMinutesBetween } from '../workdays.ts'

/** What is done about a severity-1 alert: whom to call in which order, first steps, and a log (C141). */
export type Call = {
  /** a colleague; null: somebody outside, such as a lawyer, an insurer or a bank */
  userId: string | null
  name: string
  /** what the person is there for */
  office: string
  phone: string
}

/** `minutes`: working minutes from the start by which it is done. */
export type PlanStep = { title: string; minutes: number }
export type PlanSpec = { calls: Call[]; steps: PlanStep[] }

export const CALLS_MAX = 20
export const STEPS_MAX = 20

/** One line of the checklist: `call-0`, `step-2`. */
export type ItemKey = `call-${number}` | `step-${number}`
export const MARK_KINDS = ['done', 'failed', 'note'] as const
export type MarkKind = (typeof MARK_KINDS)[number]
export type Mark = { item: string; kind: MarkKind; at: Instant; by: string; text: string }

export type Item = {
  key: ItemKey
  kind: 'call' | 'step'
  title: string
  /** a call is due in its turn and has no time of its own */
  dueAt: Instant | null
  doneAt: Instant | null
  /** working minutes from the start until it was done */
  minutes: number | null
  isLate: boolean
}

/**
 * The checklist of a run as it stood at `at`: the first "done" of an item counts, whatever is noted after
 * it; a call that nobody answered is tried again and stays open.
 */
export function checklist(
  { calls, steps }: PlanSpec,
  marks: readonly Mark[],
  { startedAt, at, calendar }: { startedAt: Instant; at: Instant; calendar: WorkCalendar },
): Item[] {
  const known = marks.filter((mark) => mark.at <= at)
  const itemOf = (key: ItemKey, kind: Item['kind'], title: string, dueAt: Instant | null): Item => {
    const done = known.filter((mark) => mark.item === key && mark.kind === 'done').map((mark) => mark.at)
    const doneAt = done.length > 0 ? Math.min(...done) : null
    const minutes = doneAt === null ? null : Math.round(workingMinutesBetween(calendar, startedAt, doneAt))
    return { key, kind, title, dueAt, doneAt, minutes, isLate: dueAt !== null && (doneAt ?? at) > dueAt }
  }
  return [
    ...calls.map(({ name, office }, index) =>
      itemOf(`call-${index}`, 'call', `${office} ${name}`.trim(), null),
    ),
    ...steps.map(({ title, minutes }, index) =>
      itemOf(`step-${index}`, 'step', title, addWorkingMinutes(calendar, startedAt, minutes)),
    ),
  ]
}

/** What a drill came to: how many of its steps were done, how many in time, and when the last one was. */
export function measured(items: readonly Item[]): {
  done: number
  all: number
  late: number
  minutes: number | null
} {
  const done = items.filter(({ doneAt }) => doneAt !== null)
  const minutes = done.length === 0 ? null : Math.max(...done.map((item) => item.minutes ?? 0))
  return { done: done.length, all: items.length, late: items.filter(({ isLate }) => isLate).length, minutes }
}

/**
 * Whether everything of it was gone through, be it in vain: only then a drill has tried the plan. One that
 * was begun and ended says nothing.
 */
export function isTried({ calls, steps }: PlanSpec, marks: readonly Pick<Mark, 'item' | 'kind'>[]): boolean {
  const seen = new Set(marks.filter(({ kind }) => kind !== 'note').map(({ item }) => item))
  return seen.size === calls.length + steps.length
}

export type RunFacts = { endedAt: Instant | null; isDrill: boolean }
export type RunRefusal = 'run_ended' | 'item_unknown' | 'note_required'

/** Whether this may be noted; a note without words says nothing, nor does a failure without its reason. */
export function refuseMark(
  run: RunFacts,
  plan: PlanSpec,
  { item, kind, text }: { item: string; kind: MarkKind; text: string },
): RunRefusal | null {
  if (run.endedAt !== null) return 'run_ended'
  const keys = [...plan.calls.map((_, n) => `call-${n}`), ...plan.steps.map((_, n) => `step-${n}`)]
  if (!keys.includes(item)) return 'item_unknown'
  return kind !== 'done' && text.trim() === '' ? 'note_required' : null
}
