import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { creditWhatIf } from '../../../api/credit-what-if.ts'
import { createOrder } from '../../../api/orders.ts'
import { addDays } from '../../../core/calendar.ts'
import { standingAt } from '../../../core/credit/past.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { saveOrders } from '../orders/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { loadPast } from './load-past.ts'
import { standingsOf } from './standing.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [rep, boss] = await Promise.all([signIn('rep'), signIn('boss')])
const WHO = { orgId: a.orgId, now: NOW }
const REP: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
/** What a first file brings along was known on its day. */
const HISTORY: WriteCtx['source'] = {
  batchId: '0195a000-0000-7000-8000-000000000001',
  historyDelayDays: 0,
  historyUntil: TODAY,
}

const past = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, { ...WHO, actor: REP, source: HISTORY }, fn)

let made = 0
async function customer(): Promise<string> {
  made += 1
  const input = { name: `推演客户 ${made}`, responsibleId: a.users.rep }
  const [saved] = await write(db, WHO, (ctx) => saveCustomers(ctx, [input]))
  return saved!.id
}

/** Ordered so many days ago, delivered and invoiced with it, due thirty days later; paid then, or never. */
async function sold(customerId: string, daysAgo: number, fen: number, paidDaysAgo: number | null) {
  made += 1
  const number = `TY-${made}`
  const on = addDays(TODAY, -daysAgo)
  return past(async (ctx) => {
    const [order] = await saveOrders(ctx, [
      {
        ...{ number, customerId, dealId: null, title: '', amountFen: BigInt(fen), currency: 'CNY' },
        ...{ orderedOn: on, plannedOn: null, deliveredOn: on, responsibleId: a.users.rep },
      },
    ])
    const bill = { customerId, number: `F-${number}`, kind: 'invoice' as const, issuedOn: on }
    await recordInvoices(ctx, [
      {
        ...{ ...bill, amountFen: BigInt(fen), orderId: order!.id },
        instalments: [{ dueOn: addDays(on, 30), amountFen: BigInt(fen) }],
      },
    ])
    if (paidDaysAgo !== null) await recordPayments(ctx, [paid(customerId, fen, paidDaysAgo)])
    return order!.id
  })
}
const paid = (customerId: string, fen: number, daysAgo: number) => ({
  ...{ customerId, kind: 'payment' as const, amountFen: BigInt(fen), allocate: 'oldest' as const },
  receivedOn: addDays(TODAY, -daysAgo),
})

const ask = (customerId: string, query: object = {}) =>
  boss.get(creditWhatIf, { query: { customerId, ...query } })

test('a limit is held against the orders of the year, and they are judged by what became of them (I11)', async () => {
  const id = await customer()
  const good = await sold(id, 300, 100_000, 260)
  const bad = await sold(id, 200, 300_000, null)
  expect(await ask(id, { limitFen: 200_000 })).toMatchObject({
    effect: { asked: { n: 2, fen: 400_000 }, stopped: { n: 1, fen: 300_000 } },
    asItIs: { stopped: { n: 0 } },
    rows: [{ id: bad, outcome: 'unpaid', unpaidFen: 300_000, heldNow: false, hold: 'manager' }],
  })
  const none = await ask(id, { limitFen: 0 })
  expect(none.effect).toMatchObject({ stopped: { n: 2 }, byOutcome: { well: { n: 1 }, unpaid: { n: 1 } } })
  expect(none.rows.map((row) => row.id)).toEqual([bad, good])
})

test('as of a past day neither later orders nor later endings are looked at', async () => {
  const id = await customer()
  await sold(id, 100, 100_000, 10)
  await sold(id, 20, 50_000, null)
  const then = await ask(id, { limitFen: 0, asOf: addDays(TODAY, -30) })
  expect(then.effect).toMatchObject({ asked: { n: 1 }, byOutcome: { unpaid: { n: 1 }, late: { n: 0 } } })
  const now = await ask(id, { limitFen: 0 })
  expect(now.effect).toMatchObject({ asked: { n: 2 }, byOutcome: { unpaid: { n: 0 }, late: { n: 1 } } })
})

test('what is recorded now does not change what the gate would have said (leak)', async () => {
  const id = await customer()
  await sold(id, 300, 100_000, 250)
  await sold(id, 200, 300_000, 150)
  await sold(id, 190, 90_000, 150)
  const query = { limitFen: 350_000, holdDays: 5, to: addDays(TODAY, -100) }
  const said = async () =>
    (await ask(id, query)).rows.map(({ number, findings, state }) => ({ number, findings, state }))
  const before = await said()
  expect(before.length).toBe(1)
  await write(db, { ...WHO, actor: REP, source: null }, async (ctx) => {
    await recordPayments(ctx, [{ ...paid(id, 900_000, 320), allocate: 'none' }])
    await recordInvoices(ctx, [
      {
        ...{ customerId: id, number: 'LATER-1', kind: 'invoice', issuedOn: addDays(TODAY, -330) },
        ...{ amountFen: 700_000n, instalments: [{ dueOn: addDays(TODAY, -320), amountFen: 700_000n }] },
      },
    ])
  })
  expect(await said()).toEqual(before)
})

test('the replay reads of the present what the gate reads of it', async () => {
  const id = await customer()
  await sold(id, 40, 300_000, null)
  await sold(id, 10, 70_000, null)
  await sold(id, 5, 40_000, 2)
  made += 1
  const number = `TY-${made}`
  const order = await rep.get(createOrder, {
    body: { number, customerId: id, orderedOn: TODAY, amountFen: 60_000 },
  })
  expect(order.id).not.toBe('')
  await past(async (ctx) => {
    await recordPayments(ctx, [{ ...paid(id, 500_000, 1), allocate: 'none' }])
  })
  const gate = await read(db, WHO, async (ctx) => (await standingsOf(ctx, [id])).get(id)!)
  const [unit] = await read(db, WHO, (ctx) => loadPast(ctx, [[id]]))
  // The tick runs a little ahead of the clock when much is written at once.
  const replayed = standingAt(unit!, id, NOW + 60_000, { out: new Set(), term: null })
  expect(replayed).toEqual(gate)
  expect(gate.own).toMatchObject({ ordersFen: 60_000n, overdueDays: 10 })
})

test('another team’s customer is not there', async () => {
  const id = await customer()
  await sold(id, 100, 100_000, null)
  const stranger = await signIn('stranger')
  expect((await stranger.call(creditWhatIf, { query: { customerId: id } })).status).toBe(404)
  const all = await stranger.get(creditWhatIf, { query: { limitFen: 0 } })
  expect(all.rows.filter((row) => row.customer.id === id)).toEqual([])
})
