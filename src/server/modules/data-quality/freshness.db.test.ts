import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { qualityFreshness } from '../../../api/quality.ts'
import { addDays, type Day, startOfDay, weekday } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { db } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let org: OrgWorld
let boss: Client

/** Money comes every working day of six weeks, and then no more. */
const FIRST_FED = addDays(TODAY, -45)
const LAST_FED = addDays(TODAY, -5)

beforeAll(async () => {
  const world = await twoOrgs(db, startOfDay(FIRST_FED) + 36_000_000)
  org = world.a
  for (let day = addDays(FIRST_FED, 1); day <= LAST_FED; day = addDays(day, 1))
    if (weekday(day) <= 5) await pay(day)
  boss = await signIn('boss')
}, 60_000)

async function pay(day: Day) {
  const { customerId } = org.records.own
  await write(db, { orgId: org.orgId, now: startOfDay(day) + 11 * 3_600_000 }, (ctx) =>
    recordPayments(ctx, [
      {
        customerId,
        kind: 'payment',
        receivedOn: day,
        amountFen: 100n,
        reference: `R${day}`,
        allocate: 'none',
      },
    ]),
  )
}

const of = async (source: string, query: { asOf?: Day } = {}) => {
  const { items } = await boss.get(qualityFreshness, { query })
  return items.find((item) => item.source === source)
}

describe('how fresh a source is', () => {
  it('is told by the days on which it was fed, not by the days of its rows', async () => {
    expect(await of('payment')).toMatchObject({
      state: 'old',
      lastOn: LAST_FED,
      sinceWorkdays: 3,
      usualWorkdays: 1,
    })
    expect(await of('invoice')).toMatchObject({ state: 'unknown', n: 0 })
  })

  it('was fresh on a day when nothing was missing yet, whatever was entered later for it', async () => {
    const before = await of('payment', { asOf: LAST_FED })
    expect(before).toMatchObject({ state: 'fresh', sinceWorkdays: 0 })
    clock.set(NOW + 1000)
    await write(db, { orgId: org.orgId, now: NOW + 1000 }, (ctx) =>
      recordPayments(ctx, [
        {
          customerId: org.records.own.customerId,
          kind: 'payment',
          receivedOn: addDays(LAST_FED, -30),
          amountFen: 100n,
          reference: 'late',
          allocate: 'none',
        },
      ]),
    )
    clock.set(NOW + 2000)
    expect({ ...(await of('payment', { asOf: LAST_FED })), defects: 0 }).toEqual({ ...before, defects: 0 })
    expect(await of('payment')).toMatchObject({ lastOn: TODAY, state: 'fresh' })
  })

  it('is told of what one may read only', async () => {
    const system = await signIn('admin')
    expect((await system.get(qualityFreshness, {})).items).toEqual([])
    const ahead = await boss.call(qualityFreshness, { query: { asOf: addDays(TODAY, 1) } })
    expect(ahead).toMatchObject({ status: 400, body: { code: 'date_in_future' } })
  })
})
