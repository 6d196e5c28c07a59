import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { readQuoted } from '../../../core/exchange/rate.ts'
import type { PriceRow } from '../../../core/price/judge.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { askQuoteApproval } from '../quotes/ask-approval.ts'
import { getQuote } from '../quotes/read.ts'
import { recordStep } from '../quotes/record-step.ts'
import { requestQuote } from '../quotes/request-quote.ts'
import { recordRates } from '../rates/index.ts'
import { publishPrices } from './publish-prices.ts'
import { readPrices } from './read.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, actor = rep): Promise<T> {
  return write(db, { orgId: a.orgId, actor, now: NOW }, fn)
}
const seen = (currency: string, actor = rep) =>
  read(db, { orgId: a.orgId, actor, now: NOW }, (ctx) => readPrices(ctx, { currency }))

const RAIL: PriceRow = {
  ...{ code: 'P-1', name: '直线导轨', unit: '件', grade: null, fromMilli: 0n },
  ...{ floorFen: 90_00n, listFen: 100_00n, ceilingFen: 150_00n, costFen: 60_00n },
}
/** In dollars; the cost stays in yuan. */
const IN_DOLLARS = { ...RAIL, floorFen: 12_00n, listFen: 15_00n, ceilingFen: null }
const publish = (currency: string, rows: PriceRow[]) =>
  writing((ctx) => publishPrices(ctx, { currency, validFrom: TODAY, note: '', rows }), boss)
const request = () =>
  writing((ctx) =>
    requestQuote(ctx, { title: '导轨出口', currency: 'USD', customerId: a.records.own.customerId }),
  ).then(({ id }) => id)
const offer = (cents: bigint) => ({
  lines: [{ product: '直线导轨', quantityMilli: 10_000n, unit: '件', unitPriceFen: cents }],
  validUntil: addDays(TODAY, 30),
})
const send = (id: string, cents: bigint) =>
  writing((ctx) => recordStep(ctx, id, { kind: 'sent', ...offer(cents) }))

await writing(
  (ctx) =>
    recordRates(ctx, [{ currency: 'USD', day: TODAY, micro: readQuoted('7.2')!, per: 1, source: '' }], {
      isConfirmed: true,
    }),
  boss,
)
await publish('CNY', [RAIL])

test('C063: with a list in yuan alone the page says that dollars need approval, as the gate does', async () => {
  expect(await seen('USD')).toMatchObject({ control: 'elsewhere', list: null, currencies: ['CNY'] })
  await expect(send(await request(), 20_00n)).rejects.toMatchObject({ code: 'price_needs_approval' })
})

test('C057: a list in dollars binds quotes in dollars; its margin is yuan against yuan at the rate of the quote', async () => {
  await publish('USD', [IN_DOLLARS])
  // The versions of a currency are counted by themselves.
  expect((await seen('USD')).lists.map(({ number }) => number)).toEqual([1])
  expect(await seen('USD')).toMatchObject({
    ...{ control: 'on', currencies: ['CNY', 'USD'], rate: { micro: 7_200_000n } },
    rows: [{ floorFen: 12_00n, costFen: null }],
  })
  expect(await seen('CNY')).toMatchObject({ control: 'on', rate: null, rows: [{ floorFen: 90_00n }] })
  const id = await request()
  await expect(send(id, 11_99n)).rejects.toMatchObject({ code: 'price_needs_approval' })
  await send(id, 12_50n)
  const quote = await read(db, { orgId: a.orgId, actor: boss, now: NOW }, (ctx) => getQuote(ctx, id))
  // USD 12.50 are 90.00 yuan at 7.2, and a piece costs 60.00.
  expect(quote).toMatchObject({
    amountFen: 900_00n,
    versions: [{ basis: 'free', verdict: 'free', priceList: 1, marginBp: 3_333 }],
  })
})

test('what an approver is asked about is in yuan, whatever the list is in', async () => {
  const { caseId } = await request().then((id) =>
    writing((ctx) => askQuoteApproval(ctx, id, { reason: '首单', ...offer(10_00n) })),
  )
  const { rows } = await admin.query('select facts from approval_case where id = $1', [caseId])
  // USD 100.00 at 7.2, a sixth below the floor, 72.00 against 60.00 a piece.
  expect(rows[0].facts).toMatchObject({ amountFen: '72000', deviationBp: 1_667, marginBp: 1_666 })
})

test('one product has one name in all currencies: else the other list would lose it', async () => {
  const renamed = publish('USD', [{ ...IN_DOLLARS, name: 'Linear rail' }])
  await expect(renamed).rejects.toMatchObject({
    code: 'price_other_name',
    detail: { line: 1, name: '直线导轨', currency: 'CNY' },
  })
  await publish('USD', [{ ...IN_DOLLARS, listFen: 16_00n }])
})
