import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as pool from '../../../api/pool.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock, newId } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordActivities } from './record-activities.ts'
import { recycleCustomers } from './recycle.ts'
import { saveCustomers } from './save-customers.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
let org: OrgWorld
let rep: Client
let mate: Client
let boss: Client

beforeAll(async () => {
  org = (await twoOrgs(db)).a
  rep = await signIn('rep')
  mate = await signIn('mate')
  boss = await signIn('boss')
}, 60_000)

beforeEach(async () => {
  clock.set(NOW)
  await boss.get(pool.savePoolSettings, {
    body: { recycleDays: null, mostPerPerson: null, coolDays: 7 },
  })
})

const customer = (
  responsibleId: string | null,
  { isKey = false, now = NOW }: { isKey?: boolean; now?: number } = {},
) =>
  write(db, { orgId: org.orgId, now }, (ctx) =>
    saveCustomers(ctx, [
      {
        name: `公海客户${newId()}`,
        responsibleId,
        createdOn: addDays(TODAY, -400),
        keyLevel: isKey ? 'key' : 'normal',
      },
    ]),
  ).then(([saved]) => saved!.id)

const holder = async (id: string) =>
  (await admin.query('select responsible_id from customer where id = $1', [id])).rows[0].responsible_id
const give = (client: Client, id: string) =>
  client.call(pool.releaseCustomer, { params: { id }, body: { reason: '联系不上' } })
const take = (client: Client, id: string) => client.call(pool.claimCustomer, { params: { id } })
const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code

describe('giving back', () => {
  it('leaves the customer with nobody, for everybody who sells to see, with the reason', async () => {
    const id = await customer(org.users.rep)
    expect((await give(rep, id)).status).toBe(200)
    expect(await holder(id)).toBeNull()
    const { items } = await mate.get(pool.listPool, { query: {} })
    expect(items.find((row) => row.id === id)).toMatchObject({
      reason: '联系不上',
      releasedOn: TODAY,
      can: { claim: true },
    })
    const periods = await admin.query(
      'select responsible_id from customer_period where customer_id = $1 order by valid_from',
      [id],
    )
    expect(periods.rows.map((row) => row.responsible_id)).toEqual([org.users.rep, null])
  })

  it('is refused while something is under way, and to whom the customer is not', async () => {
    expect(codeOf(await give(rep, org.records.own.customerId))).toBe('pool_protected')
    expect(codeOf(await give(rep, await customer(org.users.rep, { isKey: true })))).toBe('pool_protected')
    expect((await give(rep, org.records.other.customerId)).status).toBe(404)
    expect(await holder(org.records.own.customerId)).toBe(org.users.rep)
  })
})

describe('taking', () => {
  it('goes to the first of many who ask at once', async () => {
    const id = await customer(org.users.rep)
    await give(rep, id)
    const stranger = await signIn('stranger')
    const clients = [mate, stranger, mate, stranger, mate, stranger]
    const answers = await Promise.all(clients.map((client) => take(client, id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter((answer) => codeOf(answer) === 'pool_taken')).toHaveLength(5)
    const { rows } = await admin.query(
      `select count(*)::int as n from event where kind = 'customer.claimed' and customer_id = $1`,
      [id],
    )
    expect(rows[0].n).toBe(1)
  })

  it('waits for whoever gave it up', async () => {
    const id = await customer(org.users.rep)
    await give(rep, id)
    expect(codeOf(await take(rep, id))).toBe('pool_cooling')
    clock.set(NOW + 7 * DAY_MS)
    rep = await signIn('rep')
    expect((await take(rep, id)).status).toBe(200)
    expect(await holder(id)).toBe(org.users.rep)
  })

  it('stops at the most one may hold', async () => {
    const id = await customer(null)
    const held = (await mate.get(pool.listPool, { query: {} })).held
    await boss.get(pool.savePoolSettings, {
      body: { recycleDays: null, mostPerPerson: held, coolDays: 7 },
    })
    expect(codeOf(await take(mate, id))).toBe('pool_full')
    expect(await holder(id)).toBeNull()
  })

  it('does not tell a colleague’s customer from one that is not there', async () => {
    expect((await take(rep, org.records.other.customerId)).status).toBe(404)
    expect((await take(rep, newId())).status).toBe(404)
  })
})

describe('by itself', () => {
  // Later than anything before it: no clock of the tests goes back behind what was written.
  const START = NOW + 20 * DAY_MS
  const recycle = (now = START) => write(db, { orgId: org.orgId, now }, (ctx) => recycleCustomers(ctx))

  it('only what is quiet and free goes, on its day and not before', async () => {
    const taken = await customer(org.users.mate, { now: START })
    const spoken = await customer(org.users.mate, { now: START })
    const key = await customer(org.users.mate, { isKey: true, now: START })
    await write(db, { orgId: org.orgId, now: START }, (ctx) =>
      recordActivities(ctx, [
        { customerId: spoken, userId: org.users.mate, kind: 'call', occurredAt: START, summary: '问候' },
      ]),
    )
    expect(await recycle()).toBe(0)
    await boss.get(pool.savePoolSettings, { body: { recycleDays: 30, mostPerPerson: null, coolDays: 7 } })
    // Taken over today: the days count from here, not from when the customer was first known.
    expect(await holder(taken)).toBe(org.users.mate)
    await recycle(START + 29 * DAY_MS)
    expect(await holder(taken)).toBe(org.users.mate)
    await write(db, { orgId: org.orgId, now: START + 29 * DAY_MS }, (ctx) =>
      recordActivities(ctx, [
        {
          customerId: spoken,
          userId: org.users.mate,
          kind: 'call',
          occurredAt: START + 29 * DAY_MS,
          summary: '又聊了一次',
        },
      ]),
    )
    await recycle(START + 31 * DAY_MS)
    expect(await holder(taken)).toBeNull()
    expect([await holder(spoken), await holder(key)]).toEqual([org.users.mate, org.users.mate])
    expect(await holder(org.records.mate.customerId)).toBe(org.users.mate)
  })
})
