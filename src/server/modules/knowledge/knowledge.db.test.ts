import { beforeEach, describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { listFiles, uploadFile } from '../../../api/files.ts'
import * as api from '../../../api/knowledge.ts'
import { listNotices } from '../../../api/notify.ts'
import { addDays, dayOf, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { tendReadings } from './index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const [rep, mate, stranger, manager, manager2, boss, admin] = (await Promise.all(
  ['rep', 'mate', 'stranger', 'manager', 'manager2', 'boss', 'admin'].map((name) => app.signIn(name)),
)) as [Client, Client, Client, Client, Client, Client, Client]

const TEXT = { kind: 'process' as const, title: '报价流程', body: '## 三天内\n\n先问图纸，再问**数量**。' }
type Text = Partial<Parameters<typeof draft>[1]>

async function draft(
  by: Client,
  text: {
    title?: string
    body?: string
    departmentIds?: string[]
    links?: { kind: 'rule' | 'stage' | 'lost_reason'; target: string }[]
  } = {},
) {
  return (await by.get(api.createArticle, { body: { ...TEXT, ...text } })).id
}

const read = (id: string, by: Client, version?: number | 'draft') =>
  by.get(api.getArticle, { params: { id }, query: version === undefined ? {} : { version } })
const tries = (id: string, by: Client, version?: number | 'draft') =>
  by.call(api.getArticle, { params: { id }, query: version === undefined ? {} : { version } })
const change = (id: string, by: Client, text: Text) =>
  by.call(api.changeArticle, { params: { id }, body: { ...TEXT, ...text } })
const publish = (id: string, by: Client, body: object = {}) =>
  by.call(api.publishArticle, { params: { id }, body })
const titles = async (by: Client, query: object = {}) =>
  (await by.get(api.listArticles, { query: { size: 200, ...query } })).items.map(({ id }) => id)
/** What somebody was told about one article. */
const told = async (by: Client, id: string) =>
  (await by.get(listNotices, { query: { limit: 100 } })).rows
    .filter(({ url }) => url === `/knowledge/${id}`)
    .map(({ kind }) => kind)

describe('drafts, versions and who may what (C193)', () => {
  test('a rep drafts, the manager publishes, readers see it only then', async () => {
    const id = await draft(rep)
    expect(await tries(id, mate)).toMatchObject({ status: 404 })
    expect(await publish(id, rep)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await titles(manager, { view: 'drafts' })).toContain(id)
    expect(await publish(id, manager)).toMatchObject({ status: 200, body: { number: 1, asked: 0 } })
    expect(await read(id, mate)).toMatchObject({
      shown: 1,
      title: '报价流程',
      can: { edit: 'not_article_author' },
    })
    expect(await publish(id, manager)).toMatchObject({ status: 409, body: { code: 'article_unchanged' } })
  })

  test('readers keep the version they have until the next; every version stays', async () => {
    const id = await draft(rep)
    await publish(id, manager)
    expect(await change(id, rep, { body: '改成两天内' })).toMatchObject({ status: 200 })
    expect((await read(id, mate)).body).toBe(TEXT.body)
    expect(await tries(id, mate, 'draft')).toMatchObject({ status: 404 })
    expect((await read(id, rep, 'draft')).body).toBe('改成两天内')
    await publish(id, manager, { note: '缩短一天' })
    expect((await read(id, mate)).body).toBe('改成两天内')
    expect((await read(id, rep, 1)).body).toBe(TEXT.body)
    expect((await read(id, rep)).versions.map(({ number, note }) => [number, note])).toEqual([
      [2, '缩短一天'],
      [1, ''],
    ])
    expect(await tries(id, rep, 3)).toMatchObject({ status: 404 })
  })

  test('of a published article its author changes words, not readers, kind, links or files', async () => {
    const id = await draft(rep)
    await publish(id, manager)
    const refused = { status: 403, body: { code: 'article_needs_publisher' } }
    expect(await change(id, rep, { departmentIds: [a.departments.one] })).toMatchObject(refused)
    expect(await change(id, rep, { links: [{ kind: 'lost_reason', target: '价格' }] })).toMatchObject(refused)
    expect(await rep.call(api.retireArticle, { params: { id }, body: { isRetired: true } })).toMatchObject(
      refused,
    )
    expect((await read(id, boss)).version).toBe(2)
    expect(await rep.get(listFiles, { query: { recordKind: 'article', recordId: id } })).toEqual({
      items: [],
    })
    const file = formOf({ name: 'a.txt', text: '说明' })
    const url = `${uploadFile.path}?recordKind=article&recordId=${id}`
    const upload = await rep.send({ method: 'POST', url, ...file })
    expect(upload).toMatchObject({ status: 409, body: { code: 'article_needs_publisher' } })
    expect(await manager.send({ method: 'POST', url, ...file })).toMatchObject({ status: 200 })
    const { items } = await rep.get(listFiles, { query: { recordKind: 'article', recordId: id } })
    expect(items.map(({ name }) => name)).toEqual(['a.txt'])
  })

  test('its author goes on writing although a rule it was shown beside is gone', async () => {
    const links = [{ kind: 'stage' as const, target: [...a.stages.values()][0]! }]
    const id = await draft(rep, { links })
    await publish(id, manager)
    await database.admin.query(
      `insert into article_link (org_id, article_id, kind, target) values ($1, $2, 'rule', 'gone-since')`,
      [a.orgId, id],
    )
    expect((await read(id, rep)).links).toHaveLength(1)
    expect(await change(id, rep, { body: '二', links })).toMatchObject({ status: 200 })
  })

  test('whoever saw an older text does not write over a newer one', async () => {
    const id = await draft(rep)
    await change(id, rep, { body: '二' })
    const late = await rep.call(api.changeArticle, {
      params: { id },
      body: { ...TEXT, body: '三' },
      headers: { 'if-match': '"1"' },
    })
    expect(late).toMatchObject({ status: 412 })
    expect((await read(id, rep)).body).toBe('二')
  })

  test('out of use it is gone for readers, and back with all its versions', async () => {
    const id = await draft(manager)
    await publish(id, manager)
    await manager.get(api.retireArticle, { params: { id }, body: { isRetired: true } })
    expect(await tries(id, rep)).toMatchObject({ status: 404 })
    expect(await titles(rep)).not.toContain(id)
    expect(await titles(manager, { view: 'retired' })).toContain(id)
    expect(await change(id, manager, { body: '二' })).toMatchObject({ body: { code: 'article_retired' } })
    await manager.get(api.retireArticle, { params: { id }, body: { isRetired: false } })
    expect((await read(id, rep)).shown).toBe(1)
  })
})

describe('who reads it', () => {
  test('a department and whoever leads it; nobody beside it, by any route', async () => {
    const id = await draft(manager, { title: '一组的客户', departmentIds: [a.departments.one] })
    await publish(id, manager)
    expect((await read(id, rep)).departments).toHaveLength(1)
    for (const other of [stranger, manager2, admin]) {
      expect(await tries(id, other)).toMatchObject({ status: 404 })
      expect(await titles(other, { text: '一组的客户' })).toEqual([])
      expect(await other.call(listFiles, { query: { recordKind: 'article', recordId: id } })).toMatchObject({
        status: 404,
      })
      expect(await other.call(api.confirmReading, { params: { id }, body: { number: 1 } })).toMatchObject({
        status: 404,
      })
    }
    expect((await read(id, boss)).title).toBe('一组的客户')
  })

  test('opened to everybody, what it said to a few before stays with those who write', async () => {
    const id = await draft(boss, { body: '成本 32 元', departmentIds: [a.departments.two] })
    await publish(id, boss)
    await change(id, boss, { body: '请问财务', departmentIds: [] })
    await publish(id, boss, { note: '去掉了成本' })
    expect((await read(id, rep)).versions.map(({ number }) => number)).toEqual([2])
    expect(await tries(id, rep, 1)).toMatchObject({ status: 404 })
    expect((await read(id, boss, 1)).body).toBe('成本 32 元')
  })

  test('another company’s department cannot be named', async () => {
    const body = { ...TEXT, departmentIds: ['00000000-0000-7000-8000-000000000009'] }
    expect(await manager.call(api.createArticle, { body })).toMatchObject({ status: 404 })
  })
})

describe('it is found', () => {
  test.each([
    ['two characters of the title', '镀层'],
    ['two characters of the text', '盐雾'],
    ['pinyin initials of the title', 'dcsm'],
    ['two words in any order', '小时 镀层'],
  ])('%s', async (_, text) => {
    const id = await draft(manager, { title: '镀层寿命说明', body: '盐雾 **480** 小时' })
    await publish(id, manager)
    expect(await titles(rep, { text })).toContain(id)
  })

  test('words of a draft find nothing for readers, and a wildcard is a character', async () => {
    const id = await draft(manager, { title: '内部底线' })
    expect(await titles(rep, { text: '内部底线' })).toEqual([])
    await publish(id, manager)
    await change(id, manager, { title: '新的名字' })
    expect(await titles(rep, { text: '新的名字' })).toEqual([])
    expect(await titles(rep, { text: '内%线' })).toEqual([])
  })

  const beside = async (kind: 'rule' | 'stage' | 'lost_reason', target: string, by = rep) =>
    (await by.get(api.articlesBeside, { query: { kind, target } })).items.map(({ id }) => id)

  test('beside a stage and beside the words of a reason', async () => {
    const stage = [...a.stages.values()][0]!
    const links = [
      { kind: 'stage' as const, target: stage },
      { kind: 'lost_reason' as const, target: '价格' },
    ]
    const id = await draft(manager, { links })
    expect(await beside('stage', stage)).not.toContain(id)
    await publish(id, manager)
    expect(await beside('stage', stage)).toContain(id)
    expect(await beside('lost_reason', '对手价格低五个点')).toContain(id)
    expect(await beside('lost_reason', '交期')).not.toContain(id)
    await change(id, manager, { links, departmentIds: [a.departments.one] })
    expect(await beside('stage', stage)).toContain(id)
    expect(await beside('stage', stage, stranger)).not.toContain(id)
    const unknown = await manager.call(api.createArticle, {
      body: { ...TEXT, links: [{ kind: 'rule' as const, target: 'no-such-rule' }] },
    })
    expect(unknown).toMatchObject({ status: 400, body: { code: 'article_target_unknown' } })
  })
})

describe('reading is confirmed', () => {
  let id = ''
  beforeEach(async () => {
    id = await draft(manager, { title: '安全须知' })
    await publish(id, manager, { roles: ['rep'], workdays: 3, note: '新规定' })
  })
  const confirm = (by: Client, number = 1) =>
    by.call(api.confirmReading, { params: { id }, body: { number } })
  const readers = async (by: Client) =>
    (await by.get(api.articleReaders, { params: { id } })).rows.map(({ person, isConfirmed }) => [
      person.name,
      isConfirmed,
    ])

  test('whoever is asked is told, confirms once, and is seen to have', async () => {
    expect(await told(rep, id)).toEqual(['article-asked'])
    expect(await told(manager, id)).toEqual([])
    expect(await titles(rep, { view: 'asked' })).toContain(id)
    expect(await read(id, manager)).toMatchObject({ asked: null, can: { confirm: 'article_not_asked' } })
    expect(await confirm(manager)).toMatchObject({ status: 409, body: { code: 'article_not_asked' } })
    expect(await confirm(rep)).toMatchObject({ status: 200 })
    expect(await confirm(rep)).toMatchObject({ status: 200 })
    expect((await read(id, rep)).asked).toBe('confirmed')
    expect(await titles(rep, { view: 'asked' })).not.toContain(id)
    const rows = await database.admin.query('select 1 from article_reading where article_id = $1', [id])
    expect(rows.rowCount).toBe(1)
  })

  test('a manager sees the own people, the boss everybody', async () => {
    await confirm(rep)
    const own = await readers(manager)
    const all = await readers(boss)
    expect(own.length).toBeLessThan(all.length)
    expect(own.at(-1)?.[1]).toBe(true)
    expect((await read(id, boss)).readings).toEqual({ asked: all.length, confirmed: 1 })
    expect(await rep.call(api.articleReaders, { params: { id } })).toMatchObject({ status: 403 })
  })

  test('a correction keeps what was confirmed, a version that matters asks anew', async () => {
    await confirm(rep)
    await change(id, manager, { body: '改一个字' })
    await publish(id, manager, { roles: ['rep'] })
    expect((await read(id, rep)).asked).toBe('confirmed')
    expect(await confirm(mate)).toMatchObject({ status: 409, body: { code: 'article_moved_on' } })
    await change(id, manager, { body: '改了要紧的' })
    await publish(id, manager, { roles: ['rep'], asksAnew: true })
    expect((await read(id, rep)).asked).toBe('open')
    expect(await confirm(rep, 1)).toMatchObject({ status: 409, body: { code: 'article_moved_on' } })
    expect(await confirm(rep, 3)).toMatchObject({ status: 200 })
  })

  test('a version that asks others as well tells those, and gives them a day', async () => {
    clock.set(NOW + 30 * 86_400_000)
    const [boss2, finance] = [await app.signIn('boss'), await app.signIn('finance')]
    const { confirmBy } = await read(id, boss2)
    await change(id, boss2, { body: '改一个字' })
    await publish(id, boss2, { roles: ['rep', 'finance'], workdays: 2 })
    expect(await told(finance, id)).toEqual(['article-asked'])
    const mate2 = await app.signIn('mate')
    expect(await told(mate2, id)).toEqual(['article-asked'])
    const after = (await read(id, boss2)).confirmBy!
    expect(after > dayOf(clock.now())).toBe(true)
    expect(after > confirmBy!).toBe(true)
    clock.set(NOW)
  })

  test('opened to another department, those whom it asks there are told', async () => {
    const only = { title: '一组须知', departmentIds: [a.departments.one] }
    const own = await draft(manager, only)
    await publish(own, manager, { roles: ['rep'] })
    expect(await told(stranger, own)).toEqual([])
    await change(own, manager, { ...only, departmentIds: [] })
    expect(await told(stranger, own)).toEqual(['article-asked'])
    expect(await told(mate, own)).toEqual(['article-asked'])
  })

  test('reminded at the opening of the working day after, until the last has confirmed', async () => {
    const { confirmBy } = await read(id, rep)
    await confirm(rep)
    const wake = async () => {
      const { rows } = await database.admin.query(
        'select (extract(epoch from wake_at) * 1000)::float8 as at from article where id = $1',
        [id],
      )
      return rows[0].at as number | null
    }
    const tend = (now: number) => write(database.db, { orgId: a.orgId, now }, (ctx) => tendReadings(ctx))
    const first = (await wake())!
    expect(first).toBeGreaterThan(startOfDay(addDays(confirmBy!, 1)))
    await tend(first - 1)
    expect(await told(mate, id)).toEqual(['article-asked'])
    await tend(first)
    expect(await told(mate, id)).toEqual(['article-reminded', 'article-asked'])
    expect(await told(rep, id)).toEqual(['article-asked'])
    expect(await wake()).toBeGreaterThan(first)
    await manager.get(api.retireArticle, { params: { id }, body: { isRetired: true } })
    expect(await wake()).toBeNull()
    await tend(first + 30 * 86_400_000)
    expect(await told(mate, id)).toHaveLength(2)
  })

  test('by hand, once a day', async () => {
    const remind = () => manager.get(api.remindReaders, { params: { id } })
    expect((await remind()).reminded).toBeGreaterThan(0)
    await remind()
    expect(await told(mate, id)).toEqual(['article-reminded', 'article-asked'])
  })
})
