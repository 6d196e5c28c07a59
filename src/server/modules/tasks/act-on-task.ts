import type { z } from 'zod'
import type { taskAct } from '../../../api/tasks.ts'
import { dayOf } from '../../../core/calendar.ts'
import { decideTaskAct, type TaskAct, type TaskPatch } from '../../../core/task/course.ts'
import { nextReminder } from '../../../core/task/remind.ts'
import { isPresent } from '../../../core/watch/responsible.ts'
import { closingOf } from '../../../core/workdays.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { notFound, refused, stale } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import type { Doors } from '../../platform/records.ts'
import { loadCalendar, loadStaff, type Staff } from '../identity/index.ts'
import { follow, saveStep } from './create-task.ts'
import { findVisible } from './read.ts'
import { factsOf, type TaskRecordRow, taskActor, writersDoors } from './task-rows.ts'
import { tellTask } from './tell.ts'

export type TaskActInput = z.output<typeof taskAct>

/** Refused for who asks, and not for how things stand. */
const NOT_ALLOWED = ['forbidden', 'not_task_giver', 'not_task_people']

/** Load and lock → decide (core) → save with step, event and messages. Returns the version it has then. */
export async function takeTaskAct(
  ctx: WriteCtx,
  { id, version, doors }: { id: string; version?: number | undefined; doors: Doors },
  input: TaskActInput,
): Promise<number> {
  await ctx.db
    .selectFrom('task')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
  const row = await findVisible(ctx, { doors: writersDoors(doors), to: 'act' }, id)
  if (!row) throw notFound('task')
  if (version !== undefined && version !== row.version) throw stale(row.version)
  const staff = await loadStaff(ctx)
  const decided = decideTaskAct(
    factsOf(row),
    taskActor(ctx, row.responsible_id),
    completed(ctx, input, staff),
    dayOf(ctx.now),
  )
  if (!decided.ok) throw refused(decided, NOT_ALLOWED.includes(decided.code) ? 403 : 409)
  await savePatch(ctx, { row, patch: decided.value, input })
  await saveStep(ctx, id, stepOf(input, staff))
  if (input.kind === 'comment') await follow(ctx, id, input.mentions)
  await recordEvent(ctx, {
    kind: `task.${input.kind}`,
    subject: { kind: 'task', id },
    customerId: row.customer_id,
    summary: { title: row.title },
  })
  await tellAbout(ctx, { row, patch: decided.value, input })
  return input.kind === 'comment' ? row.version : row.version + 1
}

function completed(ctx: WriteCtx, input: TaskActInput, { directory, names }: Staff): TaskAct {
  if (input.kind === 'comment' && input.mentions.some((one) => !names.has(one))) throw notFound('person')
  if (input.kind !== 'pass') return input
  if (!names.has(input.toUserId)) throw notFound('person')
  return { ...input, toIsPresent: isPresent(directory, input.toUserId, ctx.now) }
}

function stepOf(input: TaskActInput, { names }: Staff): { kind: string; text?: string; to?: string } {
  switch (input.kind) {
    case 'done':
      return { kind: input.kind, text: input.note }
    case 'cancel':
    case 'reopen':
      return { kind: input.kind, text: input.reason }
    case 'move':
      return { kind: input.kind, text: input.reason, to: input.dueOn }
    case 'pass':
      return { kind: input.kind, text: input.reason, to: names.get(input.toUserId)! }
    case 'edit':
      return { kind: input.kind, text: input.title }
    case 'comment':
      return { kind: input.kind, text: input.text }
  }
}

type Change = { row: TaskRecordRow; patch: TaskPatch; input: TaskActInput }

async function savePatch(ctx: WriteCtx, { row, patch, input }: Change): Promise<void> {
  if (input.kind === 'comment') return
  const calendar = await loadCalendar(ctx)
  const state = patch.state ?? row.state
  const dueOn = patch.dueOn ?? dayOf(row.due_at)
  // More time, new hands and a second beginning start the reminders anew; a playbook's alert reminds itself.
  const reminders = patch.dueOn || patch.responsibleId || patch.state === 'open' ? 0 : row.reminders
  const wakeAt =
    row.created_by === null
      ? null
      : nextReminder({ isOpen: state === 'open', dueOn, reminders }, calendar, ctx.now)
  const isEnd = patch.state !== undefined
  await ctx.db
    .updateTable('task')
    .set({
      ...(patch.title === undefined ? {} : { title: patch.title, detail: patch.detail ?? '' }),
      ...(patch.responsibleId === undefined ? {} : { responsible_id: patch.responsibleId }),
      ...(patch.dueOn === undefined ? {} : { due_at: at(closingOf(calendar, dueOn)) }),
      ...(isEnd
        ? {
            done_at: atOrNull(state === 'done' ? ctx.tick : null),
            done_by: state === 'done' ? ctx.actor.userId : null,
            done_note: input.kind === 'done' ? input.note : null,
            cancelled_at: atOrNull(state === 'cancelled' ? ctx.tick : null),
          }
        : {}),
      reminders,
      wake_at: atOrNull(wakeAt),
      version: row.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', row.id)
    .execute()
}

async function tellAbout(ctx: WriteCtx, { row, patch, input }: Change): Promise<void> {
  const told = {
    id: row.id,
    title: patch.title ?? row.title,
    customerId: row.customer_id,
    dueOn: patch.dueOn ?? dayOf(row.due_at),
  }
  const giver = row.created_by === null ? [] : [row.created_by]
  const cause = `${input.kind}:${ctx.tick}`
  if (input.kind === 'done') {
    const kind = row.kind === 'ask' ? 'question-answered' : 'task-done'
    await tellTask(ctx, told, { kind, cause, said: input.note, people: giver })
  }
  if (input.kind === 'pass' || input.kind === 'reopen') {
    const people = [patch.responsibleId ?? row.responsible_id]
    const kind = row.kind === 'ask' ? 'question-asked' : 'task-given'
    await tellTask(ctx, told, { kind, cause, said: input.reason, people })
  }
  if (input.kind === 'comment') {
    await tellTask(ctx, told, { kind: 'task-mentioned', cause, said: input.text, people: input.mentions })
  }
}
