import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { AGEING_BASES, AGEING_GROUPS, type AgeingBy } from '../../../core/receivable/ageing-group.ts'
import { read, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { readAgeing, recordInvoices } from './index.ts'
import { listInstalments } from './read.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const WHO = { orgId: a.orgId, now: NOW }
const day = (offset: number) => addDays(TODAY, offset)
const DAY_MS = 86_400_000

let made = 0
async function customer(fen: bigint, over: object = {}): Promise<string> {
  made += 1
  const name = `分组客户 ${made}`
  const now = NOW - 60 * DAY_MS
  const [saved] = await write(db, { ...WHO, now }, (ctx) =>
    saveCustomers(ctx, [{ name, responsibleId: a.users.rep, ...over }]),
  )
  await write(db, { ...WHO, now: now + 1000 }, (ctx) =>
    recordInvoices(ctx, [
      {
        ...{
          customerId: saved!.id,
          number: `FZ-${made}`,
          kind: 'invoice',
          amountFen: fen,
          issuedOn: day(-90),
        },
        instalments: [{ dueOn: day(-45), amountFen: fen }],
      },
    ]),
  )
  return saved!.id
}
const ageing = (asOf: string, over: Partial<Parameters<typeof readAgeing>[1]> = {}) =>
  read(db, WHO, (ctx) => readAgeing(ctx, { asOf, reading: 'business', top: 10_000, ...over }))
const sum = (parts: readonly bigint[]) => parts.reduce((total, fen) => total + fen, 0n)
const inGroup = async (by: AgeingBy, asOf: string, key: string) =>
  (await ageing(asOf, { by, q: '分组客户' })).groups.find((one) => one.key === key)?.openFen ?? 0n

const one = await customer(70_000n, { city: '无锡' })
await customer(30_000n)

test('whatever it is added up by, the sums are the same, on any day, in both readings and on both bases', async () => {
  for (const asOf of [day(-91), day(-50), TODAY])
    for (const reading of ['business', 'known'] as const)
      for (const basis of AGEING_BASES)
        for (const by of AGEING_GROUPS) {
          const figures = await ageing(asOf, { reading, basis, by })
          if (by !== 'customer') {
            expect(sum(figures.groups.map((row) => row.openFen))).toBe(figures.open.amountFen)
            expect(sum(figures.groups.map((row) => row.overdueFen))).toBe(figures.overdue.amountFen)
          }
          for (const row of figures.groups) expect(sum(row.bucketFen)).toBe(row.openFen)
          expect(sum(figures.buckets.map((row) => row.amountFen))).toBe(figures.open.amountFen)
        }
})

test('by the day of the invoice the same claim is older, and its rows are the ones behind the figure', async () => {
  const bucket = async (basis: 'due' | 'issue') => {
    const { buckets } = await ageing(TODAY, { basis, q: '分组客户' })
    return buckets.filter(({ amountFen }) => amountFen > 0n).map(({ label }) => label)
  }
  expect([await bucket('due'), await bucket('issue')]).toEqual([['31-60'], ['61-90']])
  const rows = await read(db, WHO, (ctx) =>
    listInstalments(ctx, {
      ...{ page: 1, size: 50, reading: 'business', sort: 'due', customerId: one },
      ...{ basis: 'issue', fromDays: 61, toDays: 90 },
    }),
  )
  expect(rows.sumOpenFen).toBe(70_000n)
})

test('who answered then, in which team and which grade: a later change does not reach back', async () => {
  const before = await inGroup('rep', day(-40), a.users.rep)
  await write(db, { ...WHO, now: NOW - 10 * DAY_MS }, (ctx) =>
    saveCustomers(ctx, [{ name: '分组客户 1', responsibleId: a.users.manager, city: '无锡' }]),
  )
  expect(await inGroup('rep', day(-40), a.users.rep)).toBe(before)
  expect([before, await inGroup('rep', TODAY, a.users.rep)]).toEqual([100_000n, 30_000n])
  for (const [grade, from] of [
    ['B', day(-50)],
    ['D', day(-5)],
  ] as const)
    await admin.query(
      `insert into credit_rating (org_id, customer_id, valid_from, valid_to, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
       values ($1, $2, $3, $4, 600, $5, $5, 100, 0, 'low', '[]', now())`,
      [a.orgId, one, `${from}T00:00:00+08:00`, grade === 'B' ? `${day(-5)}T00:00:00+08:00` : null, grade],
    )
  expect(await inGroup('grade', day(-6), 'B')).toBe(70_000n)
  expect(await inGroup('grade', day(-6), 'D')).toBe(0n)
  expect(await inGroup('grade', TODAY, 'D')).toBe(70_000n)
  expect(await inGroup('city', TODAY, '无锡')).toBe(70_000n)
})

test('a group opens its customers', async () => {
  const { customers, customerCount, open } = await ageing(TODAY, { by: 'city', group: '无锡' })
  expect([customers.map(({ id }) => id), customerCount]).toEqual([[one], 1])
  // The figures above stay those of everybody.
  expect(open.amountFen).toBeGreaterThan(70_000n)
})
