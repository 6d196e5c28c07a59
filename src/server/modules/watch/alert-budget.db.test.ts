import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/alert-budget.ts'
import * as rules from '../../../api/rules.ts'
import { DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { loadBudget } from './budget-rows.ts'
import { calibrateMonthly, calibrationDue } from './calibrate.ts'
import { installPack } from './install-pack.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

let world: OrgWorld
let boss: Client
let manager: Client

const CODE = 'rep-follow-ups-unusual'
const facts = () => read(db, { orgId: world.orgId, now: clock.now() }, loadBudget)

beforeAll(async () => {
  const { a, b } = await twoOrgs(db)
  world = a
  for (const { orgId } of [a, b]) await write(db, { orgId, now: NOW }, (ctx) => installPack(ctx))
  ;[boss, manager] = (await Promise.all(['boss', 'manager'].map((login) => signIn(login)))) as [
    Client,
    Client,
  ]
}, 60_000)

describe('the alert budget', () => {
  it('begins with the first rules, and counts what the busiest manager watches', async () => {
    const [first, ...rest] = await facts()
    expect(rest).toEqual([])
    const line = first!.lines[CODE]!
    expect(line.own).toBeGreaterThan(1)
    expect(line.series).toBeGreaterThan(line.own)
    expect(first!.most).toBeGreaterThanOrEqual(line.series)
    const { budget } = await boss.get(rules.ruleDetectability, { params: { code: CODE } })
    expect(budget!.zh).toContain(`最忙的一位盯 ${line.series} 条线，其中这条规则 ${line.own} 条`)
  })

  it('is set by who runs the company, dated, and read back as said', async () => {
    clock.set(NOW + DAY_MS)
    boss = await signIn('boss')
    manager = await signIn('manager')
    const refused = await manager.call(api.setAlertBudget, { body: { perWeek: 2 } })
    expect(refused.status).toBe(403)
    expect(await facts()).toHaveLength(1)
    const said = await boss.get(api.setAlertBudget, { body: { perWeek: 0.5 } })
    expect(said).toMatchObject({ perWeek: 0.5, isSet: true, beside: [] })
    const all = await facts()
    expect(all.map(({ perWeek }) => perWeek)).toEqual([0.25, 0.5])
    expect(all[1]!.at).toBeGreaterThan(NOW + DAY_MS - 1)
  })

  it('counts again when a rule joins or leaves, and takes in rules as they once shipped', async () => {
    const before = (await facts()).at(-1)!
    const { card } = await boss.get(rules.getRule, { params: { code: CODE } })
    await boss.get(rules.tuneRule, { params: { code: CODE }, body: { version: card.version, mode: 'off' } })
    const without = (await facts()).at(-1)!
    expect(without.lines[CODE]).toBeUndefined()
    expect(without.most).toBeLessThan(before.most)
    // As a company stands whose rules came before there was a budget.
    await admin.query(
      `update rule set mode = 'trial', version = version + 1,
        spec = spec #- '{condition,threshold,shared}' where org_id = $1 and code = $2`,
      [world.orgId, CODE],
    )
    const beside = await boss.get(api.getAlertBudget)
    expect(beside.beside.map(({ code }) => code)).toEqual([CODE])
    const after = await boss.get(api.setAlertBudget, { body: { perWeek: 0.5 } })
    expect(after.beside).toEqual([])
    expect((await facts()).at(-1)!.lines[CODE]).toEqual(before.lines[CODE])
  })

  it('is worked out anew once a month, and never twice', async () => {
    const due = (now: number) =>
      read(db, { orgId: world.orgId, now }, async (ctx) => {
        const { rows } = await sql<{ due: boolean }>`select ${calibrationDue(ctx)} as due`.execute(ctx.db)
        return rows[0]!.due
      })
    const later = NOW + 40 * DAY_MS
    expect([await due(clock.now()), await due(later)]).toEqual([false, true])
    const count = (await facts()).length
    await calibrateMonthly(db, { orgId: world.orgId, now: later })
    const all = await facts()
    expect(all).toHaveLength(count + 1)
    expect(await due(later)).toBe(false)
    expect(all.at(-1)).toMatchObject({ perWeek: 0.5 })
  })
})
