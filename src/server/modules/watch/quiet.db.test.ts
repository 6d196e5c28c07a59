import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { acknowledgeAlert, getAlert, listAlerts } from '../../../api/alerts.ts'
import { addQuiet, endQuiet, listQuiet } from '../../../api/quiet.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg } from './evaluate.ts'
import { aboutToBeHeld, inhibitionDue, tendInhibited } from './inhibit.ts'
import { installPack } from './install-pack.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let org: OrgWorld
let boss: Client
let manager: Client
let rep: Client

const writing = <T>(run: (ctx: WriteCtx) => Promise<T>) =>
  write(db, { orgId: org.orgId, now: clock.now() }, run)
const tend = () => writing(tendInhibited)
const due = () =>
  writing(async (ctx) => {
    const row = await ctx.db.selectNoFrom(inhibitionDue(ctx).as('due')).executeTakeFirstOrThrow()
    return row.due
  })
const told = async (alertId: string) => {
  const { rows } = await admin.query(
    `select count(*)::int as n from notice where org_id = $1 and alert_id = $2`,
    [org.orgId, alertId],
  )
  return rows[0].n as number
}

let invoices = 0
/** Someone's customer owes since yesterday: one call is due. */
async function owes(whose: 'own' | 'other'): Promise<string> {
  clock.set(clock.now() + 60_000)
  invoices += 1
  const number = `Q-${invoices}`
  await writing((ctx) =>
    recordInvoices(ctx, [
      {
        customerId: org.records[whose].customerId,
        number,
        kind: 'invoice',
        issuedOn: addDays(TODAY, -30),
        amountFen: 50_000n,
        instalments: [{ dueOn: addDays(TODAY, -1), amountFen: 50_000n }],
      },
    ]),
  )
  await evaluateOrg(db, { orgId: org.orgId, now: clock.now() })
  clock.set(clock.now() + 1000)
  const { rows } = await boss.get(listAlerts, {
    query: { status: 'active', inhibited: 'with', pageSize: 200 },
  })
  return rows.find(
    ({ ruleCode, subject }) => ruleCode === 'instalment-overdue-1' && subject.label.includes(number),
  )!.id
}

const period = (own: object) => ({
  ...{ from: clock.now(), until: clock.now() + 2 * 3_600_000, reason: '搬数据' },
  ...own,
})
const add = (who: Client, own: object) => who.call(addQuiet, { body: period(own) as never })

beforeAll(async () => {
  const world = await twoOrgs(db, NOW)
  org = world.a
  await write(db, { orgId: org.orgId, now: NOW + 1 }, (ctx) => installPack(ctx))
  clock.set(NOW + 60_000)
  boss = await signIn('boss')
  manager = await signIn('manager')
  rep = await signIn('rep')
}, 120_000)

beforeEach(async () => {
  await admin.query(`update quiet_period set ended_at = now(), ended_by = actor where org_id = $1`, [
    org.orgId,
  ])
  await tend()
})

describe('a quiet period', () => {
  it('keeps what opens and what is open, and tells what still holds when it ends', async () => {
    const before = await owes('own')
    const taken = await owes('own')
    const { version } = await boss.get(getAlert, { params: { id: taken } })
    await rep.get(acknowledgeAlert, { params: { id: taken }, body: { version } })
    const count = await told(before)
    expect(count).toBeGreaterThan(0)
    expect((await add(boss, { kind: 'company' })).status).toBe(200)
    expect(await writing((ctx) => aboutToBeHeld(ctx, [before]))).toEqual(new Set([before]))
    const born = await owes('own')
    expect(await due()).toBe(true)
    await tend()
    for (const id of [before, born])
      expect(await boss.get(getAlert, { params: { id } })).toMatchObject({
        inhibited: 'inhibited_quiet',
        nextEscalation: null,
      })
    expect((await boss.get(getAlert, { params: { id: taken } })).inhibited).toBeNull()
    expect(await told(born)).toBe(0)
    expect(await told(before)).toBe(count)
    expect((await boss.get(listQuiet)).rows[0]).toMatchObject({ state: 'now', held: 2, about: null })

    clock.set(clock.now() + 2 * 3_600_000)
    await tend()
    for (const id of [before, born]) {
      const alert = await boss.get(getAlert, { params: { id } })
      expect(alert.inhibited).toBeNull()
      expect(alert.deadlineAt).toBeGreaterThan(clock.now())
    }
    expect(await told(born)).toBeGreaterThan(0)
    expect(await told(before)).toBeGreaterThan(count)
    const { rows } = await admin.query(
      `select user_id from notice where org_id = $1 and kind = 'quiet-ended' and user_id is not null`,
      [org.orgId],
    )
    expect(rows).toEqual([{ user_id: org.users.boss }])
    expect(await tend()).toEqual({ held: 0, released: 0 })
    expect(await due()).toBe(false)
  })

  it('is about a customer, a team with those below it, or a figure, and nothing else', async () => {
    const mine = await owes('own')
    const other = await owes('other')
    const held = async (own: object) => {
      expect((await add(boss, own)).status).toBe(200)
      await tend()
      const both = [mine, other].map(
        async (id) => (await boss.get(getAlert, { params: { id } })).inhibited !== null,
      )
      const found = await Promise.all(both)
      await admin.query(`update quiet_period set ended_at = now(), ended_by = actor where org_id = $1`, [
        org.orgId,
      ])
      await tend()
      return found
    }
    const { teams } = await boss.get(listQuiet)
    const { rows } = await admin.query(`select department_id from app_user where org_id = $1 and id = $2`, [
      org.orgId,
      org.users.rep,
    ])
    const team = teams.find(({ id }) => id === rows[0].department_id)!
    expect(await held({ kind: 'customer', customerId: org.records.own.customerId })).toEqual([true, false])
    expect(await held({ kind: 'team', teamId: team.id })).toEqual([true, false])
    expect(await held({ kind: 'metric', metric: 'overdue_days' })).toEqual([true, true])
    expect(await held({ kind: 'metric', metric: 'win_rate_month' })).toEqual([false, false])
  })

  it('reaches no further than whoever asks for it sees, and has an end', async () => {
    expect(await add(rep, { kind: 'company' })).toMatchObject({ status: 403 })
    expect(await add(manager, { kind: 'company' })).toMatchObject({
      status: 403,
      body: { code: 'quiet_everywhere' },
    })
    expect(await add(manager, { kind: 'metric', metric: 'overdue_days' })).toMatchObject({ status: 403 })
    expect(await add(manager, { kind: 'customer', customerId: org.records.other.customerId })).toMatchObject({
      status: 404,
    })
    expect(await add(manager, { kind: 'customer', customerId: org.records.own.customerId })).toMatchObject({
      status: 200,
    })
    expect(await add(boss, { kind: 'team' })).toMatchObject({
      status: 400,
      body: { code: 'quiet_about_missing' },
    })
    expect(await add(boss, { kind: 'company', until: clock.now() + 91 * DAY_MS })).toMatchObject({
      body: { code: 'silence_too_long' },
    })
    expect(await add(boss, { kind: 'company', until: clock.now() - 1 })).toMatchObject({ status: 400 })
  })

  it('is taken back once, and looks on a past day as it did then', async () => {
    const { id } = (await add(boss, { kind: 'company', until: clock.now() + 20 * DAY_MS })).body as {
      id: string
    }
    const evening = TODAY
    clock.set(clock.now() + 3_600_000)
    await boss.get(endQuiet, { params: { id } })
    expect(await boss.call(endQuiet, { params: { id } })).toMatchObject({
      status: 409,
      body: { code: 'quiet_over' },
    })
    expect((await boss.get(listQuiet)).rows.find((row) => row.id === id)).toMatchObject({ state: 'over' })
    const then = await boss.get(listQuiet, { query: { asOf: addDays(evening, -1) } })
    expect(then.rows).toEqual([])
    expect(then.can.add).toBe('forbidden')
  })
})
