import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/meetings.ts'
import { actOnTask, createTask, getTask } from '../../../api/tasks.ts'
import { addDays } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const { rep, mate } = a.users
const manager = await app.signIn('manager')
const repClient = await app.signIn('rep')
const stranger = await app.signIn('stranger')

const call = (heldOn = TODAY, people: string[] = [rep]) =>
  manager.get(api.callMeeting, { body: { title: '一组周例会', heldOn, people } })
const decide = async (meetingId: string, title: string, to = rep) => {
  const body = { title, to, dueOn: addDays(TODAY, 4), recordKind: 'meeting' as const, recordId: meetingId }
  return (await manager.get(createTask, { body })).id
}
const read = (id: string, by = manager) => by.get(api.getMeeting, { params: { id } })
const close = (id: string, by = manager) => by.call(api.closeMeeting, { params: { id } })

test('decisions become tasks and come back next week until they are done and said once', async () => {
  const first = await call()
  const [kept, done] = [await decide(first.id, '催济南的款'), await decide(first.id, '补签合同')]
  expect((await read(first.id)).decided.map(({ id }) => id).sort()).toEqual([kept, done].sort())
  expect(await close(first.id)).toMatchObject({ status: 200 })

  await repClient.get(actOnTask, { params: { id: done }, body: { act: { kind: 'done', note: '签了' } } })
  const second = await call()
  const onTable = (await read(second.id)).agenda.earlier
  expect(onTable.map(({ id, state }) => [id, state]).sort()).toEqual(
    [
      [kept, 'open'],
      [done, 'done'],
    ].sort(),
  )
  expect(onTable.find(({ id }) => id === done)!.answer).toBe('签了')
  await close(second.id)

  const third = await call()
  expect((await read(third.id)).agenda.earlier.map(({ id }) => id)).toEqual([kept])
})

test('closed, it shows what was on the wall, and its minutes no longer change', async () => {
  const { id } = await call()
  const before = await read(id)
  const { version } = await manager.get(api.saveMinutes, {
    params: { id },
    body: { minutes: '先发一半', people: [rep, mate] },
  })
  expect(version).toBe(before.version + 1)
  await close(id)
  await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
    recordPayments(ctx, [
      {
        ...{ customerId: a.records.own.customerId, kind: 'payment', receivedOn: TODAY },
        ...{ amountFen: 77_000n, allocate: 'none' },
      },
    ]),
  )
  const after = await read(id)
  expect(after.agenda).toEqual(before.agenda)
  expect(after.minutes).toBe('先发一半')
  expect(after.people).toHaveLength(2)
  const late = await manager.call(api.saveMinutes, {
    params: { id },
    body: { minutes: '改一下', people: [] },
  })
  expect(late).toMatchObject({ status: 409, body: { code: 'meeting_closed' } })
  // The money that came since is on the next table.
  const next = await read((await call()).id)
  expect(Number(next.agenda.changes.collected.fen)).toBeGreaterThanOrEqual(77_000)
})

test('who took part reads it, nobody else does, and only whoever called it closes it', async () => {
  const { id } = await call(addDays(TODAY, 1))
  const decision = await decide(id, '定价格', mate)
  expect((await read(id, repClient)).can).toEqual({ write: 'forbidden', close: 'forbidden' })
  expect((await repClient.get(getTask, { params: { id: decision } })).recordTitle).toBe('一组周例会')
  expect(await stranger.call(api.getMeeting, { params: { id } })).toMatchObject({ status: 404 })
  expect((await stranger.get(api.listMeetings)).items).toEqual([])
  const other = await app.signIn('manager2')
  expect(await close(id, other)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(await close(id)).toMatchObject({ status: 409, body: { code: 'meeting_not_held' } })
})

test('who is to come is told, the minutes go to who took part with their tasks, once', async () => {
  const { boss } = a.users
  const told = async (meetingId: string) => {
    const { rows } = await database.admin.query(
      `select u.login, n.kind, n.decision, n.reason, n.content -> 'errand' ->> 'said' as said from notice n
       join app_user u on u.id = n.user_id where n.content ->> 'subjectId' = $1 order by 2, 1`,
      [meetingId],
    )
    return rows as { login: string; kind: string; decision: string; said: string }[]
  }
  const lines = (rows: Awaited<ReturnType<typeof told>>) => rows.map(({ login, kind }) => `${kind} ${login}`)
  const { id } = await call(TODAY, [rep, a.users.manager])
  // Whoever calls it needs no word, and no group reads along.
  expect(lines(await told(id))).toEqual(['meeting-called rep'])
  const { rows: groups } = await database.admin.query(
    `select 1 from notice where user_id is null and content ->> 'subjectId' = $1`,
    [id],
  )
  expect(groups).toEqual([])
  await decide(id, '催济南的款', rep)
  const { version } = await read(id)
  const save = (minutes: string, people: string[], seen: number) =>
    manager.get(api.saveMinutes, {
      params: { id },
      body: { minutes, people },
      headers: { 'if-match': String(seen) },
    })
  const next = await save('先发一半', [rep, mate, boss], version)
  await save('先发一半，余款到了再发', [rep, mate, boss], next.version)
  expect(lines(await told(id))).toEqual(['meeting-called boss', 'meeting-called mate', 'meeting-called rep'])
  await close(id)
  const minutes = (await told(id)).filter(({ kind }) => kind === 'meeting-minutes')
  expect(lines(minutes)).toEqual(['meeting-minutes boss', 'meeting-minutes mate', 'meeting-minutes rep'])
  expect(minutes.find(({ login }) => login === 'rep')!.said).toBe('1. 催济南的款\n先发一半，余款到了再发')
  expect(minutes.find(({ login }) => login === 'mate')!.said).toBe('先发一半，余款到了再发')
  // A meeting that was is written down, not called.
  const past = await call(addDays(TODAY, -2), [rep])
  expect(await told(past.id)).toEqual([])
})
