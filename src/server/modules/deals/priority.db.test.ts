import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { listDealPriority } from '../../../api/deals.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { write } from '../../platform/context.ts'
import { recordActivities } from '../customers/index.ts'
import { saveDeals } from './index.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const app = await testApp(database)
const { customerId } = a.records.own
const { rep } = a.users

const days = (n: number) => addDays(TODAY, n)
const deal = (code: string, amountFen: bigint, history: [string, number][]) => ({
  ...{ externalCode: code, customerId, title: code, responsibleId: rep, amountFen },
  history: history.map(([stage, on]) => ({ stage, occurredOn: days(on) })),
})

await write(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
  // Whoever left the first stage within ten days was won, whoever stayed two months was lost.
  const quick = Array.from({ length: 10 }, (_, n) =>
    deal(`快${n}`, 100n, [
      ['reach', -200 + n],
      ['won', -190 + n],
    ]),
  )
  const slow = Array.from({ length: 10 }, (_, n) =>
    deal(`慢${n}`, 100n, [
      ['reach', -300 + n],
      ['lost', -240 + n],
    ]),
  )
  const open = [
    // Of a customer of its own: whoever calls a customer has looked after its deals.
    { ...deal('没人管', 900_000n, [['reach', -8]]), customerId: a.records.mate.customerId },
    deal('有人跟', 800_000n, [['reach', -2]]),
    deal('投入多', 5_000n, [['reach', -50]]),
    ...[1, 2, 3, 4].map((n) => deal(`平常${n}`, BigInt(n) * 50_000n, [['reach', -3]])),
  ]
  const saved = await saveDeals(ctx, [...quick, ...slow, ...open])
  const idOf = (code: string) =>
    saved[quick.length + slow.length + open.findIndex((one) => one.title === code)]!.id
  const calls = (code: string, times: number) =>
    Array.from({ length: times }, (_, n) => ({
      ...{ dealId: idOf(code), customerId, userId: rep, kind: 'call' as const, summary: '跟进' },
      occurredAt: startOfDay(days(-1 - n)) + 9 * 3_600_000,
    }))
  await recordActivities(ctx, [...calls('有人跟', 3), ...calls('投入多', 8)])
})

const ask = async (query = {}) =>
  (await app.signIn('boss')).get(listDealPriority, { query: { size: 200, ...query } })

test('chances are the company’s own by stage and age, with n; money and effort put them in order', async () => {
  const { items, ended } = await ask()
  expect(ended).toEqual({ n: 20, won: 10 })
  const of = (title: string) => items.find((item) => item.title === title)!
  expect(of('没人管').chance).toMatchObject({ n: 20, basis: 'age' })
  expect(of('投入多').chance!.bp).toBeLessThan(of('没人管').chance!.bp)
  expect(of('投入多')).toMatchObject({ effort: 8, verdict: 'overfed' })
  expect(of('没人管')).toMatchObject({ effort: 0, verdict: 'starved' })
  expect(of('有人跟')).toMatchObject({ effort: 3, verdict: null })
  const place = (title: string) => items.findIndex((item) => item.title === title)
  expect(place('没人管')).toBeLessThan(place('有人跟'))
})

test('the two lists hold what the counts say, and a past day knows nothing of later follow-ups', async () => {
  const [all, starved, overfed] = [
    await ask(),
    await ask({ only: 'starved' }),
    await ask({ only: 'overfed' }),
  ]
  expect([starved.total, overfed.total]).toEqual([all.starved.n, all.overfed.n])
  expect(starved.items.every(({ verdict }) => verdict === 'starved')).toBe(true)
  const before = await ask({ asOf: days(-9) })
  expect(before.items.find(({ title }) => title === '投入多')!.effort).toBe(0)
  expect(before.items.find(({ title }) => title === '没人管')).toBeUndefined()
  expect((await ask({ asOf: days(-250) })).ended).toEqual({ n: 0, won: 0 })
})
