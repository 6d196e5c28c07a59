import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { takeBackBill } from '../../../api/bills.ts'
import { closeMonth, reopenMonth } from '../../../api/closes.ts'
import * as api from '../../../api/commission.ts'
import { mergeCustomers, undoMerge } from '../../../api/merges.ts'
import { listTargets } from '../../../api/settings.ts'
import { DAY_MS, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { receiveBill, recordInvoices, recordPayments, stepBill } from '../receivables/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const { rep, mate } = a.users
const { customerId } = a.records.own
const rule = { tiers: [{ fromFen: 0, rateBp: 200 }], lateDays: 30, lateBp: 5_000 }

const pays = (receivedOn: string, amountFen: bigint) =>
  write(database.db, { orgId: a.orgId, now: clock.now() }, (ctx) =>
    recordPayments(ctx, [{ customerId, kind: 'payment', receivedOn, amountFen, allocate: 'oldest' }]),
  )
const listed = async (month: string, who = 'finance') =>
  (await app.signIn(who)).get(api.listCommissions, { query: { month } })
const earned = async (month: string, userId = rep) =>
  Number((await listed(month)).items.find(({ person }) => person.id === userId)?.earnsFen ?? 0)

test('finance sees everybody, a manager the team, a rep themselves; the lines of another are refused', async () => {
  await (await app.signIn('boss')).get(api.saveCommissionRule, { body: rule })
  const all = await listed('2026-03')
  expect(all.items.map(({ person }) => person.id)).toEqual(
    expect.arrayContaining([rep, mate, a.users.stranger]),
  )
  expect(all.earnsFen).toBe(all.items.reduce((sum, { earnsFen }) => sum + Number(earnsFen), 0))
  expect((await listed('2026-03', 'manager')).items.map(({ person }) => person.id)).not.toContain(
    a.users.stranger,
  )
  expect((await listed('2026-03', 'rep')).items.map(({ person }) => person.id)).toEqual([rep])
  const own = await app.signIn('rep')
  const other = await own.call(api.getCommissionOf, { params: { userId: mate } })
  expect(other).toMatchObject({ status: 404 })
  expect((await own.get(api.getCommissionOf, { params: { userId: rep } })).estimate!.earnsFen).toBe(
    await earned('2026-03'),
  )
})

test('a closed month keeps its figures, whatever is typed or voided later, and its rule', async () => {
  const before = await earned('2026-03')
  clock.set(NOW + 20 * DAY_MS)
  const finance = await app.signIn('finance')
  await finance.get(closeMonth, { body: { month: '2026-03', ledgerFen: null, note: '' } })
  clock.set(NOW + 21 * DAY_MS)
  await pays(TODAY, 50_000n)
  expect(await earned('2026-03')).toBe(before)
  expect(await earned('2026-04')).toBe(1_000)
  const boss = await app.signIn('boss')
  const doubled = { ...rule, tiers: [{ fromFen: 0, rateBp: 400 }] }
  const refused = await boss.call(api.saveCommissionRule, { body: { ...doubled, from: '2026-03' } })
  expect(refused).toMatchObject({ status: 409, body: { code: 'commission_month_closed' } })
  await boss.get(api.saveCommissionRule, { body: doubled })
  expect([await earned('2026-03'), await earned('2026-04')]).toEqual([before, 2_000])
  expect((await listed('2026-03')).closedAt).not.toBeNull()
  await (await app.signIn('finance')).get(reopenMonth, {
    params: { month: '2026-03' },
    body: { reason: '补记回款' },
  })
  expect([await earned('2026-03'), await earned('2026-04')]).toEqual([before + 1_000, 0])
}, 60_000)

test('what a bill earned is taken back in the month in which the bill is, when its own was closed', async () => {
  const [march, april] = [await earned('2026-03'), await earned('2026-04')]
  const on = { receivedOn: TODAY, issuedOn: TODAY, dueOn: '2026-06-30' as const }
  const { id } = await write(database.db, { orgId: a.orgId, now: clock.now() }, async (ctx) => {
    const bill = await receiveBill(ctx, {
      ...{ ...on, customerId, kind: 'bank', number: 'CD1', drawer: '', acceptor: '乙银行' },
      ...{ amountFen: 20_000n, allocate: 'oldest' },
    })
    await stepBill(ctx, bill.id, { step: 'endorsed', on: TODAY, costFen: 0n, to: '', note: '' })
    return bill
  })
  expect([await earned('2026-03'), await earned('2026-04')]).toEqual([march + 400, april])
  const finance = await app.signIn('finance')
  await finance.get(closeMonth, { body: { month: '2026-03', ledgerFen: null, note: '' } })
  clock.set(clock.now() + 1000)
  await finance.get(takeBackBill, { params: { id }, body: { reason: '票号录错' } })
  // At the rate of March, which paid it; April's is twice that.
  expect([await earned('2026-03'), await earned('2026-04')]).toEqual([march + 400, april - 400])
  const { items } = await listed('2026-04')
  expect(items.find(({ person }) => person.id === rep)).toMatchObject({ collectedFen: -20_000 })
})

test('what was earned stays where it was when its customer goes over in a merge, and when that is undone', async () => {
  const owned = { orgId: a.orgId, now: clock.now() }
  const paidOn = '2026-04-02'
  const goneId = await write(database.db, owned, async (ctx) => {
    const [saved] = await saveCustomers(ctx, [
      { name: '同一家客户', createdOn: '2026-01-05', responsibleId: mate },
    ])
    const goneId = saved!.id
    await recordInvoices(ctx, [
      {
        ...{
          customerId: goneId,
          number: 'HB-1',
          issuedOn: '2026-03-20',
          kind: 'invoice',
          amountFen: 70_000n,
        },
        instalments: [{ dueOn: '2026-04-20', amountFen: 70_000n }],
      },
    ])
    const paid = { customerId: goneId, kind: 'payment', receivedOn: paidOn, amountFen: 70_000n } as const
    await recordPayments(ctx, [{ ...paid, allocate: 'oldest' }])
    return goneId
  })
  clock.set(startOfDay('2026-05-04') + 10 * 3_600_000)
  const [finance, boss] = [await app.signIn('finance'), await app.signIn('boss')]
  await finance.get(closeMonth, { body: { month: '2026-04', ledgerFen: null, note: '' } })
  const figures = async () => [
    ...[await earned('2026-04'), await earned('2026-04', mate)],
    ...[await earned('2026-05'), await earned('2026-05', mate)],
    ...(await boss.get(listTargets, { query: { month: '2026-04' } })).items.map((one) => one.collectionsFen),
  ]
  const before = await figures()
  expect(before[1]).toBe(2_800)
  const { id } = await boss.get(mergeCustomers, {
    params: { id: customerId },
    body: { otherId: goneId, reason: '同一家' },
  })
  expect(await figures()).toEqual(before)
  clock.set(clock.now() + 1000)
  await boss.get(undoMerge, { params: { id } })
  expect(await figures()).toEqual(before)
}, 60_000)

test('the file has a line for every line of the page', async () => {
  const { items } = await listed('2026-03')
  const file = await (await app.signIn('finance')).call(api.exportCommissions, {
    query: { month: '2026-03' },
  })
  expect(file.status).toBe(200)
  expect(file.bytes.length).toBeGreaterThan(1_000)
  expect(items.length).toBeGreaterThan(0)
})
