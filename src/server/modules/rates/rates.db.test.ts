import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Day } from '../../../core/calendar.ts'
import { quotedText, readQuoted } from '../../../core/exchange/rate.ts'
import { newId } from '../../platform/clock.ts'
import { type ReadCtx, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { findRates, getRate, recordRates } from './index.ts'
import { listRates } from './read.ts'
import { takeBackRates, withdrawRate } from './record-rates.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const finance = { ...SYSTEM, userId: a.users.finance, name: 'finance', roles: ['finance'] as const }

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>): Promise<T> {
  return write(db, { orgId: a.orgId, actor: finance, now: NOW }, fn)
}

function reading<T>(fn: (ctx: ReadCtx) => Promise<T>, orgId = a.orgId): Promise<T> {
  return read(db, { orgId, actor: { ...finance, userId: null }, now: NOW }, fn)
}

const rate = (currency: string, day: Day, quoted: string, per: 1 | 100 = 1) => ({
  ...{ currency, day, per, micro: readQuoted(quoted)!, source: '' },
})

const told = (rates: ReturnType<typeof rate>[], isConfirmed = false) =>
  writing((ctx) => recordRates(ctx, rates, { isConfirmed }))

const onDay = (currency: string, day: Day) =>
  reading(async (ctx) => {
    const [found] = await findRates(ctx, [{ currency, day }])
    return found ? `${quotedText(found.micro)}/${found.per} ${found.day}` : found
  })

test('the rate of a day is the latest before it, of this company only; none is refused by name', async () => {
  const first = addDays(TODAY, -30)
  expect(await told([rate('USD', first, '7.10'), rate('USD', addDays(TODAY, -3), '710.50', 100)])).toEqual([
    'new',
    'new',
  ])
  expect(await onDay('USD', addDays(TODAY, -4))).toBe(`7.10/1 ${first}`)
  expect(await onDay('USD', TODAY)).toBe(`710.50/100 ${addDays(TODAY, -3)}`)
  expect(await onDay('USD', addDays(first, -1))).toBe(undefined)
  expect(await onDay('CNY', first)).toBe(null)
  expect(await onDay('EUR', TODAY)).toBe(undefined)
  const other = await reading((ctx) => findRates(ctx, [{ currency: 'USD', day: TODAY }]), b.orgId)
  expect(other).toEqual([undefined])
  await expect(reading((ctx) => getRate(ctx, { currency: 'EUR', day: TODAY }))).rejects.toMatchObject({
    code: 'rate_missing',
    detail: { currency: 'EUR', day: TODAY, days: 31 },
  })
})

test('telling the same again changes nothing; another figure takes its place and the former stays in sight', async () => {
  const day = addDays(TODAY, -1)
  await told([rate('HKD', day, '0.91')])
  const [before] = (await reading((ctx) => listRates(ctx, { page: 1, size: 20, currency: 'HKD' }))).items
  expect(await told([rate('HKD', day, '0.91')])).toEqual(['same'])
  expect(await told([rate('HKD', day, '0.92')])).toEqual(['changed'])
  const { items, latest } = await reading((ctx) => listRates(ctx, { page: 1, size: 20, currency: 'HKD' }))
  expect(items.map(({ micro, withdrawnAt }) => [micro, withdrawnAt !== null])).toEqual([
    [920_000n, false],
    [910_000n, true],
  ])
  expect(items[1]!.id).toBe(before!.id)
  expect(latest.find(({ currency }) => currency === 'HKD')).toMatchObject({ micro: 920_000n, isUsable: true })
})

test('a slip of the unit is refused with everything beside it, against stored rates and within one table', async () => {
  await told([rate('GBP', addDays(TODAY, -9), '9.10')])
  await expect(told([rate('AUD', TODAY, '4.60'), rate('GBP', TODAY, '912.00')])).rejects.toMatchObject({
    code: 'rate_jump',
  })
  expect(await onDay('AUD', TODAY)).toBe(undefined)
  await expect(
    told([rate('AUD', addDays(TODAY, -2), '4.60'), rate('AUD', TODAY, '460.00')]),
  ).rejects.toMatchObject({ code: 'rate_jump' })
  expect(await told([rate('GBP', TODAY, '912.00')], true)).toEqual(['new'])
  await expect(told([rate('AUD', TODAY, '4.6'), rate('AUD', TODAY, '4.7')])).rejects.toMatchObject({
    code: 'rate_twice',
  })
  await expect(told([rate('AUD', addDays(TODAY, 1), '4.6')])).rejects.toMatchObject({
    code: 'rate_day_ahead',
  })
})

test('what is withdrawn is booked at no more', async () => {
  await told([rate('CHF', addDays(TODAY, -5), '8.00'), rate('CHF', TODAY, '8.10')])
  const { items } = await reading((ctx) => listRates(ctx, { page: 1, size: 20, currency: 'CHF' }))
  await writing((ctx) => withdrawRate(ctx, items[0]!.id))
  expect(await onDay('CHF', TODAY)).toBe(`8.00/1 ${addDays(TODAY, -5)}`)
  await expect(writing((ctx) => withdrawRate(ctx, items[0]!.id))).rejects.toMatchObject({ code: 'not_found' })
})

test('a rate older than a month is shown as no longer good for today', async () => {
  await told([rate('SGD', addDays(TODAY, -32), '5.30'), rate('NZD', addDays(TODAY, -31), '4.10')])
  const { latest } = await reading((ctx) => listRates(ctx, { page: 1, size: 20 }))
  const usable = new Map(latest.map(({ currency, isUsable }) => [currency, isUsable]))
  expect([usable.get('SGD'), usable.get('NZD')]).toEqual([false, true])
})

test.each([[['first', 'second']], [['second', 'first']]] as const)(
  'two files taken back, %s, leave what was there before them',
  async (order) => {
    const currency = order[0] === 'first' ? 'SEK' : 'NOK'
    const files = { first: newId(NOW), second: newId(NOW) }
    const ticks = new Map<string, number>()
    const brought = (batchId: string, quoted: string) =>
      write(
        db,
        {
          ...{ orgId: a.orgId, actor: finance, now: NOW },
          source: { batchId, historyDelayDays: null, historyUntil: null },
        },
        async (ctx) => {
          ticks.set(batchId, ctx.tick)
          return recordRates(ctx, [rate(currency, TODAY, quoted)], { isConfirmed: false })
        },
      )
    await told([rate(currency, TODAY, '0.70')])
    await brought(files.first, '0.71')
    await brought(files.second, '0.72')
    for (const file of order) {
      const id = files[file]
      await writing((ctx) => takeBackRates(ctx, id, [ticks.get(id)!]))
      await admin.query(
        `insert into import_batch (org_id, id, target, file_name, file_hash, file_path, mapping, status, created_at, undone_at)
       values ($1, $2, 'rates', '', '', '', '{}', 'undone', now(), now())`,
        [a.orgId, id],
      )
      expect(await onDay(currency, TODAY)).toBe(
        file !== order[0] ? `0.70/1 ${TODAY}` : `${file === 'first' ? '0.72' : '0.71'}/1 ${TODAY}`,
      )
    }
  },
)
