import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as people from '../../../api/people.ts'
import * as session from '../../../api/session.ts'
import * as settings from '../../../api/settings.ts'
import { write } from '../../platform/context.ts'
import { savePeople } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { anonymous, signIn } = await testApp(database)
let world: OrgWorld
let boss: Client

beforeAll(async () => {
  world = (await twoOrgs(db)).a
  boss = await signIn('boss')
}, 60_000)

const fromLedger = (name: string, staffNo: string | null = null, login = name) =>
  write(db, { orgId: world.orgId, now: NOW }, (ctx) =>
    savePeople(ctx, [{ login, name, staffNo, roles: ['rep'], status: 'imported' }]),
  ).then(([saved]) => saved!.id)

const stateOf = async (id: string) =>
  (
    await admin.query(
      `select u.status, u.login, u.staff_no, d.name as department,
         (select array_agg(role order by role) from user_role r where r.user_id = u.id) as roles
       from app_user u left join department d on d.id = u.department_id where u.id = $1`,
      [id],
    )
  ).rows[0]

const count = async () => (await admin.query('select count(*)::int as n from app_user')).rows[0].n

describe('a list of people', () => {
  it('adds who is new, lets in whom a ledger named, and leaves alone who is here', async () => {
    const known = await fromLedger('陆小满', 'S7', 'luxiaoman')
    const { people: admitted } = await boss.get(people.admitPeople, {
      body: {
        people: [
          { name: '陆小满', roles: ['rep'], staffNo: 'S7', departmentName: '西南区' },
          { name: '贺之舟', roles: ['manager', 'rep'], departmentName: '西南区' },
          { name: '贺之洲', roles: ['rep'] },
        ],
      },
    })
    expect(admitted.map(({ name, login, outcome }) => [name, login, outcome])).toEqual([
      ['陆小满', 'luxiaoman', 'admitted'],
      ['贺之舟', 'hezhizhou', 'added'],
      ['贺之洲', 'hezhizhou2', 'added'],
    ])
    expect(admitted[0]!.id).toBe(known)
    expect(await stateOf(known)).toMatchObject({ status: 'active', department: '西南区', roles: ['rep'] })
    const led = await admin.query(`select manager_id from department where name = '西南区'`)
    expect(led.rows).toEqual([{ manager_id: admitted[1]!.id }])
    const again = await boss.get(people.admitPeople, {
      body: { people: [{ name: '贺之舟', roles: ['finance'] }] },
    })
    expect(again.people).toEqual([expect.objectContaining({ outcome: 'known', link: null })])
    expect(await stateOf(admitted[1]!.id)).toMatchObject({ roles: ['manager', 'rep'] })
    // The link opens the account of the name from the ledger.
    const token = admitted[0]!.link!.split('#')[1]!
    const entered = await anonymous.call(session.useLink, { body: { token } })
    expect(entered.status).toBe(200)
  })

  it.each([
    {
      why: 'a name that two ledger entries carry',
      code: 'person_ambiguous',
      list: [
        { name: '全新的人', roles: ['rep' as const] },
        { name: '王伟', roles: ['rep' as const] },
      ],
    },
    {
      why: 'a login that is taken',
      code: 'duplicate_login',
      list: [
        { name: '另一个人', roles: ['rep' as const], departmentName: '不该有的部门' },
        { name: '再一个人', roles: ['rep' as const], login: 'BOSS' },
      ],
    },
  ])('is refused as a whole for $why, and nothing is written', async ({ code, list }) => {
    if (code === 'person_ambiguous') {
      await fromLedger('王伟', null, 'wangwei')
      await fromLedger('王伟', null, 'wangwei2')
    }
    const before = await count()
    const answer = await boss.call(people.admitPeople, { body: { people: list } })
    expect([answer.status, answer.body]).toEqual([409, expect.objectContaining({ code })])
    expect(await count()).toBe(before)
    const departments = await admin.query(`select 1 from department where name = '不该有的部门'`)
    expect(departments.rows).toEqual([])
  })

  it('cannot make anybody boss by somebody who is not', async () => {
    const administrator = await signIn('admin')
    const answer = await administrator.call(people.admitPeople, {
      body: { people: [{ name: '假老板', roles: ['boss'] }] },
    })
    expect([answer.status, answer.body]).toEqual([
      409,
      expect.objectContaining({ code: 'role_not_grantable' }),
    ])
  })
})

it('the first steps follow what is there', async () => {
  const step = async (name: string) =>
    (await boss.get(settings.getFirstSteps)).steps.find((one) => one.step === name)!
  expect((await step('people')).done).toBe(true)
  expect((await step('trade')).done).toBe(false)
  await boss.get(settings.saveOrgSettings, { body: { trade: 'software' } })
  expect(await boss.get(settings.getFirstSteps)).toMatchObject({ trade: 'software' })
  expect((await step('trade')).done).toBe(true)
  expect((await step('channel')).done).toBe(false)
  await admin.query(
    `insert into channel (org_id, id, kind, name, config) values ($1, gen_random_uuid(), 'wecom', '销售群', '{}')`,
    [world.orgId],
  )
  expect((await step('channel')).done).toBe(true)
})
