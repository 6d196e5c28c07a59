import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/misses.ts'
import * as rules from '../../../api/rules.ts'
import { addDays, DAY_MS, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { openJobs } from '../../platform/jobs.ts'
import { recordInvoices } from '../receivables/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { composeMisses, writeMisses } from './index.ts'

const database = await testDatabase()
const { db } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

let world: OrgWorld
let boss: Client
let manager: Client
let stranger: Client
let closeJobs: () => Promise<void>

const who = () => ({ orgId: world.orgId, now: clock.now() })

/** A debt of somebody, due so many days after TODAY, known at once. */
async function owe(customerId: string, number: string, dueIn: number): Promise<void> {
  await write(db, who(), (ctx) =>
    recordInvoices(ctx, [
      {
        customerId,
        number,
        kind: 'invoice',
        issuedOn: TODAY,
        amountFen: 900_000n,
        instalments: [{ dueOn: addDays(TODAY, dueIn), amountFen: 900_000n }],
      },
    ]),
  )
}

async function passTo(days: number): Promise<void> {
  clock.set(startOfDay(addDays(TODAY, days)) + 12 * 3_600_000)
  await evaluateOrg(db, who())
}

beforeAll(async () => {
  closeJobs = await openJobs(database.app)
  const { a } = await twoOrgs(db)
  world = a
  await write(db, who(), (ctx) => installPack(ctx))
  await evaluateOrg(db, { ...who(), now: NOW + 1 })
  boss = await signIn('boss')
  // Whoever keeps no rule about overdue money hears of none.
  const { rows } = await boss.get(rules.listRules)
  for (const { code, version } of rows.filter(
    (rule) => rule.code.includes('due') || rule.code.includes('debt'),
  ))
    await boss.get(rules.tuneRule, { params: { code }, body: { version, mode: 'off' } } as never)
  clock.set(NOW + DAY_MS)
  await owe(world.records.own.customerId, 'MISS-OWN', 10)
  await owe(world.records.other.customerId, 'MISS-OTHER', 10)
  await passTo(75)
}, 120_000)
afterAll(() => closeJobs())

describe('losses that no rule foresaw', () => {
  it('are found with the rules that would have seen them, and what those cost', async () => {
    const report = await read(db, who(), (ctx) => composeMisses(ctx, addDays(TODAY, 75)))
    const late = report.losses.filter(
      ({ kind, subject }) => kind === 'overdue-60' && subject.label.startsWith('MISS'),
    )
    expect(late.map(({ on, foreseen, valueFen }) => [on, foreseen, valueFen])).toEqual([
      [addDays(TODAY, 70), null, 900_000],
      [addDays(TODAY, 70), null, 900_000],
    ])
    const silent = report.candidates.find(
      ({ code, move }) => code === 'instalment-overdue-30' && move === null,
    )!
    const ofLate = silent.caught.filter(({ loss }) => late.includes(report.losses[loss]!))
    expect(ofLate.map(({ leadDays }) => leadDays)).toEqual([30, 30])
    // Its price counts what it would have raised about anybody, also where nothing went wrong.
    expect(silent).toMatchObject({ mode: 'off', alerts: silent.caught.length })
  })

  it('leave nothing to say once a rule that was on had warned of them', async () => {
    const code = 'instalment-overdue-30'
    const { card } = await (await signIn('boss')).get(rules.getRule, { params: { code } })
    await (await signIn('boss')).get(rules.tuneRule, {
      params: { code },
      body: { version: card.version, mode: 'on' },
    } as never)
    await owe(world.records.own.customerId, 'SEEN-OWN', 90)
    await passTo(125)
    await passTo(155)
    const report = await read(db, who(), (ctx) => composeMisses(ctx, addDays(TODAY, 155)))
    const seen = report.losses.find(({ subject }) => subject.label.includes('SEEN-OWN'))!
    expect(seen.foreseen).toMatchObject({ code, leadDays: 30 })
  }, 30_000)

  it('are shown to each reader as far as their people go, and are the same report', async () => {
    ;[boss, manager, stranger] = (await Promise.all(
      ['boss', 'manager', 'stranger'].map((login) => signIn(login)),
    )) as [Client, Client, Client]
    expect((await boss.get(api.getMisses)).report).toBeNull()
    await writeMisses({ db, clock }, { orgId: world.orgId })
    const missedOf = async (client: Client) => {
      const { report } = await client.get(api.getMisses, { query: { kind: 'overdue-60' } })
      return report!.losses
        .map(({ subject }) => subject.label)
        .filter((label) => /MISS|SEEN/.test(label))
        .sort()
    }
    expect(await missedOf(boss)).toEqual(['MISS-OTHER', 'MISS-OWN'])
    expect(await missedOf(manager)).toEqual(['MISS-OWN'])
    const { report } = await manager.get(api.getMisses, { query: {} })
    const counted = report!.kinds.find(({ kind }) => kind === 'overdue-60')!
    expect(counted.total).toBe(counted.foreseen + counted.missed)
    expect(counted.foreseen).toBe(1)
    expect(counted.missed).toBe(report!.losses.filter(({ kind }) => kind === 'overdue-60').length)
    for (const { caught, losses } of report!.candidates) expect(losses).toHaveLength(caught)
    expect((await stranger.call(api.getMisses)).status).toBe(403)
  })
})
