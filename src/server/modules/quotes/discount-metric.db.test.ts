import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Instant, startOfDay } from '../../../core/calendar.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { toDelta } from '../../platform/metric-loader.ts'
import { publishPrices } from '../prices/index.ts'
import { recordRates } from '../rates/index.ts'
import { quoteDiscount } from './discount-metric.ts'
import { recordStep } from './record-step.ts'
import { requestQuote } from './request-quote.ts'

const { db } = await testDatabase()
const { a, b } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const sentAt = startOfDay(addDays(TODAY, 1)) + 10 * 3_600_000

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = sentAt): Promise<T> {
  return write(db, { orgId: a.orgId, actor: boss, now }, fn)
}

async function discountAt(at: Instant, orgId = a.orgId) {
  return read(db, { orgId, now: at }, async (ctx) => {
    const deltas = (await quoteDiscount.load(ctx, { ids: [orgId], since: null })).map(toDelta)
    return readingAt({ def: metricDef('org', 'quote_discount_90d')!, deltas }, at)
  })
}

async function quote(
  yuan: number,
  product = '直线导轨',
  { currency = 'CNY', at = sentAt } = {},
): Promise<void> {
  const { id } = await writing(
    (ctx) => requestQuote(ctx, { title: '导轨', currency, customerId: a.records.own.customerId }),
    at,
  )
  const line = { product, quantityMilli: 100_000n, unit: '件', unitPriceFen: BigInt(yuan) * 100n }
  await writing((ctx) => recordStep(ctx, id, { kind: 'sent', lines: [line] }), at)
}

test('is what the offers of the window lie below the list they were held against, by amount', async () => {
  const rail = {
    ...{ code: 'P-1', name: '直线导轨', unit: '件', grade: null, fromMilli: 0n },
    ...{ floorFen: 50_00n, listFen: 100_00n, ceilingFen: 150_00n, costFen: 40_00n },
  }
  await writing(
    (ctx) => publishPrices(ctx, { currency: 'CNY', validFrom: TODAY, note: '', rows: [rail] }),
    NOW,
  )
  expect((await discountAt(sentAt + DAY_MS)).missing).toBe('no_data')
  await quote(90)
  await quote(70)
  const seen = await discountAt(sentAt + DAY_MS)
  expect(seen).toMatchObject({ value: 2_000, n: 2 })
  await quote(120)
  expect((await discountAt(sentAt + DAY_MS)).value).toBe(667)
  expect((await discountAt(sentAt - 1)).missing).toBe('no_data')
  expect((await discountAt(sentAt + 91 * DAY_MS)).missing).toBe('no_data')
  expect((await discountAt(sentAt + DAY_MS, b.orgId)).missing).toBe('no_data')
})

test('weighs a foreign offer by the yuan it was booked at', async () => {
  const cable = {
    ...{ code: 'P-2', name: '电缆', unit: '件', grade: null, fromMilli: 0n },
    ...{ floorFen: 50_00n, listFen: 100_00n, ceilingFen: 150_00n, costFen: 40_00n },
  }
  const yen = { currency: 'JPY', micro: 5_000_000n, per: 100 as const, source: '' }
  for (const currency of ['CNY', 'JPY']) {
    await writing((ctx) => publishPrices(ctx, { currency, validFrom: TODAY, note: '', rows: [cable] }), NOW)
  }
  const at = sentAt + 200 * DAY_MS
  const day = addDays(TODAY, 200)
  await writing((ctx) => recordRates(ctx, [{ ...yen, day }], { isConfirmed: false }), at)
  await quote(90, '电缆', { at })
  await quote(50, '电缆', { at, currency: 'JPY' })
  // 100 pieces: ¥10,000 of list with ¥1,000 off, and JPY 10,000 = ¥500 with ¥250 off.
  expect((await discountAt(at + DAY_MS)).value).toBe(Math.round(((1_000 + 250) / 10_500) * 10_000))
})
