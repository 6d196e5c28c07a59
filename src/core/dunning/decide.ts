import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { type WorkCalendar, workdaysBetween } from '../workdays.ts'
import { type PlanStage, reachedStage, STAGE_CODES, type StageCode, stageDay } from './stage.ts'

/**
 * What a customer owes on one day: `openFen` without what is contested. `done` is the highest stage that any
 * message, call or letter has already carried for it; null: none.
 */
export type DunningItem = {
  id: string
  dueOn: Day
  openFen: Fen
  isPaused: boolean
  isBroken: boolean
  done: StageCode | null
}

export type DunningStep = {
  stage: PlanStage
  /** everything the message speaks of, each with the stage it has reached itself */
  items: { id: string; stage: StageCode }[]
  fen: Fen
  /** the working day on which this stage was due */
  dueOn: Day
  /** working days since then: what was missed is caught up by this one step */
  lateDays: number
}

/** Working days between two messages of the same stage to one customer; a higher stage does not wait. */
export const REST_WORKDAYS = 3

/**
 * What is to be done about one customer today, or null: one step at the highest stage for everything that
 * is open (C084 C088). It is told from what was done and not from a queue of what should have been sent:
 * whoever was away for a week does one step and not seven, and nobody can do the same one twice.
 */
export function decideDunning(
  plan: readonly PlanStage[],
  items: readonly DunningItem[],
  last: { stage: StageCode; on: Day } | null,
  at: { day: Day; calendar: WorkCalendar },
): DunningStep | null {
  const place = (code: StageCode | null) => plan.findIndex((stage) => stage.code === code)
  const open = items
    .filter(({ openFen, isPaused }) => openFen > 0n && !isPaused)
    .map((item) => ({ ...item, reached: reachedStage(plan, item, at), before: donePlace(plan, item.done) }))
    .filter(({ reached }) => reached >= 0)
  const waiting = open.filter(({ reached, before }) => reached > before)
  const highest = Math.max(-1, ...waiting.map(({ reached }) => reached))
  const stage = plan[highest]
  if (!stage) return null
  if (last && highest <= place(last.stage) && workdaysBetween(at.calendar, last.on, at.day) < REST_WORKDAYS)
    return null
  const dueOn = waiting
    .filter(({ reached }) => reached === highest)
    .map((item) => stageDay(item.dueOn, stage.from, at.calendar))
    .reduce((first, day) => (day < first ? day : first))
  const since = dueOn > at.day ? at.day : dueOn
  return {
    stage,
    items: open.map(({ id, reached }) => ({ id, stage: plan[reached]!.code })),
    fen: open.reduce((sum, { openFen }) => sum + openFen, 0n),
    dueOn: since,
    lateDays: workdaysBetween(at.calendar, since, at.day),
  }
}

/** A stage that was done and is no longer in the plan counts as the last one before where it stood. */
function donePlace(plan: readonly PlanStage[], done: StageCode | null): number {
  if (done === null) return -1
  const there = plan.findIndex(({ code }) => code === done)
  if (there >= 0) return there
  return plan.findLastIndex(({ code }) => STAGE_CODES.indexOf(code) < STAGE_CODES.indexOf(done))
}
