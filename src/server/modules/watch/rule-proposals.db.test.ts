import { beforeAll, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getAlertBudget, setAlertBudget } from '../../../api/alert-budget.ts'
import * as dunning from '../../../api/dunning.ts'
import * as api from '../../../api/rule-proposals.ts'
import * as rules from '../../../api/rules.ts'
import { draftRule } from '../../../core/watch/compose.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { installPack } from './install-pack.ts'

const database = await testDatabase()
const { db, admin } = database
const { signIn } = await testApp(database, fixedClock(NOW))

let world: OrgWorld
let boss: Client
let manager: Client
let second: Client

const CODE = 'instalment-overdue-1'

beforeAll(async () => {
  const { a } = await twoOrgs(db)
  world = a
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
  ;[boss, manager, second] = (await Promise.all(
    ['boss', 'manager', 'mate'].map((login) => signIn(login)),
  )) as [Client, Client, Client]
}, 60_000)

const versionOf = async () => (await boss.get(rules.getRule, { params: { code: CODE } })).card.version
const tune = (who: Client, body: { version: number; severity?: 1 | 3; mode?: 'off' }) =>
  who.call(rules.tuneRule, { params: { code: CODE }, body })
const decide = (
  who: Client,
  id: string,
  route: typeof api.acceptRuleProposal | typeof api.declineRuleProposal,
) => who.call(route, { params: { id }, body: { note: '看过了' } })

it('is off at first: a change is in force at once', async () => {
  expect((await boss.get(api.listRuleProposals)).isNeeded).toBe(false)
  expect(await tune(manager, { version: 1, severity: 1 })).toMatchObject({
    status: 200,
    body: { version: 2 },
  })
})

it('can only be asked for where somebody else could accept', async () => {
  await admin.query(
    `update app_user set status = 'inactive' where org_id = $1 and id <> $2 and id in (
      select user_id from user_role where org_id = $1 and role in ('boss', 'admin'))`,
    [world.orgId, world.users.boss],
  )
  const need = () => boss.call(api.needSecondPerson, { body: { isNeeded: true } })
  expect(await need()).toMatchObject({ status: 409, body: { code: 'second_person_missing' } })
  await admin.query(`insert into user_role (org_id, user_id, role) values ($1, $2, 'admin')`, [
    world.orgId,
    world.users.mate,
  ])
  expect(await need()).toMatchObject({ status: 200 })
  second = await signIn('mate')
})

it('keeps a change with its difference in words until somebody else accepts it, and shows both', async () => {
  expect(await tune(boss, { version: 2, severity: 3 })).toMatchObject({ status: 200, body: { version: 2 } })
  expect(await versionOf()).toBe(2)
  const { rows } = await second.get(api.listRuleProposals)
  expect(rows).toMatchObject([
    {
      code: CODE,
      isNew: false,
      isOutdated: false,
      diff: [{ what: { zh: '级别' }, before: { zh: '1' }, after: { zh: '3' } }],
      can: { accept: true, decline: true },
    },
  ])
  const id = rows[0]!.id
  expect(await tune(manager, { version: 2, mode: 'off' })).toMatchObject({
    body: { code: 'proposal_waiting' },
  })
  expect(await decide(boss, id, api.acceptRuleProposal)).toMatchObject({
    status: 409,
    body: { code: 'own_proposal' },
  })
  expect(await decide(manager, id, api.acceptRuleProposal)).toMatchObject({ status: 403 })
  expect(await decide(manager, id, api.declineRuleProposal)).toMatchObject({ status: 403 })
  expect(await versionOf()).toBe(2)
  expect(await decide(second, id, api.acceptRuleProposal)).toMatchObject({
    status: 200,
    body: { version: 3 },
  })
  const { card, versions } = await boss.get(rules.getRule, { params: { code: CODE } })
  expect(card.severity).toBe(3)
  const names = await admin.query(`select id, name from app_user where id = any($1::uuid[])`, [
    [world.users.boss, world.users.mate],
  ])
  const nameOf = (of: string) => names.rows.find((row) => row.id === of).name
  expect(versions[0]).toMatchObject({
    version: 3,
    actor: nameOf(world.users.mate),
    proposedBy: nameOf(world.users.boss),
  })
  expect(await decide(second, id, api.acceptRuleProposal)).toMatchObject({ status: 404 })
})

it('a new rule waits as well, and a change that was overtaken can only be declined', async () => {
  const spec = { ...draftRule('own-1', 'instalment'), title: { zh: '我的', en: 'Mine' } } as rules.RuleSpec
  const body = { version: 0, spec }
  expect(await manager.call(rules.saveRule, { params: { code: 'own-1' }, body })).toMatchObject({
    status: 200,
    body: { version: 0 },
  })
  expect((await boss.call(rules.getRule, { params: { code: 'own-1' } })).status).toBe(404)
  const [first] = (await boss.get(api.listRuleProposals)).rows
  expect(first).toMatchObject({ isNew: true, code: 'own-1', can: { accept: true } })
  expect(await decide(boss, first!.id, api.acceptRuleProposal)).toMatchObject({ body: { version: 1 } })
  await tune(manager, { version: 3, mode: 'off' })
  await admin.query(`update rule set version = version + 1 where org_id = $1 and code = $2`, [
    world.orgId,
    CODE,
  ])
  const [late] = (await boss.get(api.listRuleProposals)).rows
  expect(late).toMatchObject({ isOutdated: true, can: { accept: 'proposal_outdated' } })
  expect(await decide(boss, late!.id, api.acceptRuleProposal)).toMatchObject({ status: 409 })
  expect(await decide(manager, late!.id, api.declineRuleProposal)).toMatchObject({ status: 200 })
  expect((await boss.get(api.listRuleProposals)).rows).toEqual([])
})

it('a dunning plan waits whole, and is accepted or declined whole', async () => {
  const planOf = async () =>
    (await boss.get(dunning.dunningPlan, {})).groups.find(({ group }) => group === 'all')!
  const before = await planOf()
  const wish = before.stages.map(({ stage, from, on }) => ({
    stage,
    from: stage === 'manager' ? 9 : from,
    on,
  }))
  const save = () => boss.call(dunning.saveDunningPlan, { params: { group: 'all' }, body: { stages: wish } })
  expect(await save()).toMatchObject({ status: 200, body: { changed: 2, isHeld: true } })
  expect(await planOf()).toEqual(before)
  expect(await save()).toMatchObject({ status: 409, body: { code: 'proposal_waiting' } })
  const waiting = async () => (await second.get(api.listRuleProposals)).rows
  const rows = await waiting()
  expect(rows.map(({ code, together }) => [code, together.length]).sort()).toEqual([
    ['instalment-overdue-1', 1],
    ['instalment-overdue-7', 1],
  ])
  expect(await decide(boss, rows[0]!.id, api.acceptRuleProposal)).toMatchObject({
    body: { code: 'own_proposal' },
  })
  expect(await decide(second, rows[0]!.id, api.declineRuleProposal)).toMatchObject({ status: 200 })
  expect([await waiting(), await planOf()]).toEqual([[], before])

  await save()
  const [one, other] = await waiting()
  // Overtaken in one rule, none of it is accepted: half a plan has days without a stage.
  const overtake = (by: number) =>
    admin.query(`update rule set version = version + $3 where org_id = $1 and code = $2`, [
      world.orgId,
      other!.code,
      by,
    ])
  await overtake(1)
  expect((await waiting()).map(({ isOutdated }) => isOutdated)).toEqual([true, true])
  expect(await decide(second, one!.id, api.acceptRuleProposal)).toMatchObject({
    status: 409,
    body: { code: 'proposal_outdated' },
  })
  expect(await planOf()).toEqual(before)
  await decide(boss, one!.id, api.declineRuleProposal)
  await save()
  const [again] = await waiting()
  expect(await decide(second, again!.id, api.acceptRuleProposal)).toMatchObject({ status: 200 })
  expect([
    (await waiting()).length,
    (await planOf()).stages.find(({ stage }) => stage === 'manager')!.from,
  ]).toEqual([0, 9])
})

it('is switched off, and the budget of all lines moved, only by two who say the same', async () => {
  const off = (who: Client) => who.call(api.needSecondPerson, { body: { isNeeded: false } })
  const isNeeded = async () => (await boss.get(api.listRuleProposals)).isNeeded
  const spend = async (who: Client, perWeek: number) =>
    (await who.get(setAlertBudget, { body: { perWeek } })).perWeek
  const before = (await boss.get(getAlertBudget)).perWeek
  expect([await spend(boss, 2), await spend(boss, 2), await spend(second, 3)]).toEqual([
    before,
    before,
    before,
  ])
  expect((await boss.get(getAlertBudget)).asked).toMatchObject({ wish: 300, isOwn: false })
  // Saying the number that holds takes a wish back.
  await spend(boss, before)
  expect((await boss.get(getAlertBudget)).asked).toBeNull()
  await spend(second, 3)
  // The word of somebody who decides no more is none.
  await admin.query(`delete from user_role where user_id = $1 and role = 'admin'`, [world.users.mate])
  await admin.query(`insert into user_role (org_id, user_id, role) values ($1, $2, 'admin')`, [
    world.orgId,
    world.users.rep,
  ])
  expect(await spend(boss, 3)).toBe(before)
  await admin.query(`delete from user_role where user_id = $1 and role = 'admin'`, [world.users.rep])
  await admin.query(`insert into user_role (org_id, user_id, role) values ($1, $2, 'admin')`, [
    world.orgId,
    world.users.mate,
  ])
  expect([await spend(second, 3), (await boss.get(getAlertBudget)).asked]).toEqual([3, null])

  expect([(await off(boss)).body, (await off(boss)).body]).toMatchObject([{ isHeld: true }, { isHeld: true }])
  expect(await isNeeded()).toBe(true)
  expect((await second.get(api.listRuleProposals)).off).toMatchObject({ isOwn: false })
  await second.call(api.needSecondPerson, { body: { isNeeded: true } })
  expect((await off(second)).body).toMatchObject({ isHeld: true })
  expect((await off(boss)).body).toEqual({ isNeeded: false, isHeld: false })
  expect(await isNeeded()).toBe(false)
})

it('where one alone is left, nothing waits for ever', async () => {
  await boss.call(api.needSecondPerson, { body: { isNeeded: true } })
  await admin.query(`update app_user set status = 'inactive' where id = $1`, [world.users.mate])
  expect((await boss.get(api.listRuleProposals)).isNeeded).toBe(false)
  const version = await versionOf()
  expect(await tune(boss, { version, severity: 1 })).toMatchObject({ body: { version: version + 1 } })
})
