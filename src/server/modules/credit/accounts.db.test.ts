import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { customerCredit } from '../../../api/credit.ts'
import * as api from '../../../api/credit-accounts.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const all = () => Promise.all([signIn('rep'), signIn('stranger'), signIn('boss')])
let [rep, stranger, boss] = await all()
const params = { id: a.records.own.customerId }
const source = { batchId: a.orgId, historyDelayDays: 0, historyUntil: TODAY }
const WHO = { orgId: a.orgId, now: NOW + DAY_MS, source }

/** methods §10, 15, in yuan. */
const VECTOR = {
  ...{ periodEnd: '2025-12-31', source: '对方提供的年报', currentAssetsFen: 95_000, totalAssetsFen: 190_000 },
  ...{ currentLiabilitiesFen: 57_000, totalLiabilitiesFen: 100_000, retainedEarningsFen: 28_500 },
  ...{ ebitFen: 15_200, salesFen: 266_000, netProfitFen: 9_500, operatingCashFen: -100 },
}
const read = (asOf?: string) => rep.get(api.customerAccounts, { params, query: asOf ? { asOf } : {} })
const z2 = async (asOf?: string) => {
  const { factors } = await boss.get(customerCredit, { params, query: asOf ? { asOf } : {} })
  return factors.find(({ key }) => key === 'altman')!
}

test('statements of two periods show ratios, zones and their course, and the rating reads the newest (C005)', async () => {
  expect((await z2()).known).toBe(false)
  const before = { ...VECTOR, periodEnd: '2024-12-31', currentAssetsFen: 60_000, operatingCashFen: null }
  await rep.get(api.recordAccounts, { params, body: before })
  await rep.get(api.recordAccounts, { params, body: VECTOR })
  const { items } = await read()
  expect(items.map(({ periodEnd }) => periodEnd)).toEqual(['2025-12-31', '2024-12-31'])
  expect(items[0]!.z1).toMatchObject({ zone: 'grey', course: 'better' })
  expect(items[0]!.z1.value).toBeCloseTo(2.29421, 5)
  expect(items[0]!.z2.value).toBeCloseTo(3.2836, 3)
  expect(items[0]).toMatchObject({ cash: 'out', by: 'rep', debtRatio: { course: 'same' } })
  expect(items[1]).toMatchObject({ cash: null, currentRatio: { course: null } })
  expect(await z2()).toMatchObject({ known: true, points: 10 })
})

test('entered again a period takes the place of what was there, and a past day keeps what was known', async () => {
  // Everybody signs in anew: a session does not outlive the night.
  clock.set(NOW + DAY_MS)
  ;[rep, stranger, boss] = await all()
  const reply = await rep.get(api.recordAccounts, {
    params,
    body: { ...VECTOR, ebitFen: 0, netProfitFen: 0 },
  })
  expect(reply.replaced).toBe(true)
  const now = await rep.get(api.customerAccounts, { params, query: {} })
  expect(now.items).toHaveLength(2)
  expect(now.items[0]!.netMargin.value).toBe(0)
  expect((await read(TODAY)).items[0]!.netMargin.value).toBeCloseTo(9_500 / 266_000, 9)
  expect((await read(addDays(TODAY, -1))).items).toEqual([])
  await rep.get(api.voidAccounts, { params: { id: reply.id } })
  const after = await rep.get(api.customerAccounts, { params, query: {} })
  expect(after.items.map(({ periodEnd }) => periodEnd)).toEqual(['2024-12-31'])
  // Taken back on that day: a reading of the day before does not know it.
  expect((await rep.get(api.customerAccounts, { params, query: { asOf: TODAY } })).items).toHaveLength(2)
  const again = await rep.call(api.voidAccounts, { params: { id: reply.id } })
  expect(again.status).toBe(404)
  const altman = (await boss.get(customerCredit, { params, query: { asOf: TODAY } })).factors.find(
    ({ key }) => key === 'altman',
  )!
  expect(altman.points).toBe(10)
})

test('what cannot be true is refused before anything is written, and strangers see nothing', async () => {
  const count = async () =>
    (await database.admin.query('select count(*)::int as n from credit_statement')).rows[0].n
  const before = await count()
  const refused = async (change: object) => {
    const answer = await rep.call(api.recordAccounts, { params, body: { ...VECTOR, ...change } })
    return [answer.status, (answer.body as { code: string }).code]
  }
  expect(await refused({ periodEnd: addDays(TODAY, 2) })).toEqual([400, 'accounts_in_future'])
  expect(await refused({ currentAssetsFen: 200_000 })).toEqual([400, 'accounts_current_assets'])
  expect(await refused({ salesFen: -1 })).toEqual([400, 'accounts_negative'])
  expect((await stranger.call(api.recordAccounts, { params, body: VECTOR })).status).toBe(404)
  expect((await stranger.call(api.customerAccounts, { params })).status).toBe(404)
  expect(await count()).toBe(before)
})

test('the card is checked on what the reader may see: with enough cases it says how well a factor tells apart', async () => {
  // A year of late payers and one of prompt ones, with a history before it by which they were scored.
  await write(db, WHO, async (ctx) => {
    for (let index = 0; index < 24; index += 1) {
      const isBad = index % 2 === 0
      const [saved] = await saveCustomers(ctx, [
        { name: `检验客户 ${index}`, responsibleId: isBad || index < 20 ? a.users.rep : a.users.stranger },
      ])
      const customerId = saved!.id
      await recordInvoices(
        ctx,
        [500, 480, 460, 300].map((ago) => ({
          ...{ customerId, number: `JY-${index}-${ago}`, kind: 'invoice' as const },
          ...{ issuedOn: addDays(TODAY, -ago), amountFen: 10_000n },
          instalments: [{ dueOn: addDays(TODAY, 30 - ago), amountFen: 10_000n }],
        })),
      )
      await recordPayments(
        ctx,
        [500, 480, 460, 300].map((ago) => ({
          ...{ customerId, kind: 'payment' as const, amountFen: 10_000n, allocate: 'oldest' as const },
          receivedOn: addDays(TODAY, 30 - ago + (isBad ? 75 : -2)),
        })),
      )
    }
  })
  const all = await boss.get(api.cardCheck, { query: {} })
  expect(all).toMatchObject({ sampled: false, least: 10 })
  const staff = all.factors.find(({ key }) => key === 'staff')!
  expect(staff).toMatchObject({ n: 0, iv: null, band: null })
  expect(all.bad).toBeGreaterThanOrEqual(12)
  const mine = await rep.get(api.cardCheck, { query: {} })
  expect(mine.customers).toBeLessThan(all.customers)
  // Who was scored by late payments in the year before went on paying late.
  const late = all.factors.find(({ key }) => key === 'paymentIndex')!
  expect(late).toMatchObject({ reversed: false })
  expect(late.iv).toBeGreaterThan(0.3)
})
