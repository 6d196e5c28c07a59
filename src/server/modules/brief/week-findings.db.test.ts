import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getBriefPage } from '../../../api/brief.ts'
import * as rules from '../../../api/rules.ts'
import { addDays, startOfDay, startOfWeek, weekday } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { recordActivities } from '../customers/index.ts'
import { installPack } from '../watch/index.ts'
import { tellFindings } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const MONDAY = startOfWeek(TODAY)
const CODE = 'rep-follow-ups-unusual'
await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))

/** Two follow-ups every working day of fifty weeks; `stops`: so many weeks ago they ended. */
async function follow(userId: string, customerId: string, stops: number) {
  const source = { batchId: a.orgId, historyDelayDays: 0, historyUntil: null }
  const inputs: Parameters<typeof recordActivities>[1][number][] = []
  for (let back = 50 * 7; back > stops * 7; back -= 1) {
    const day = addDays(MONDAY, -back)
    if (weekday(day) > 5) continue
    for (const hour of [10, 15])
      inputs.push({
        ...{ customerId, userId, kind: 'call' as const, summary: '电话跟进' },
        occurredAt: startOfDay(day) + hour * 3_600_000,
      })
  }
  await write(db, { orgId: a.orgId, now: NOW, source } as never, (ctx: WriteCtx) =>
    recordActivities({ ...ctx, source }, inputs),
  )
}

const at = (hour: number, minute = 0, day = MONDAY) => startOfDay(day) + hour * 3_600_000 + minute * 60_000
const tell = (now: number) => tellFindings(db, { orgId: a.orgId, now })
const told = async () => {
  const { rows } = await admin.query<{ login: string; decision: string }>(
    `select u.login, n.decision from notice n join app_user u on u.org_id = n.org_id and u.id = n.user_id
     where n.org_id = $1 and n.kind = 'week-findings' order by u.login`,
    [a.orgId],
  )
  return rows
}
async function switchOn() {
  const boss = await signIn('boss')
  const { card } = await boss.get(rules.getRule, { params: { code: CODE } })
  await boss.get(rules.tuneRule, {
    params: { code: CODE },
    body: { version: card.version, mode: 'on' },
  } as never)
}

test('on Monday morning, once, to whoever leads the person whose week stands out', async () => {
  await follow(a.users.rep, a.records.own.customerId, 4)
  await follow(a.users.stranger, a.records.other.customerId, 0)
  await switchOn()
  expect(await tell(at(8, 29))).toEqual({ told: 0 })
  expect(await tell(at(9, 0, addDays(MONDAY, -1)))).toEqual({ told: 0 })
  expect(await tell(at(9))).toEqual({ told: 2 })
  expect((await told()).map(({ login }) => login)).toEqual(['boss', 'manager'])
  expect(await tell(at(10))).toEqual({ told: 0 })
  expect(await told()).toHaveLength(2)
}, 60_000)

test('the page of the morning shows each reader what is about their people, with how much was looked at', async () => {
  clock.set(at(11))
  const [boss, other] = await Promise.all([signIn('boss'), signIn('manager2')])
  const { findings } = await boss.get(getBriefPage)
  expect(findings!.weekFrom).toBe(addDays(MONDAY, -7))
  // The rep's rule is on and was told; the same slump of the team, whose rule is on trial, is in it.
  expect(findings!.items).toMatchObject([
    { ruleCode: CODE, subjectId: a.users.rep, mode: 'on', also: [expect.any(String)] },
  ])
  expect(findings!.items[0]!.p).toBeLessThan(0.01)
  expect(findings!.tested).toBeGreaterThan(1)
  const { findings: theirs } = await other.get(getBriefPage)
  expect(theirs).toMatchObject({ tested: findings!.tested, items: [] })
  const before = await boss.get(getBriefPage, { query: { asOf: addDays(MONDAY, -1) } })
  expect(before.findings).toBeNull()
  // Told a day later, it was not there yet on the Monday; an alert that opened afterwards is not linked.
  const told = startOfDay(addDays(MONDAY, 1)) + 9 * 3_600_000
  await admin.query('update regular_report set told_at = $2 where org_id = $1', [a.orgId, new Date(told)])
  clock.set(told + 3_600_000)
  const later = await signIn('boss')
  const monday = await later.get(getBriefPage, { query: { asOf: MONDAY } })
  expect(monday.findings).toBeNull()
  const tuesday = await later.get(getBriefPage)
  expect(tuesday.findings!.items).toHaveLength(1)
})
