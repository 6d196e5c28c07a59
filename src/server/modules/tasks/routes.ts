import * as api from '../../../api/tasks.ts'
import { type Doors, openRecord } from '../../platform/records.ts'
import { type App, serve } from '../../platform/serve.ts'
import { takeTaskAct } from './act-on-task.ts'
import { giveTask } from './create-task.ts'
import { getTask, listTasks } from './read.ts'
import { writersDoors } from './task-rows.ts'

/** `doors`: who opens which kind of record, so that a task hangs on nothing its giver may not see. */
export function tasksRoutes(app: App, doors: Doors): void {
  serve(app, api.listTasks, (ctx, { query }) => listTasks(ctx, doors, query))
  serve(app, api.getTask, (ctx, { params }) => getTask(ctx, doors, params.id))
  serve(app, api.createTask, async (ctx, { body }) => {
    const { recordKind, recordId, ...input } = body
    const hangs = recordKind !== undefined && recordId !== undefined
    const head = hangs ? await openRecord(ctx, writersDoors(doors), { recordKind, recordId }) : null
    const record = head && hangs ? { kind: recordKind, id: recordId, customerId: head.customerId } : null
    return { id: await giveTask(ctx, { ...input, record }), version: 1 }
  })
  serve(app, api.actOnTask, async (ctx, { params, body }) => {
    const version = await takeTaskAct(ctx, { id: params.id, version: body.version, doors }, body.act)
    return { id: params.id, version }
  })
}
