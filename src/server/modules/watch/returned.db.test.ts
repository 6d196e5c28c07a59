import { beforeAll, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/alerts.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg } from './evaluate.ts'
import { installPack } from './install-pack.ts'
import { passAlerts } from './pass-alerts.ts'
import { tendAlerts } from './tend.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

/** Taken up and left, or taken up by nobody. */
const CAME_BACK = ['returned', 'untaken']

let world: OrgWorld
let rep: Client

beforeAll(async () => {
  const { a } = await twoOrgs(db)
  world = a
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx))
  await admin.query(
    `update rule set version = version + 1, spec = jsonb_set(spec, '{ladder}', '[]') where org_id = $1`,
    [a.orgId],
  )
  await evaluateOrg(db, { orgId: a.orgId, now: NOW + 1 })
}, 60_000)

async function passTo(instant: number): Promise<void> {
  clock.set(instant)
  rep = await signIn('rep')
  await write(db, { orgId: world.orgId, now: instant }, (ctx) => tendAlerts(ctx))
}

it('an alert without a ladder that was taken up and forgotten comes back, again and again', async () => {
  const amountFen = 5_000_000n
  const due = addDays(TODAY, -1)
  const [saved] = await write(db, { orgId: world.orgId, now: NOW + 60_000 }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: world.records.own.customerId,
        number: 'F-1',
        kind: 'invoice',
        issuedOn: addDays(TODAY, -31),
        amountFen,
        instalments: [{ dueOn: due, amountFen }],
      },
    ]),
  )
  await evaluateOrg(db, { orgId: world.orgId, now: NOW + 120_000 })
  await passTo(NOW + 180_000)
  const { rows } = await rep.get(api.listAlerts, { query: { subjectId: saved!.instalmentIds[0]! } })
  const { id, version } = rows[0]!
  await rep.get(api.acknowledgeAlert, { params: { id }, body: { version } })
  const read = () => rep.get(api.getAlert, { params: { id } })
  const returns = async () => (await read()).timeline.filter(({ kind }) => CAME_BACK.includes(kind)).length
  const notices = async () => {
    const told = await admin.query(
      `select count(*)::int as n from notice where org_id = $1 and user_id = $2 and cause like '%' || $3 || '%repeat:%'`,
      [world.orgId, world.users.rep, id],
    )
    return told.rows[0].n
  }
  await passTo(NOW + 2 * DAY_MS)
  expect([(await read()).status, await returns(), await notices()]).toEqual(['acknowledged', 0, 0])
  await passTo(NOW + 10 * DAY_MS)
  expect([(await read()).status, await returns(), await notices()]).toEqual(['open', 1, 1])
  await passTo(NOW + 10 * DAY_MS + 1_000)
  expect(await returns()).toBe(1)
  await passTo(NOW + 20 * DAY_MS)
  expect([await returns(), await notices()]).toEqual([2, 2])
  const again = await read()
  await rep.get(api.resolveAlert, {
    params: { id },
    body: { version: again.version, result: 'solved', verdict: 'right', note: '已付款' },
  })
  await passTo(NOW + 40 * DAY_MS)
  expect(await returns()).toBe(2)
})

it('what was handed on is new to whoever has it: it comes back only when that one has forgotten it too', async () => {
  const { orgId, users, records } = world
  const start = NOW + 50 * DAY_MS
  const [saved] = await write(db, { orgId, now: start }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: records.own.customerId,
        ...{ number: 'F-2', kind: 'invoice', issuedOn: addDays(TODAY, 20), amountFen: 100n },
        instalments: [{ dueOn: addDays(TODAY, 49), amountFen: 100n }],
      },
    ]),
  )
  await evaluateOrg(db, { orgId, now: start + 60_000 })
  await passTo(start + 120_000)
  const { rows } = await rep.get(api.listAlerts, { query: { subjectId: saved!.instalmentIds[0]! } })
  const { id } = rows[0]!
  const moved = await write(db, { orgId, now: start + 180_000 }, (ctx) =>
    passAlerts(ctx, [id], { from: users.rep, to: users.mate, because: 'passed' }),
  )
  expect(moved).toBe(1)
  const returns = async () => {
    const boss = await signIn('boss', 'first')
    return (await boss.get(api.getAlert, { params: { id } })).timeline.filter(({ kind }) =>
      CAME_BACK.includes(kind),
    ).length
  }
  for (const later of [240_000, DAY_MS, 2 * DAY_MS]) {
    await passTo(start + later)
    expect(await returns(), `after ${later}`).toBe(0)
  }
  const told = async () => {
    const { rows: notices } = await admin.query(
      `select count(*)::int as n from notice where org_id = $1 and user_id = $2 and cause like '%' || $3 || '%repeat:%'`,
      [orgId, users.mate, id],
    )
    return notices[0].n
  }
  expect(await told()).toBe(0)
  await passTo(start + 10 * DAY_MS)
  expect([await returns(), await told()], 'forgotten by whoever has it now').toEqual([1, 1])
  await passTo(start + 20 * DAY_MS)
  expect([await returns(), await told()], 'and again').toEqual([2, 2])
})

it('what a colleague hands on by hand comes back as well, and so does what a stand-in got and left', async () => {
  const { orgId, users, records } = world
  const start = NOW + 80 * DAY_MS
  const [saved] = await write(db, { orgId, now: start }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: records.own.customerId,
        ...{ number: 'F-3', kind: 'invoice', issuedOn: addDays(TODAY, 50), amountFen: 100n },
        instalments: [{ dueOn: addDays(TODAY, 79), amountFen: 100n }],
      },
    ]),
  )
  await evaluateOrg(db, { orgId, now: start + 60_000 })
  await passTo(start + 120_000)
  const { rows } = await rep.get(api.listAlerts, { query: { subjectId: saved!.instalmentIds[0]! } })
  const { id } = rows[0]!
  const boss = await signIn('boss', 'first')
  const read = async () => (await signIn('boss', 'first')).get(api.getAlert, { params: { id } })
  const returns = async () => (await read()).timeline.filter(({ kind }) => CAME_BACK.includes(kind)).length
  await boss.get(api.reassignAlert, {
    params: { id },
    body: { version: (await read()).version, toUserId: users.mate, reason: '您来跟' },
  })
  await passTo(start + 2 * DAY_MS)
  expect(await returns()).toBe(0)
  await passTo(start + 10 * DAY_MS)
  expect(await returns()).toBe(1)
  await admin.query(`update alert set handed_at = null, escalate_at = null where id = $1`, [id])
  await admin.query(`update app_user set status = 'inactive', left_on = $2 where id = $1`, [
    users.mate,
    addDays(TODAY, 80),
  ])
  await passTo(start + 11 * DAY_MS)
  expect((await read()).responsible.id).not.toBe(users.mate)
  await passTo(start + 13 * DAY_MS)
  expect(await returns()).toBe(1)
  await passTo(start + 22 * DAY_MS)
  expect(await returns()).toBe(2)
})

it('what nobody takes up comes back too, without a ladder as at its top, and says that nobody has it', async () => {
  const { orgId, users, records } = world
  const start = NOW + 120 * DAY_MS
  await admin.query(
    `update rule set version = version + 1, spec = jsonb_set(spec, '{ladder}', '[{"afterWorkingMinutes": 60, "to": "boss"}]')
     where org_id = $1 and code = 'instalment-overdue-1'`,
    [orgId],
  )
  const [saved] = await write(db, { orgId, now: start }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: records.own.customerId,
        ...{ number: 'F-4', kind: 'invoice', issuedOn: addDays(TODAY, 90), amountFen: 100n },
        instalments: [{ dueOn: addDays(TODAY, 119), amountFen: 100n }],
      },
    ]),
  )
  await evaluateOrg(db, { orgId, now: start + 60_000 })
  await passTo(start + 120_000)
  const id = (await rep.get(api.listAlerts, { query: { subjectId: saved!.instalmentIds[0]! } })).rows[0]!.id
  const seen = async () => {
    const boss = await signIn('boss', 'first')
    const { status, responsible, timeline } = await boss.get(api.getAlert, { params: { id } })
    const told = await admin.query(
      `select count(*)::int as n from notice where org_id = $1 and user_id = $2 and cause like '%' || $3 || '%repeat:%'`,
      [orgId, users.boss, id],
    )
    const untaken = timeline.filter(({ kind }) => kind === 'untaken').length
    return { status, who: responsible?.id, untaken, told: told.rows[0].n }
  }
  await passTo(start + 2 * DAY_MS)
  expect(await seen()).toEqual({ status: 'open', who: users.boss, untaken: 0, told: 0 })
  await passTo(start + 12 * DAY_MS)
  expect(await seen()).toEqual({ status: 'open', who: users.boss, untaken: 1, told: 1 })
  await passTo(start + 12 * DAY_MS + 1_000)
  expect((await seen()).untaken).toBe(1)
  await passTo(start + 24 * DAY_MS)
  expect(await seen()).toEqual({ status: 'open', who: users.boss, untaken: 2, told: 2 })
})
