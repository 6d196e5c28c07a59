import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as knowledge from '../../../api/knowledge.ts'
import * as api from '../../../api/onboarding.ts'
import { DAY_MS, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { recordActivities } from '../customers/index.ts'
import { savePeople } from '../identity/index.ts'
import { beginOnboarding, finishWalks, onboardingDue } from './index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const [rep, mate, stranger, manager, manager2, admin, auditor] = (await Promise.all(
  ['rep', 'mate', 'stranger', 'manager', 'manager2', 'admin', 'auditor'].map((name) => app.signIn(name)),
)) as [Client, Client, Client, Client, Client, Client, Client]

const ids = ['1', '2', '3'].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string]
const NONE = { articleId: null, figure: null, target: null, title: '' }
let articleId = ''
const items = () => [
  { ...NONE, id: ids[0], kind: 'read' as const, articleId, dueDays: 1 },
  { ...NONE, id: ids[1], kind: 'do' as const, title: '和主管跑一家客户', dueDays: 5 },
  { ...NONE, id: ids[2], kind: 'reach' as const, figure: 'follow_ups' as const, target: 2, dueDays: 5 },
]
const save = (by: Client, body: object = { isOn: true, items: items() }) =>
  by.call(api.savePath, { params: { role: 'rep' }, body } as never)
const start = (userId: string, role = 'rep') =>
  admin.call(api.startOnboarding, { body: { userId, role } } as never)
const seen = (by: Client, view: 'walking' | 'done' = 'walking') =>
  by.get(api.listOnboarding, { query: { view } })
const tick = (by: Client, id: string, itemId: string, isDone = true) =>
  by.call(api.tickItem, { params: { id }, body: { itemId, isDone } })

beforeAll(async () => {
  const body = { kind: 'process' as const, title: '报价流程', body: '三天内回复' }
  articleId = (await manager.get(knowledge.createArticle, { body })).id
  await manager.get(knowledge.publishArticle, { params: { id: articleId }, body: {} })
})

describe('a path is kept by an administrator (C194)', () => {
  test('as versions; what is not complete is refused and nothing is written', async () => {
    expect(await save(rep)).toMatchObject({ status: 403 })
    const untold = { isOn: true, items: [{ ...items()[1], title: ' ' }] }
    expect(await save(admin, untold)).toMatchObject({ status: 400, body: { code: 'path_item_untold' } })
    const unknown = { isOn: true, items: [{ ...items()[0], articleId: ids[1] }] }
    expect(await save(admin, unknown)).toMatchObject({ status: 404 })
    expect((await admin.get(api.listPaths)).paths).toEqual([])
    expect(await save(admin)).toMatchObject({ status: 200, body: { version: 1 } })
    expect(await save(admin)).toMatchObject({ body: { version: 2 } })
  })
})

describe('somebody walks it', () => {
  let id = ''
  beforeAll(async () => {
    id = ((await start(a.users.rep)).body as { id: string }).id
  })

  test('once at a time, of a role they hold', async () => {
    expect(await start(a.users.rep)).toMatchObject({ status: 409, body: { code: 'path_walked' } })
    expect(await start(a.users.manager)).toMatchObject({ status: 409, body: { code: 'path_not_their_role' } })
    expect(await start(a.users.manager, 'manager')).toMatchObject({ body: { code: 'path_missing' } })
    expect(await start(ids[0])).toMatchObject({ status: 404 })
  })

  test('seen by themselves, by whoever leads them, by nobody beside', async () => {
    expect((await seen(rep)).mine).toMatchObject([{ id, done: 0, all: 3, startedOn: TODAY }])
    expect((await seen(manager)).people.map((walk) => walk.id)).toEqual([id])
    for (const other of [mate, stranger, manager2]) {
      expect(await seen(other)).toMatchObject({ mine: [], people: [] })
      expect(await tick(other, id, ids[1])).toMatchObject({ status: 404 })
    }
    expect((await seen(auditor)).people).toHaveLength(1)
    expect(await tick(auditor, id, ids[1])).toMatchObject({ status: 403 })
  })

  test('reading is confirmed, tasks are ticked, figures count themselves', async () => {
    expect((await rep.get(knowledge.listArticles, { query: { view: 'asked' } })).items).toMatchObject([
      { id: articleId, asked: 'open' },
    ])
    expect(
      await mate.call(knowledge.confirmReading, { params: { id: articleId }, body: { number: 1 } }),
    ).toMatchObject({ status: 409, body: { code: 'article_not_asked' } })
    await rep.get(knowledge.confirmReading, { params: { id: articleId }, body: { number: 1 } })
    expect((await seen(rep)).mine[0]).toMatchObject({ done: 1 })
    expect(await tick(rep, id, ids[2])).toMatchObject({ status: 409, body: { code: 'path_not_ticked' } })
    await tick(manager, id, ids[1])
    await tick(rep, id, ids[1], false)
    expect((await seen(rep)).mine[0]).toMatchObject({ done: 1 })
    await tick(rep, id, ids[1])
    const note = (n: number, occurredAt: number) =>
      write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
        recordActivities(
          ctx,
          Array.from({ length: n }, () => ({
            ...{ customerId: a.records.own.customerId, dealId: null, userId: a.users.rep },
            ...{ kind: 'call' as const, summary: '问进度', occurredAt, nextOn: null },
          })),
        ),
      )
    await note(2, startOfDay(TODAY) - DAY_MS)
    expect((await seen(rep)).mine[0]).toMatchObject({ done: 2 })
    await note(2, startOfDay(TODAY))
    expect(await seen(rep)).toMatchObject({ mine: [] })
    expect((await seen(rep, 'done')).mine).toMatchObject([{ id, done: 3, late: 0 }])
  })

  test('what is done is put aside and is not worked out with every workbench', async () => {
    expect(await finishWalks(database.db, { orgId: a.orgId, now: NOW })).toBe(1)
    expect(await finishWalks(database.db, { orgId: a.orgId, now: NOW })).toBe(0)
    expect(await seen(rep)).toMatchObject({ mine: [] })
    expect((await seen(rep, 'done')).mine).toMatchObject([{ id, done: 3 }])
    expect(await tick(rep, id, ids[1], false)).toMatchObject({ body: { code: 'path_over' } })
  })

  test('the title of an article is told to those whom it is for', async () => {
    const body = {
      kind: 'process' as const,
      title: '一组内部',
      body: '机密',
      departmentIds: [a.departments.one],
    }
    const inner = (await manager.get(knowledge.createArticle, { body })).id
    await manager.get(knowledge.publishArticle, { params: { id: inner }, body: {} })
    expect(JSON.stringify(await admin.get(api.listPaths))).not.toContain('一组内部')
    const hidden = { ...NONE, id: '00000000-0000-7000-8000-000000000005', kind: 'read' as const, dueDays: 1 }
    const one = { isOn: true, items: [{ ...hidden, articleId: inner }] }
    expect(await save(admin, one)).toMatchObject({ status: 404 })
    const boss = await app.signIn('boss')
    expect(await save(boss, one)).toMatchObject({ status: 200 })
    // Whoever may not see it keeps it where it stands.
    expect(await save(admin, one)).toMatchObject({ status: 200 })
    const walk = ((await start(a.users.mate)).body as { id: string }).id
    expect((await seen(mate)).mine[0]!.items[0]!.article).toBe('一组内部')
    const forAdmin = (await seen(admin)).people.find((one_) => one_.id === walk)!
    expect(forAdmin.items[0]!.article).toBeNull()
    await admin.get(api.stopOnboarding, { params: { id: walk } })
    await save(boss)
  })

  test('what an administrator changes asks nothing of those who have begun', async () => {
    const more = {
      ...NONE,
      id: '00000000-0000-7000-8000-000000000004',
      kind: 'do' as const,
      title: '再来一项',
      dueDays: 1,
    }
    await save(admin, { isOn: true, items: [...items(), more] })
    expect((await seen(rep, 'done')).mine).toMatchObject([{ id, done: 3, all: 3 }])
  })

  test('stopped, it is over', async () => {
    const other = ((await start(a.users.mate)).body as { id: string }).id
    expect((await seen(mate)).mine).toHaveLength(1)
    await admin.get(api.stopOnboarding, { params: { id: other } })
    expect((await seen(mate)).mine).toEqual([])
    expect(await tick(mate, other, ids[1])).toMatchObject({ status: 409, body: { code: 'path_over' } })
    expect(await start(a.users.mate)).toMatchObject({ status: 200 })
  })
})

describe('somebody new', () => {
  const isDue = (now: number) =>
    read(database.db, { orgId: a.orgId, now }, async (ctx) => {
      const { rows } = await sql<{ due: boolean }>`select ${onboardingDue(ctx)} as due`.execute(ctx.db)
      return rows[0]!.due
    })

  test('gets the path of their role by themselves, once; those who were there before do not', async () => {
    const later = NOW + DAY_MS
    expect(await isDue(later)).toBe(false)
    const [saved] = await write(database.db, { orgId: a.orgId, now: later }, (ctx) =>
      savePeople(ctx, [
        { login: 'newcomer', name: '新来的', roles: ['rep'], departmentId: a.departments.one } as never,
      ]),
    )
    expect(await isDue(later)).toBe(true)
    await write(database.db, { orgId: a.orgId, now: later }, (ctx) => beginOnboarding(ctx))
    expect(await isDue(later)).toBe(false)
    const walks = (await seen(manager)).people
    expect(walks.filter(({ person }) => person.id === saved!.id)).toHaveLength(1)
    expect(walks.filter(({ person }) => person.id === a.users.assistant)).toHaveLength(0)
  })
})
