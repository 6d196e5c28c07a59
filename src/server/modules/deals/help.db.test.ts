import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getCustomer, recordActivity } from '../../../api/customers.ts'
import {
  acceptHelp,
  assignHelp,
  declineHelp,
  endHelp,
  listHelp,
  listStuckNearby,
  offerHelp,
  withdrawHelp,
} from '../../../api/deal-help.ts'
import { getDeal, listDeals, updateDeal } from '../../../api/deals.ts'
import { listFiles } from '../../../api/files.ts'
import { listTasks } from '../../../api/tasks.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { passDeals } from './pass-deals.ts'
import { saveDeals } from './save-deals.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const NAMES = ['rep', 'mate', 'stranger', 'manager', 'manager2', 'auditor'] as const
let org: OrgWorld
let clients: Record<(typeof NAMES)[number], Client>
const SECRET = 'ZQX9'

beforeAll(async () => {
  org = (await twoOrgs(db)).a
  await signAllIn()
}, 60_000)

async function signAllIn() {
  const signed = await Promise.all(NAMES.map((name) => signIn(name)))
  clients = Object.fromEntries(NAMES.map((name, index) => [name, signed[index]!])) as typeof clients
}

let counter = 0

/** A deal of the mate's that has stood in its first stage for a year; everything but the name is marked. */
async function stuckDeal(
  of: 'mate' | 'stranger' = 'mate',
  days = 300,
): Promise<{ dealId: string; name: string }> {
  counter += 1
  clock.set(clock.now() + 1000)
  const name = `${counter}号停滞客户有限公司`
  const now = clock.now()
  return write(db, { orgId: org.orgId, now }, async (ctx) => {
    const [customer] = await saveCustomers(ctx, [
      {
        name,
        externalCode: `${SECRET}${counter}`,
        city: SECRET,
        phone: '13900008888',
        remark: SECRET,
        responsibleId: org.users[of],
      },
    ])
    const [deal] = await saveDeals(ctx, [
      {
        customerId: customer!.id,
        title: `${SECRET}项目`,
        product: SECRET,
        amountFen: 987_654_300n,
        responsibleId: org.users[of],
        history: [{ stage: 'reach', occurredOn: addDays(TODAY, -days), amountFen: 987_654_300n }],
      },
    ])
    return { dealId: deal!.id, name }
  })
}

/** The names of the deals made here are their own; ids are not told. */
const nearOf = async (client: Client, { name }: { name: string }) =>
  (await client.get(listStuckNearby, {})).items.find((item) => item.name === name)

async function offer(deal: { name: string }) {
  const { handle } = (await nearOf(clients.rep, deal))!
  return clients.rep.get(offerHelp, { body: { handle, message: '我认识他们采购' } })
}

const accept = (id: string, untilOn = addDays(TODAY, 10)) =>
  clients.mate.get(acceptHelp, { params: { id }, body: { untilOn } })

describe('a colleague’s stalled deal', () => {
  it('shows its name, its stage and the days, and nothing else of it', async () => {
    const deal = await stuckDeal()
    const answer = await clients.rep.call(listStuckNearby, {})
    const item = (await nearOf(clients.rep, deal))!
    expect(item).toEqual({
      handle: expect.stringMatching(/^[0-9a-f]{64}$/),
      name: deal.name,
      stage: { zh: expect.any(String), en: expect.any(String) },
      stalledDays: 300,
      offer: null,
    })
    const said = JSON.stringify(answer.body)
    for (const hidden of [deal.dealId, SECRET, '9876543', '13900008888', org.users.mate])
      expect(said).not.toContain(hidden)
  })

  it('is not shown to another team, nor to whoever sees it anyway', async () => {
    const deal = await stuckDeal()
    expect(await nearOf(clients.stranger, deal)).toBeUndefined()
    expect(await nearOf(clients.mate, deal)).toBeUndefined()
    expect(await nearOf(clients.manager, deal)).toBeUndefined()
    expect(await nearOf(clients.rep, await stuckDeal('stranger'))).toBeUndefined()
  })

  it('that goes on is nobody’s business, and a handle is of use to its holder only', async () => {
    expect(await nearOf(clients.rep, await stuckDeal('mate', 0))).toBeUndefined()
    const { handle } = (await nearOf(clients.rep, await stuckDeal()))!
    const body = { handle, message: '帮忙' }
    const answers = await Promise.all([
      clients.stranger.call(offerHelp, { body }),
      clients.manager.call(offerHelp, { body }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
  })
})

describe('help', () => {
  it('opens this deal when it is accepted, for reading and follow-ups only, until its day', async () => {
    const stuck = await stuckDeal()
    const { dealId } = stuck
    const { id } = await offer(stuck)
    const look = () => clients.rep.call(getDeal, { params: { id: dealId } })
    expect((await look()).status).toBe(404)
    await accept(id)
    const deal = await clients.rep.get(getDeal, { params: { id: dealId } })
    expect(deal.can).toMatchObject({ edit: 'help_reads_only', recordActivity: true })
    const note = { dealId, kind: 'call' as const, summary: '约了采购' }
    expect((await clients.rep.call(recordActivity, { body: note })).status).toBe(200)
    const shut = await Promise.all([
      clients.rep.call(updateDeal, { params: { id: dealId }, body: { title: '改', currency: 'CNY' } }),
      clients.rep.call(getCustomer, { params: { id: deal.customer!.id } }),
      clients.rep.call(recordActivity, { body: { ...note, customerId: deal.customer!.id } }),
    ])
    expect(shut.map(({ status }) => status)).toEqual([404, 404, 404])
    const { items } = await clients.rep.get(listDeals, { query: { size: 200 } })
    expect(items.map((row) => row.id)).not.toContain(dealId)
    clock.set(clock.now() + 11 * DAY_MS)
    await signAllIn()
    expect((await look()).status).toBe(404)
    expect((await clients.rep.call(recordActivity, { body: note })).status).toBe(404)
    clock.set(NOW + counter * 60_000)
    await signAllIn()
  })

  it('lets no promise be made for the customer, nor counts as a contact with it', async () => {
    const stuck = await stuckDeal()
    const { id } = await offer(stuck)
    await accept(id)
    const { dealId } = stuck
    const note = { dealId, kind: 'call' as const, summary: '约了采购' }
    const promise = { ...note, promisedOn: addDays(TODAY, 30), promisedFen: 100 }
    expect(await clients.rep.call(recordActivity, { body: promise })).toMatchObject({
      status: 400,
      body: { code: 'help_no_promise' },
    })
    const noted = await clients.rep.get(recordActivity, { body: note })
    const { rows } = await admin.query<{ of: string | null; customer: unknown; deal: unknown }>(
      `select a.customer_id as of, c.last_activity_at as customer, s.last_activity_at as deal
       from activity a join deal d on d.org_id = a.org_id and d.id = a.deal_id
       join customer_state c on c.org_id = d.org_id and c.customer_id = d.customer_id
       join deal_state s on s.org_id = d.org_id and s.deal_id = d.id where a.id = $1`,
      [noted.id],
    )
    expect(rows).toEqual([{ of: null, customer: null, deal: expect.anything() }])
    // The responsible person's own counts for both, and so does the promise.
    expect((await clients.mate.call(recordActivity, { body: promise })).status).toBe(200)
    const { activities } = await clients.mate.get(getDeal, { params: { id: dealId } })
    expect(activities).toHaveLength(2)
  })

  it('shuts the files and the tasks of the deal', async () => {
    const stuck = await stuckDeal()
    await accept((await offer(stuck)).id)
    const query = { recordKind: 'deal' as const, recordId: stuck.dealId }
    for (const route of [listFiles, listTasks]) {
      expect((await clients.mate.call(route, { query })).status).toBe(200)
      expect((await clients.rep.call(route, { query })).status).toBe(404)
    }
  })

  it('is answered by whoever answers for the deal, once, and told to both', async () => {
    const { id } = await offer(await stuckDeal())
    const wrong = await Promise.all(
      [clients.rep, clients.stranger, clients.manager2].map((client) =>
        client.call(acceptHelp, { params: { id }, body: { untilOn: addDays(TODAY, 3) } }),
      ),
    )
    expect(wrong.map(({ status }) => status)).toEqual([404, 404, 404])
    await clients.mate.get(declineHelp, { params: { id }, body: { reason: '下周就签' } })
    const twice = await clients.mate.call(declineHelp, { params: { id }, body: {} })
    expect(twice).toMatchObject({ status: 409, body: { code: 'help_not_open' } })
    const { rows } = await admin.query<{ kind: string; user_id: string }>(
      `select kind, user_id from notice where cause like $1 and user_id is not null order by kind desc`,
      [`help:${id}:%`],
    )
    expect(rows).toEqual([
      { kind: 'help-offered', user_id: org.users.mate },
      { kind: 'help-declined', user_id: org.users.rep },
    ])
  })

  it('is offered once at a time, and taken back by whoever offered', async () => {
    const stuck = await stuckDeal()
    const { id } = await offer(stuck)
    const { handle } = (await nearOf(clients.rep, stuck))!
    const again = await clients.rep.call(offerHelp, { body: { handle, message: '还是我' } })
    expect(again).toMatchObject({ status: 409, body: { code: 'help_offered' } })
    expect((await clients.mate.call(withdrawHelp, { params: { id } })).status).toBe(404)
    await clients.rep.get(withdrawHelp, { params: { id } })
    expect((await nearOf(clients.rep, stuck))!.offer).toBeNull()
    await offer(stuck)
  })

  it('is assigned by the manager to the own people, and ended by either of the two', async () => {
    const { dealId } = await stuckDeal()
    const give = (helperId: string, client = clients.manager) =>
      client.call(assignHelp, { params: { id: dealId }, body: { helperId, untilOn: addDays(TODAY, 5) } })
    expect(await give(org.users.stranger)).toMatchObject({ status: 409, body: { code: 'receiver_invalid' } })
    expect((await give(org.users.rep, clients.manager2)).status).toBe(404)
    const given = await give(org.users.rep)
    expect(given.status).toBe(200)
    expect((await clients.rep.call(getDeal, { params: { id: dealId } })).status).toBe(200)
    const { items } = await clients.mate.get(listHelp, { params: { id: dealId } })
    expect(items[0]).toMatchObject({ isAssigned: true, isHelping: true, can: { end: true } })
    await clients.rep.get(endHelp, { params: { id: items[0]!.id } })
    expect((await clients.rep.call(getDeal, { params: { id: dealId } })).status).toBe(404)
    const over = await clients.mate.call(endHelp, { params: { id: items[0]!.id } })
    expect(over).toMatchObject({ status: 409, body: { code: 'help_over' } })
  })

  const give = (dealId: string, days: number) =>
    clients.manager.call(assignHelp, {
      params: { id: dealId },
      body: { helperId: org.users.rep, untilOn: addDays(TODAY, days) },
    })
  const helpOn = async (dealId: string) =>
    (await clients.mate.get(listHelp, { params: { id: dealId } })).items.map((row) => ({
      state: row.state,
      untilOn: row.untilOn,
    }))

  it('assigned on top of an offer or of help is that one help with another day', async () => {
    const stuck = await stuckDeal()
    await offer(stuck)
    expect((await give(stuck.dealId, 5)).status).toBe(200)
    expect((await give(stuck.dealId, 9)).status).toBe(200)
    expect(await helpOn(stuck.dealId)).toEqual([{ state: 'accepted', untilOn: addDays(TODAY, 9) }])
  })

  it('ends whole, whatever rows it has', async () => {
    const { dealId } = await stuckDeal()
    await give(dealId, 5)
    await admin.query(
      `insert into deal_help (org_id, id, deal_id, helper_id, is_assigned, state, until_on, recorded_at)
       select org_id, gen_random_uuid(), deal_id, helper_id, true, 'accepted', until_on + 60, recorded_at
       from deal_help where deal_id = $1`,
      [dealId],
    )
    const { items } = await clients.mate.get(listHelp, { params: { id: dealId } })
    await clients.mate.get(endHelp, { params: { id: items[0]!.id } })
    expect((await helpOn(dealId)).map(({ state }) => state)).toEqual(['ended', 'ended'])
    expect((await clients.rep.call(getDeal, { params: { id: dealId } })).status).toBe(404)
  })

  it('is for a deal that has stalled and is open, and over when the deal is', async () => {
    const going = await stuckDeal('mate', 0)
    expect(await give(going.dealId, 5)).toMatchObject({ status: 409, body: { code: 'help_not_stalled' } })
    const stuck = await stuckDeal()
    const open = await stuckDeal()
    const { id } = await offer(open)
    await give(stuck.dealId, 5)
    await admin.query(`update deal set outcome = 'won', closed_on = $2 where id = any($1)`, [
      [stuck.dealId, open.dealId],
      TODAY,
    ])
    expect((await clients.rep.call(getDeal, { params: { id: stuck.dealId } })).status).toBe(404)
    expect(await give(stuck.dealId, 8)).toMatchObject({ status: 409, body: { code: 'deal_closed' } })
    const late = await clients.mate.call(acceptHelp, { params: { id }, body: { untilOn: TODAY } })
    expect(late).toMatchObject({ status: 409, body: { code: 'deal_closed' } })
  })

  it('is not taken from somebody who has left', async () => {
    const { id } = await offer(await stuckDeal())
    await admin.query(`update deal_help set helper_id = $2 where id = $1`, [id, org.users.departed])
    await admin.query(`update app_user set status = 'inactive' where id = $1`, [org.users.departed])
    const late = await clients.mate.call(acceptHelp, { params: { id }, body: { untilOn: TODAY } })
    expect(late).toMatchObject({ status: 409, body: { code: 'help_helper_left' } })
    expect((await clients.mate.call(declineHelp, { params: { id }, body: {} })).status).toBe(200)
  })

  it('is told to whoever the deal passes to, and ends when that is the helper', async () => {
    const [offered, running, own] = [await stuckDeal(), await stuckDeal(), await stuckDeal()]
    const { id } = await offer(offered)
    await give(running.dealId, 5)
    await give(own.dealId, 5)
    const pass = (dealId: string, to: string) =>
      write(db, { orgId: org.orgId, now: clock.now() }, (ctx) =>
        passDeals(ctx, [dealId], { from: org.users.mate, to }),
      )
    await pass(offered.dealId, org.users.manager)
    await clients.manager.get(updateDeal, {
      params: { id: running.dealId },
      body: { title: '转交', currency: 'CNY', responsibleId: org.users.assistant },
    })
    await pass(own.dealId, org.users.rep)
    const { rows } = await admin.query<{ kind: string; user_id: string }>(
      `select kind, user_id from notice where user_id = any($1) and (cause like $2 or kind = 'help-given')
       and cause like 'help:%' order by kind desc`,
      [[org.users.manager, org.users.assistant], `help:${id}:%`],
    )
    expect(rows).toEqual([
      { kind: 'help-offered', user_id: org.users.manager },
      { kind: 'help-given', user_id: org.users.assistant },
    ])
    const ended = await admin.query(`select state from deal_help where deal_id = $1`, [own.dealId])
    expect(ended.rows).toEqual([{ state: 'ended' }])
  })
})
