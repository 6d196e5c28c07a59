import { beforeEach, describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/tasks.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { tendTasks } from './index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const { rep, mate, finance, boss: bossId } = a.users
const { customerId, dealId } = a.records.own
const boss = await app.signIn('boss')
const repClient = await app.signIn('rep')
const mateClient = await app.signIn('mate')
const stranger = await app.signIn('stranger')

beforeEach(() => clock.set(NOW))

const give = async (more: Record<string, unknown> = {}, by = boss) => {
  const { id } = await by.get(api.createTask, {
    body: {
      title: '把合同寄回去',
      to: rep,
      dueOn: TODAY,
      recordKind: 'customer',
      recordId: customerId,
      ...more,
    },
  })
  return by.get(api.getTask, { params: { id } })
}

async function told(userId: string) {
  const { rows } = await database.admin.query<{ kind: string; cause: string }>(
    'select kind, cause from notice where user_id = $1 order by created_at, id',
    [userId],
  )
  return rows.map(({ kind }) => kind)
}

describe('a task', () => {
  test('is given on a record, told, talked about, moved, done, and the giver hears of it', async () => {
    const task = await give()
    expect(task).toMatchObject({
      state: 'open',
      record: { kind: 'customer', id: customerId },
      customer: { id: customerId },
      createdBy: { id: bossId },
      can: { done: true, cancel: true },
    })
    expect(await told(rep)).toContain('task-given')
    const seen = await repClient.get(api.getTask, { params: { id: task.id } })
    expect(seen.can).toMatchObject({ done: true, move: true, cancel: 'not_task_giver' })
    const act = async (act: unknown, by = repClient) => {
      await by.get(api.actOnTask, { params: { id: task.id }, body: { act: act as never } })
      return by.get(api.getTask, { params: { id: task.id } })
    }
    const talked = await act({ kind: 'comment', text: '财务要先盖章', mentions: [finance] })
    expect(talked.followers.map(({ id }) => id)).toEqual([finance])
    expect(await told(finance)).toContain('task-mentioned')
    await act({ kind: 'move', dueOn: addDays(TODAY, 2), reason: '等盖章' })
    const done = await act({ kind: 'done', note: '寄出了' })
    expect(done).toMatchObject({ state: 'done', answer: '寄出了', dueOn: addDays(TODAY, 2) })
    expect(done.steps.map(({ kind }) => kind)).toEqual(['given', 'comment', 'move', 'done'])
    expect(await told(bossId)).toContain('task-done')
    const again = await act({ kind: 'reopen', reason: '寄错地址' }, boss)
    expect(again).toMatchObject({ state: 'open', doneAt: null, answer: null })
  })

  test('hangs on nothing that its giver may not see, and nobody else finds it', async () => {
    const other = await repClient.call(api.createTask, {
      body: {
        ...{ title: '看看这家', to: rep, dueOn: TODAY },
        ...{ recordKind: 'customer', recordId: a.records.other.customerId },
      },
    })
    expect(other).toMatchObject({ status: 404, body: { code: 'not_found' } })
    const task = await give({ recordKind: undefined, recordId: undefined })
    for (const client of [stranger, mateClient]) {
      const answer = await client.call(api.getTask, { params: { id: task.id } })
      expect(answer.status).toBe(404)
      const act = { kind: 'done', note: '' } as const
      expect((await client.call(api.actOnTask, { params: { id: task.id }, body: { act } })).status).toBe(404)
    }
    expect((await repClient.get(api.listTasks)).items.map(({ id }) => id)).toContain(task.id)
  })

  test('whoever may open the record sees it there, and may talk but not close it', async () => {
    const task = await give({ recordKind: 'deal', recordId: dealId })
    const manager = await app.signIn('manager')
    await database.admin.query('update task set responsible_id = $2 where id = $1', [task.id, finance])
    const listed = await repClient.get(api.listTasks, { query: { recordKind: 'deal', recordId: dealId } })
    expect(listed.items.map(({ id }) => id)).toContain(task.id)
    expect(listed.items.find(({ id }) => id === task.id)!.can).toMatchObject({
      done: 'not_task_people',
      comment: true,
    })
    const act = { kind: 'done', note: '好了' } as const
    const refused = await repClient.call(api.actOnTask, { params: { id: task.id }, body: { act } })
    expect(refused).toMatchObject({ status: 403, body: { code: 'not_task_people' } })
    expect((await manager.get(api.getTask, { params: { id: task.id } })).recordTitle).toBeTruthy()
    const nowhere = await stranger.call(api.listTasks, { query: { recordKind: 'deal', recordId: dealId } })
    expect(nowhere.status).toBe(404)
  })

  test('a step seen in an older version is refused', async () => {
    const task = await give()
    await repClient.get(api.actOnTask, {
      params: { id: task.id },
      body: { version: task.version, act: { kind: 'move', dueOn: addDays(TODAY, 1), reason: '明天' } },
    })
    const late = await boss.call(api.actOnTask, {
      params: { id: task.id },
      body: { version: task.version, act: { kind: 'cancel', reason: '不用了' } },
    })
    expect(late).toMatchObject({ status: 412, body: { code: 'stale_version' } })
  })
})

describe('a question', () => {
  test('goes to whoever is finance today, and its answer is kept', async () => {
    const task = await give({ kind: 'ask', title: '这家能先发货吗', to: 'finance' }, repClient)
    expect(task.responsible.id).toBe(finance)
    expect(await told(finance)).toContain('question-asked')
    const client = await app.signIn('finance')
    const answer = (note: string) =>
      client.call(api.actOnTask, { params: { id: task.id }, body: { act: { kind: 'done', note } } })
    expect(await answer('')).toMatchObject({ status: 409, body: { code: 'answer_required' } })
    expect(await answer('先收三成')).toMatchObject({ status: 200 })
    expect((await repClient.get(api.getTask, { params: { id: task.id } })).answer).toBe('先收三成')
    expect(await told(rep)).toContain('question-answered')
  })
})

describe('what is late', () => {
  test('is reminded of on the next working day, the giver from the second time on, and no longer when done', async () => {
    const task = await give({ to: mate, dueOn: TODAY })
    const tend = async (day: string) => {
      clock.set(startOfDay(day) + 9 * 3_600_000)
      return write(database.db, { orgId: a.orgId, now: clock.now() }, (ctx) => tendTasks(ctx))
    }
    const before = (await told(mate)).filter((kind) => kind === 'task-reminded').length
    expect(await tend(TODAY)).toEqual({ reminded: 0 })
    expect((await tend(addDays(TODAY, 1))).reminded).toBeGreaterThan(0)
    const reminded = async (id: string) =>
      (
        await database.admin.query('select 1 from notice where user_id = $1 and cause like $2', [
          id,
          `task:${task.id}:late:%`,
        ])
      ).rowCount
    expect([await reminded(mate), await reminded(bossId)]).toEqual([1, 0])
    expect(await tend(addDays(TODAY, 1))).toEqual({ reminded: 0 })
    await tend(addDays(TODAY, 2))
    expect([await reminded(mate), await reminded(bossId)]).toEqual([2, 1])
    const awake = await app.signIn('mate')
    await awake.get(api.actOnTask, {
      params: { id: task.id },
      body: { act: { kind: 'done', note: '' } },
    })
    await tend(addDays(TODAY, 3))
    expect(await reminded(mate)).toBe(2)
    expect(before).toBe(0)
  })
})
