import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/brief.ts'
import { addDays, addMonths } from '../../../core/calendar.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { saveTargets } from '../targets/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const app = await testApp(database)
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(database.db, { orgId: a.orgId, now: NOW }, fn)

const boss = await app.signIn('boss')
const rep = await app.signIn('rep')

async function newCustomer(name: string, more: { limitFen?: bigint; responsibleId?: string | null } = {}) {
  const [saved] = await writing((ctx) => saveCustomers(ctx, [{ name, ...more }]))
  return saved!.id
}

function pay(customerId: string, receivedOn: string, amountFen: bigint) {
  return writing((ctx) =>
    recordPayments(ctx, [{ customerId, kind: 'payment', receivedOn, amountFen, allocate: 'oldest' }]),
  )
}

function owe(customerId: string, number: string, dueOn: string, amountFen: bigint) {
  return writing((ctx) =>
    recordInvoices(ctx, [
      {
        ...{ customerId, number, kind: 'invoice', issuedOn: addDays(dueOn, -30), amountFen },
        instalments: [{ dueOn, amountFen }],
      },
    ]),
  )
}

test('what was collected is the sum of its rows, now and as of a day before a payment', async () => {
  await pay(a.records.own.customerId, TODAY, 70_000n)
  const page = await boss.get(api.getBriefPage)
  const rows = await boss.get(api.listCollected)
  expect(page.collectedFen).toBe(rows.sumFen)
  expect(page.collectedCount).toBe(rows.items.length)
  // three payments of 400,000 from the world, and today's
  expect(page.collectedFen).toBe(1_270_000)
  const before = await boss.get(api.getBriefPage, { query: { asOf: addDays(TODAY, -1) } })
  expect(before.collectedFen).toBe(1_200_000)
  expect(before.decisions).toBeNull()
})

test('a rep sees the own customers’ money, a target only when there is one', async () => {
  const own = await rep.get(api.getBriefPage)
  expect(own.targetFen).toBeNull()
  expect(own.top.map(({ id }) => id)).toEqual([a.records.own.customerId])
  expect(own.overdue).toMatchObject({ count: 1, amountFen: own.top[0]!.overdueFen })
  await writing((ctx) =>
    saveTargets(ctx, [
      { userId: a.users.rep, month: TODAY.slice(0, 7), kind: 'collections', amountFen: 5_000_000n },
    ]),
  )
  expect((await rep.get(api.getBriefPage)).targetFen).toBe(5_000_000)
  expect((await boss.get(api.getBriefPage)).top).toHaveLength(3)
})

test('the end of the month is not guessed from too few months, and comes with its months when it is', async () => {
  expect((await boss.get(api.getBriefPage)).end).toEqual({ kind: 'not_enough', months: 0, needed: 6 })
  const id = await newCustomer('月底付款有限公司')
  for (let back = 1; back <= 8; back += 1)
    await pay(id, `${addMonths(TODAY.slice(0, 7), -back)}-28`, 100_000n)
  const { end, collectedFen } = await boss.get(api.getBriefPage)
  if (end.kind !== 'projected') throw new Error(end.kind)
  expect(end.months).toHaveLength(7)
  // Of today's money nothing is foretold: what came by yesterday, and 100,000 after this point.
  expect(end.expectedFen).toBe(Number(collectedFen) - 70_000 + 100_000)
})

test('a key customer of nobody waits for the boss, and is gone once somebody answers for it', async () => {
  const id = await newCustomer('无主大客户有限公司')
  await owe(id, 'NOBODY-1', addDays(TODAY, -5), 900_000n)
  const { decisions } = await boss.get(api.getBriefPage)
  expect(decisions!.shown).toContainEqual(
    expect.objectContaining({ kind: 'customer', id, overdueFen: 900_000, former: null }),
  )
  await database.admin.query('update customer set responsible_id = $2 where id = $1', [id, a.users.rep])
  const after = await boss.get(api.getBriefPage)
  expect(after.decisions!.shown.some((one) => one.kind === 'customer' && one.id === id)).toBe(false)
  expect((await rep.get(api.getBriefPage)).decisions).toBeNull()
})

test('one line by two characters, pinyin initials and phone tail: owes, overdue, deliver, who, next', async () => {
  const [saved] = await writing((ctx) =>
    saveCustomers(ctx, [
      {
        name: '苏州恒达精密',
        phone: '13655557788',
        limitFen: 500_000n,
        responsibleId: a.users.rep,
      },
    ]),
  )
  const id = saved!.id
  await owe(id, 'HD-1', addDays(TODAY, 20), 600_000n)
  await pay(id, TODAY, 150_000n)
  for (const q of ['恒达', 'szhd', '7788']) {
    const { items } = await rep.get(api.askCustomer, { query: { q } })
    expect(items, q).toHaveLength(1)
    expect(items[0]).toMatchObject({
      ...{ id, openFen: 450_000, overdueFen: 0, heldOrders: 0 },
      deliver: { answer: 'yes', reasons: [{ code: 'room', leftFen: 50_000 }] },
      responsible: { id: a.users.rep },
      next: { kind: 'none' },
    })
  }
  const before = await rep.get(api.askCustomer, { query: { q: '恒达', asOf: addDays(TODAY, -1) } })
  expect(before.items[0] ?? null).toBeNull()
  const stranger = await app.signIn('stranger')
  expect(await stranger.get(api.askCustomer, { query: { q: '恒达' } })).toMatchObject({ total: 0, items: [] })
})

test('money on account makes room, and what is owed beyond the limit says by how much', async () => {
  const id = await newCustomer('预付款测试公司', { limitFen: 100_000n, responsibleId: a.users.rep })
  await owe(id, 'YF-1', addDays(TODAY, 10), 130_000n)
  const ask = async () => (await boss.get(api.askCustomer, { query: { q: '预付款测试' } })).items[0]!
  expect((await ask()).deliver).toEqual({
    answer: 'ask',
    reasons: [
      { code: 'over_limit', byFen: 30_000 },
      { code: 'released_by', who: 'manager' },
    ],
  })
  await writing((ctx) =>
    recordPayments(ctx, [
      { customerId: id, kind: 'payment', receivedOn: TODAY, amountFen: 40_000n, allocate: 'none' },
    ]),
  )
  expect((await ask()).deliver!.answer).toBe('yes')
})
