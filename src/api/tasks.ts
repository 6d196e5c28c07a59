import { z } from 'zod'
import { TASK_KINDS, TASK_STATES } from '../core/task/course.ts'
import { can, person } from './alerts.ts'
import { day, id, instant, route } from './route.ts'

/** Tasks on any record, with people, days and talk; a question is a task whose answer is kept (C177 C179). */

export const TASK_RECORDS = [
  'customer',
  'deal',
  'quote',
  'order',
  'contract',
  'alert',
  'approval',
  'meeting',
] as const
export const taskRecord = z.enum(TASK_RECORDS)
export type TaskRecord = z.infer<typeof taskRecord>

/** mine: to do by me; given: by me to others; followed: mentioned; team: of the people I lead */
export const TASK_BOXES = ['mine', 'given', 'followed', 'team'] as const

export const taskRow = z.object({
  id,
  kind: z.enum(TASK_KINDS),
  state: z.enum(TASK_STATES),
  title: z.string(),
  responsible: person,
  createdBy: person.nullable(),
  dueOn: day,
  /** working state as of now: past its day and still open */
  isLate: z.boolean(),
  /** what it hangs on; opening it is asked there */
  record: z.object({ kind: taskRecord, id, url: z.string() }).nullable(),
  customer: z.object({ id, name: z.string() }).nullable(),
  doneAt: instant.nullable(),
  /** the answer of a question, or what was said when it was done */
  answer: z.string().nullable(),
  comments: z.int(),
  version: z.int(),
  can,
})
export type TaskRow = z.input<typeof taskRow>

export const listTasks = route({
  id: 'tasks.list',
  method: 'GET',
  path: '/api/tasks',
  permission: 'task.read',
  summary: 'Tasks of a box, or all those on one record that the caller may see',
  query: z.object({
    box: z.enum(TASK_BOXES).default('mine'),
    state: z.enum(['open', 'over', 'all']).default('open'),
    recordKind: taskRecord.optional(),
    recordId: id.optional(),
    page: z.coerce.number().int().min(1).max(10_000).default(1),
    size: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: z.object({
    items: z.array(taskRow),
    total: z.int(),
    counts: z.object({ mine: z.int(), late: z.int(), given: z.int(), followed: z.int() }),
  }),
})

export const TASK_STEP_KINDS = [
  'given',
  'done',
  'cancel',
  'reopen',
  'move',
  'pass',
  'edit',
  'comment',
  'reminded',
] as const

export const taskDetail = taskRow.extend({
  detail: z.string(),
  /** null: hangs on nothing, or on something that the reader may not open */
  recordTitle: z.string().nullable(),
  followers: z.array(person),
  steps: z.array(
    z.object({
      id,
      kind: z.enum(TASK_STEP_KINDS),
      at: instant,
      actor: person.nullable(),
      text: z.string(),
      /** the new day of a move, the new person of a pass */
      to: z.string().nullable(),
    }),
  ),
})
export type TaskDetail = z.input<typeof taskDetail>

export const getTask = route({
  id: 'tasks.get',
  method: 'GET',
  path: '/api/tasks/:id',
  permission: 'task.read',
  summary: 'One task with what was done and said',
  params: z.object({ id }),
  reply: taskDetail,
})

/** What was written can be read by its own route, within what the caller may read. */
const written = z.object({ id, version: z.int() })

export const createTask = route({
  id: 'tasks.create',
  method: 'POST',
  path: '/api/tasks',
  permission: 'task.write',
  summary: 'Gives somebody a task, or asks finance, legal or a colleague; on a record or on none',
  body: z.object({
    kind: z.enum(TASK_KINDS).default('todo'),
    title: z.string().trim().min(2).max(200),
    detail: z.string().trim().max(4000).default(''),
    /** a person, or the office that is asked: whoever is present there */
    to: z.union([id, z.enum(['finance', 'legal', 'manager'])]),
    dueOn: day,
    recordKind: taskRecord.optional(),
    recordId: id.optional(),
    followers: z.array(id).max(20).default([]),
  }),
  reply: written,
})

const said = z.string().trim().max(4000).default('')
export const taskAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), note: said }),
  z.object({ kind: z.literal('cancel'), reason: said }),
  z.object({ kind: z.literal('reopen'), reason: said }),
  z.object({ kind: z.literal('move'), dueOn: day, reason: said }),
  z.object({ kind: z.literal('pass'), toUserId: id, reason: said }),
  z.object({ kind: z.literal('edit'), title: z.string().trim().min(2).max(200), detail: said }),
  z.object({ kind: z.literal('comment'), text: said, mentions: z.array(id).max(20).default([]) }),
])

export const actOnTask = route({
  id: 'tasks.act',
  method: 'POST',
  path: '/api/tasks/:id/act',
  permission: 'task.write',
  summary: 'One act on one task: done, cancelled, moved, passed on, talked about',
  params: z.object({ id }),
  body: z.object({ version: z.int().optional(), act: taskAct }),
  reply: written,
})
