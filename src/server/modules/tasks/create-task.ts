import type { TaskRecord } from '../../../api/tasks.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { TaskKind } from '../../../core/task/course.ts'
import { nextReminder } from '../../../core/task/remind.ts'
import { assign, isPresent } from '../../../core/watch/responsible.ts'
import { closingOf } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at, atOrNull, json } from '../../platform/db.ts'
import { conflict, invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import type { RecordHead } from '../../platform/records.ts'
import { loadCalendar, loadStaff, type Staff } from '../identity/index.ts'
import { tellTask } from './tell.ts'

export type TaskInput = {
  kind: TaskKind
  title: string
  detail: string
  to: string
  dueOn: Day
  record: ({ kind: TaskRecord; id: string } & Pick<RecordHead, 'customerId'>) | null
  followers: readonly string[]
}

const OFFICES = ['finance', 'legal', 'manager'] as const
type Office = (typeof OFFICES)[number]

/** Gives a task: refusals first, then the row, its first step, its followers, a word to whoever has it. */
export async function giveTask(ctx: WriteCtx, input: TaskInput): Promise<string> {
  if (input.dueOn < dayOf(ctx.now)) throw invalid('day_in_past')
  const staff = await loadStaff(ctx)
  const responsibleId = receiverOf(ctx, input.to, staff)
  for (const follower of input.followers) if (!staff.names.has(follower)) throw notFound('person')
  const calendar = await loadCalendar(ctx)
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('task')
    .values({
      org_id: ctx.orgId,
      id,
      kind: input.kind,
      title: input.title,
      detail: input.detail,
      responsible_id: responsibleId,
      created_by: ctx.actor.userId,
      due_at: at(closingOf(calendar, input.dueOn)),
      customer_id: input.record?.customerId ?? null,
      record_kind: input.record?.kind ?? null,
      record_id: input.record?.id ?? null,
      wake_at: atOrNull(nextReminder({ isOpen: true, dueOn: input.dueOn, reminders: 0 }, calendar, ctx.now)),
      recorded_at: at(ctx.tick),
    })
    .execute()
  await saveStep(ctx, id, { kind: 'given', text: input.detail })
  await follow(ctx, id, input.followers)
  await recordEvent(ctx, {
    kind: 'task.given',
    subject: { kind: 'task', id },
    customerId: input.record?.customerId ?? null,
    summary: { title: input.title, to: staff.names.get(responsibleId) ?? '' },
  })
  const told = { id, title: input.title, customerId: input.record?.customerId ?? null, dueOn: input.dueOn }
  await tellTask(ctx, told, {
    kind: input.kind === 'ask' ? 'question-asked' : 'task-given',
    cause: 'given',
    said: input.detail,
    people: [responsibleId],
  })
  await tellTask(ctx, told, {
    kind: 'task-mentioned',
    cause: 'followed',
    said: input.detail,
    people: input.followers.filter((one) => one !== responsibleId),
  })
  return id
}

/** A person who is there, or whoever answers for an office today. */
function receiverOf(ctx: WriteCtx, to: string, { directory, names }: Staff): string {
  if ((OFFICES as readonly string[]).includes(to)) {
    const record = { responsibleId: ctx.actor.userId, backupId: null }
    return assign(directory, to as Office, record, ctx.now).userId
  }
  if (!names.has(to)) throw notFound('person')
  if (!isPresent(directory, to, ctx.now)) throw conflict('person_absent')
  return to
}

export async function saveStep(
  ctx: WriteCtx,
  taskId: string,
  step: { kind: string; text?: string; to?: string },
): Promise<void> {
  await ctx.db
    .insertInto('task_step')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.tick),
      task_id: taskId,
      kind: step.kind,
      actor: ctx.actor.userId,
      text: step.text ?? '',
      detail: json(step.to === undefined ? {} : { to: step.to }),
      recorded_at: at(ctx.tick),
    })
    .execute()
}

export async function follow(ctx: WriteCtx, taskId: string, people: readonly string[]): Promise<void> {
  if (people.length === 0) return
  await ctx.db
    .insertInto('task_person')
    .values([...new Set(people)].map((userId) => ({ org_id: ctx.orgId, task_id: taskId, user_id: userId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
