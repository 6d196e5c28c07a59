import type { Day } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

/** todo: something to do; ask: a question to finance, legal or a colleague whose answer is kept (C179). */
export const TASK_KINDS = ['todo', 'ask'] as const
export type TaskKind = (typeof TASK_KINDS)[number]
export const TASK_STATES = ['open', 'done', 'cancelled'] as const
export type TaskState = (typeof TASK_STATES)[number]

export type TaskFacts = {
  kind: TaskKind
  state: TaskState
  responsibleId: string
  /** null: a step of a playbook, given by its rule */
  createdBy: string | null
  dueOn: Day
}

/** `leads`: the work of whoever is responsible is theirs to assign. */
export type TaskActor = { userId: string; mayWrite: boolean; leads: boolean }

export type TaskAct =
  | { kind: 'done'; note: string }
  | { kind: 'cancel'; reason: string }
  | { kind: 'reopen'; reason: string }
  | { kind: 'move'; dueOn: Day; reason: string }
  | { kind: 'pass'; toUserId: string; toIsPresent: boolean; reason: string }
  | { kind: 'edit'; title: string; detail: string }
  | { kind: 'comment'; text: string }
export const TASK_ACTS = ['done', 'cancel', 'reopen', 'move', 'pass', 'edit', 'comment'] as const
export type TaskActKind = (typeof TASK_ACTS)[number]

export type TaskPatch = {
  state?: TaskState
  responsibleId?: string
  dueOn?: Day
  title?: string
  detail?: string
}

export type TaskRefusal =
  | 'forbidden'
  | 'not_task_giver'
  | 'not_task_people'
  | 'task_over'
  | 'task_open'
  | 'answer_required'
  | 'reason_required'
  | 'day_in_past'
  | 'same_person'
  | 'person_absent'

/**
 * What an act does to a task, or why it is refused (C177). Whoever has it does it, passes it on or asks for
 * more time with a reason; whoever gave it, and whoever leads the one who has it, may change or cancel it.
 */
export function decideTaskAct(
  task: TaskFacts,
  actor: TaskActor,
  act: TaskAct,
  today: Day,
): Result<TaskPatch, TaskRefusal> {
  const blocked = blockedAct(task, actor, act.kind)
  if (blocked) return refuse(blocked)
  switch (act.kind) {
    case 'done':
      if (task.kind === 'ask' && !isSaid(act.note)) return refuse('answer_required')
      return ok({ state: 'done' })
    case 'cancel':
      return isSaid(act.reason) ? ok({ state: 'cancelled' }) : refuse('reason_required')
    case 'reopen':
      return isSaid(act.reason) ? ok({ state: 'open' }) : refuse('reason_required')
    case 'move':
      if (act.dueOn < today) return refuse('day_in_past')
      // Whoever gave the task may move it as they like; whoever has it says why.
      if (!isGiver(task, actor) && !isSaid(act.reason)) return refuse('reason_required')
      return ok({ dueOn: act.dueOn })
    case 'pass':
      if (act.toUserId === task.responsibleId) return refuse('same_person')
      return act.toIsPresent ? ok({ responsibleId: act.toUserId }) : refuse('person_absent')
    case 'edit':
      return ok({ title: act.title, detail: act.detail })
    case 'comment':
      return isSaid(act.text) ? ok({}) : refuse('reason_required')
  }
}

/** For every act: true, or why the button is disabled (law 7); the same answer the write gives. */
export function canTask(task: TaskFacts, actor: TaskActor): Record<TaskActKind, true | TaskRefusal> {
  return Object.fromEntries(TASK_ACTS.map((kind) => [kind, blockedAct(task, actor, kind) ?? true])) as Record<
    TaskActKind,
    true | TaskRefusal
  >
}

function blockedAct(task: TaskFacts, actor: TaskActor, kind: TaskActKind): TaskRefusal | null {
  if (!actor.mayWrite) return 'forbidden'
  if (kind === 'comment') return null
  const isPeople = isGiver(task, actor) || task.responsibleId === actor.userId
  if (!isPeople) return 'not_task_people'
  if ((kind === 'cancel' || kind === 'edit') && !isGiver(task, actor)) return 'not_task_giver'
  if (kind === 'reopen') return task.state === 'open' ? 'task_open' : null
  return task.state === 'open' ? null : 'task_over'
}

function isGiver(task: TaskFacts, actor: TaskActor): boolean {
  return actor.leads || task.createdBy === actor.userId
}

function isSaid(text: string): boolean {
  return text.trim().length >= 2
}
