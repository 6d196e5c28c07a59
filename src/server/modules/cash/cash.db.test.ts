import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { readOn } from '../../../core/watch/fold.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { toDelta } from '../../platform/metric-loader.ts'
import { saveCustomers } from '../customers/index.ts'
import { createOrg } from '../identity/index.ts'
import { openDispute, type Reading, recordInvoices, recordPayments } from '../receivables/index.ts'
import { cashDue, cashMetrics, drawDaily, recordBalance, recordOutflows } from './index.ts'
import { listExpected, listOutflows, readCash } from './read-cash.ts'
import { endOutflow, voidOutflow } from './record-cash.ts'

const { db } = await testDatabase()
const { b } = await twoOrgs(db)

const now = NOW
/** A company for each test, so that habits and money do not mix. */
let a = { orgId: '' }
let nth = 0
beforeEach(async () => {
  nth += 1
  a = await createOrg(
    db,
    { slug: `cash-${nth}`, name: '资金', isDemo: false, now: NOW - DAY_MS },
    async () => null,
  )
})

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, at: Instant = now): Promise<T> {
  return write(db, { orgId: a.orgId, now: at }, fn)
}

const day = (offset: number) => addDays(dayOf(now), offset)

function cash(asOf: Day = day(0), reading: Reading = 'business', at: Instant = now) {
  return read(db, { orgId: a.orgId, now: at }, (ctx) => readCash(ctx, { asOf, reading }))
}

/** Who owes `openFen`, due in ten days, and has always paid so many days late. */
async function owing(name: string, openFen: bigint, lag: number) {
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [{ name: `${name}${ctx.tick}`, createdOn: day(-400) }])
    const customerId = customer!.id
    const bills = [330, 300, 270, 240, 210, 180].map((ago, index) => ({
      customerId,
      number: `${name}-${index}`,
      kind: 'invoice' as const,
      issuedOn: day(-ago - 30),
      amountFen: 100n,
      instalments: [{ dueOn: day(-ago), amountFen: 100n }],
    }))
    const open = {
      ...bills[0]!,
      number: `${name}-open`,
      issuedOn: day(-20),
      amountFen: openFen,
      instalments: [{ dueOn: day(10), amountFen: openFen }],
    }
    const saved = await recordInvoices(ctx, [...bills, open])
    await recordPayments(
      ctx,
      bills.map((bill, index) => ({
        customerId,
        kind: 'payment' as const,
        receivedOn: addDays(bill.instalments[0]!.dueOn, lag),
        amountFen: 100n,
        reference: '',
        remark: '',
        allocate: [{ instalmentId: saved[index]!.instalmentIds[0]!, amountFen: 100n }],
      })),
    )
    return { customerId, instalmentId: saved.at(-1)!.instalmentIds[0]! }
  })
}

const wage = {
  kind: 'salary' as const,
  label: '工资',
  amountFen: 40_000n,
  every: 'month' as const,
  untilOn: null,
}

describe('the cash calendar (C102)', () => {
  test('expects money by the habits of whoever owes it, and every week opens its instalments', async () => {
    const prompt = await owing('守时', 100_000n, 0)
    const slow = await owing('拖延', 50_000n, 21)
    const found = await cash()
    expect(found.openFen).toBe(150_000n)
    expect(found.paidCount).toBe(12)
    const week = found.weeks.find(({ from, to }) => from <= day(10) && to >= day(10))!
    const listed = await read(db, { orgId: a.orgId, now }, (ctx) =>
      listExpected(ctx, { asOf: day(0), reading: 'business', weekFrom: week.from, page: 1, size: 50 }),
    )
    expect(listed.items.reduce((sum, { expectedFen }) => sum + expectedFen, 0n)).toBe(week.expectedFen)
    expect(listed.items[0]).toMatchObject({ id: prompt.instalmentId, n: 6 })
    const due = (id: string) => listed.items.find((one) => one.id === id)?.chanceBp ?? 0
    expect(due(prompt.instalmentId)).toBeGreaterThan(due(slow.instalmentId))
    const sum = found.weeks.reduce((all, { expectedFen }) => all + expectedFen, 0n)
    expect(sum + found.laterFen + found.unknownFen + found.disputedFen).toBe(found.openFen)
  })

  test('learns from the same documents on both sides, and predicts all of them', async () => {
    const { customerId, instalmentId } = await owing('期初', 100_000n, 0)
    const expected = async () => {
      const { weeks } = await cash()
      const week = weeks.find(({ from, to }) => from <= day(10) && to >= day(10))!
      const { items } = await read(db, { orgId: a.orgId, now }, (ctx) =>
        listExpected(ctx, { asOf: day(0), reading: 'business', weekFrom: week.from, page: 1, size: 50 }),
      )
      return items.find((one) => one.id === instalmentId)
    }
    const before = await expected()
    expect(before!.chanceBp).toBeGreaterThan(0)
    await writing((ctx) =>
      recordInvoices(
        ctx,
        (['opening', 'contract'] as const).flatMap((kind) =>
          [150, 120, 90].map((ago) => ({
            ...{ customerId, number: `${kind}-${ago}`, kind, issuedOn: day(-ago - 30), amountFen: 1_000n },
            instalments: [{ dueOn: day(-ago), amountFen: 1_000n }],
          })),
        ),
      ),
    )
    expect(await expected()).toEqual(before)
    expect((await cash()).openFen).toBe(106_000n)
  })

  test('leaves out what is contested, and follows money, plans and the balance that was typed', async () => {
    const { instalmentId, customerId } = await owing('争议', 100_000n, 0)
    await writing((ctx) =>
      openDispute(ctx, {
        instalmentId,
        amountFen: 30_000n,
        kind: 'quantity',
        reason: '少到',
        openedOn: undefined,
      }),
    )
    const id = await writing(async (ctx) => {
      const { ids } = await recordOutflows(ctx, [{ ...wage, firstOn: day(-3) }])
      await recordBalance(ctx, { on: day(-5), amountFen: 90_000n, floorFen: 10_000n })
      return ids[0]!
    })
    await writing((ctx) =>
      recordPayments(ctx, [
        {
          customerId,
          kind: 'payment',
          receivedOn: day(-1),
          amountFen: 5_000n,
          reference: '',
          remark: '',
          allocate: 'oldest',
        },
      ]),
    )
    const found = await cash()
    expect(found.disputedFen).toBe(30_000n)
    expect(found.balance).toMatchObject({
      amountFen: 90_000n,
      inFen: 5_000n,
      outFen: 40_000n,
      nowFen: 55_000n,
    })
    expect(found.weeks.reduce((sum, { outFen }) => sum + outFen, 0n)).toBeGreaterThanOrEqual(80_000n)
    await writing((ctx) => voidOutflow(ctx, id))
    expect((await cash()).balance).toMatchObject({ outFen: 0n, nowFen: 95_000n })
    await expect(writing((ctx) => voidOutflow(ctx, id))).rejects.toMatchObject({ code: 'not_found' })
  })

  test('lets a plan end without giving back what has gone out, and keeps what was known before', async () => {
    const [id, once] = await writing(async (ctx) => {
      const { ids } = await recordOutflows(ctx, [
        { ...wage, every: 'week', firstOn: day(-8) },
        { ...wage, every: 'once', firstOn: day(2) },
      ])
      await recordBalance(ctx, { on: day(-10), amountFen: 200_000n, floorFen: 0n })
      return ids
    })
    const before = await cash()
    expect(before.balance).toMatchObject({ outFen: 80_000n, nowFen: 120_000n })
    const tomorrow = now + DAY_MS
    const end = (of: string, untilOn: Day) => writing((ctx) => endOutflow(ctx, of, untilOn), tomorrow)
    await expect(end(once!, day(3))).rejects.toMatchObject({ code: 'outflow_not_recurring' })
    await expect(end(id!, day(-9))).rejects.toMatchObject({ code: 'outflow_ends_before_it_begins' })
    const ended = await end(id!, day(6))
    const after = await cash(day(0), 'business', tomorrow)
    expect(after.balance).toMatchObject({ outFen: 80_000n, nowFen: 120_000n })
    expect(after.weeks.reduce((sum, { outFen }) => sum + outFen, 0n)).toBe(80_000n)
    expect((await cash(day(0), 'known', tomorrow)).weeks).toEqual(before.weeks)
    await expect(end(id!, day(5))).rejects.toMatchObject({ code: 'not_found' })
    const later = await read(db, { orgId: a.orgId, now: tomorrow }, (ctx) =>
      listOutflows(ctx, { asOf: day(1), reading: 'known' }),
    )
    expect(later.items.find((one) => one.id === ended.id)).toMatchObject({ untilOn: day(6) })
  })

  test('says of a past day what was known then, whatever was recorded later', async () => {
    const { customerId } = await owing('回看', 100_000n, 10)
    await writing((ctx) => recordBalance(ctx, { on: day(0), amountFen: 1_000n, floorFen: 0n }))
    const asOf = day(0)
    const then = await cash(asOf, 'known')
    const later = now + 20 * DAY_MS
    await writing(async (ctx) => {
      await recordInvoices(ctx, [
        {
          customerId,
          number: '补录',
          kind: 'invoice',
          issuedOn: addDays(asOf, -5),
          amountFen: 777n,
          instalments: [{ dueOn: addDays(asOf, 5), amountFen: 777n }],
        },
      ])
      await recordPayments(ctx, [
        {
          customerId,
          kind: 'payment',
          receivedOn: addDays(asOf, -1),
          amountFen: 60_000n,
          reference: '',
          remark: '',
          allocate: 'oldest',
        },
      ])
      await recordOutflows(ctx, [{ ...wage, firstOn: addDays(asOf, 3) }])
      await recordBalance(ctx, { on: addDays(asOf, -1), amountFen: 5n, floorFen: 0n })
    }, later)
    const { can: _can, ...known } = await cash(asOf, 'known', later)
    const { can: _before, ...before } = then
    expect(known).toEqual(before)
    const business = await cash(asOf, 'business', later)
    expect(business.openFen).toBe(100_000n + 777n - 60_000n)
  })

  test('refuses what cannot be, before anything is written', async () => {
    const refusal = (fn: (ctx: WriteCtx) => Promise<unknown>) =>
      writing(fn).then(
        () => null,
        (error: AppError) => error.code,
      )
    const plan = { ...wage, firstOn: day(1) }
    expect(await refusal((ctx) => recordOutflows(ctx, [plan, { ...plan, amountFen: 0n }]))).toBe(
      'amount_not_positive',
    )
    expect(await refusal((ctx) => recordOutflows(ctx, [{ ...plan, untilOn: day(0) }]))).toBe(
      'outflow_ends_before_it_begins',
    )
    expect(await refusal((ctx) => recordBalance(ctx, { on: day(1), amountFen: 1n, floorFen: 0n }))).toBe(
      'date_in_future',
    )
    expect(await refusal((ctx) => recordBalance(ctx, { on: day(0), amountFen: 1n, floorFen: -1n }))).toBe(
      'floor_negative',
    )
    const planned = await read(db, { orgId: a.orgId, now }, (ctx) =>
      listOutflows(ctx, { asOf: day(0), reading: 'business' }),
    )
    expect(planned.items.filter(({ firstOn }) => firstOn === plan.firstOn)).toEqual([])
    const elsewhere = await read(db, { orgId: b.orgId, now }, (ctx) =>
      listOutflows(ctx, { asOf: day(0), reading: 'business' }),
    )
    expect(elsewhere.items).toEqual([])
  })
})

describe('what the rules see of it', () => {
  async function seen(metric: string, at: Instant, asked: Instant = at) {
    const rows = await read(db, { orgId: a.orgId, now: asked }, (ctx) =>
      cashMetrics[0]!.load(ctx, { ids: [a.orgId], since: null }),
    )
    const deltas = rows.filter((row) => row.metric === metric).map(toDelta)
    return readOn({ def: metricDef('org', metric)!, deltas }, at, dayIndexOf(at)).value
  }

  test('is drawn after what was typed, not while it is being written', async () => {
    await owing('趁后', 10_000n, 0)
    const due = (at: Instant) =>
      read(db, { orgId: a.orgId, now: at }, async (ctx) => {
        const { rows } = await sql<{ due: boolean }>`select ${cashDue(ctx)} as due`.execute(ctx.db)
        return rows[0]!.due
      })
    const draw = (at: Instant) => drawDaily(db, { orgId: a.orgId, now: at })
    await draw(now)
    expect(await due(now)).toBe(false)
    const ids = await writing(async (ctx) => {
      await recordBalance(ctx, { on: day(0), amountFen: 50_000n, floorFen: 5_000n })
      return (await recordOutflows(ctx, [{ ...wage, every: 'once', firstOn: day(2), amountFen: 70_000n }]))
        .ids
    })
    expect(await seen('cash_shortfall_fen', now + 1000)).toBe(0)
    expect(await due(now)).toBe(true)
    await draw(now + 1000)
    expect(await seen('cash_shortfall_fen', now + 2000)).toBe(25_000)
    expect(await due(now)).toBe(false)
    await writing((ctx) => voidOutflow(ctx, ids[0]!), now + 3000)
    expect(await due(now)).toBe(true)
    await draw(now + 4000)
    expect(await seen('cash_shortfall_fen', now + 5000)).toBe(0)
  })

  test('is the shortfall of the last look, also after later looks and facts (leak test)', async () => {
    await owing('缺口', 10_000n, 0)
    await writing(async (ctx) => {
      await recordOutflows(ctx, [{ ...wage, every: 'once', firstOn: day(2), amountFen: 70_000n }])
      await recordBalance(ctx, { on: day(0), amountFen: 50_000n, floorFen: 5_000n })
    })
    await drawDaily(db, { orgId: a.orgId, now: now + 500 })
    const short = await seen('cash_shortfall_fen', now + 1000)
    expect(short).toBe(25_000)
    const later = now + 5 * DAY_MS
    await writing((ctx) => recordBalance(ctx, { on: day(4), amountFen: 900_000n, floorFen: 0n }), later)
    await drawDaily(db, { orgId: a.orgId, now: later + 500 })
    expect(await seen('cash_shortfall_fen', later + 1000)).toBe(0)
    expect(await seen('cash_shortfall_fen', now + 1000, later + 1000)).toBe(short)
    expect(await seen('cash_shortfall_fen', endOfDay(day(3)), later + 1000)).toBe(short)
  })

  test('names the large customers that have come to pay later together (C103)', async () => {
    const slow = [await owing('变慢甲', 400_000n, 0), await owing('变慢乙', 300_000n, 0)]
    await owing('照旧', 50_000n, 0)
    await writing(async (ctx) => {
      for (const { customerId } of slow) {
        const bills = [60, 50].map((ago) => ({
          customerId,
          number: `慢${ago}-${customerId.slice(-6)}`,
          kind: 'invoice' as const,
          issuedOn: day(-ago - 30),
          amountFen: 5_000n,
          instalments: [{ dueOn: day(-ago), amountFen: 5_000n }],
        }))
        const saved = await recordInvoices(ctx, bills)
        await recordPayments(
          ctx,
          bills.map((_bill, index) => ({
            customerId,
            kind: 'payment' as const,
            receivedOn: day(-10 - index),
            amountFen: 5_000n,
            reference: '',
            remark: '',
            allocate: [{ instalmentId: saved[index]!.instalmentIds[0]!, amountFen: 5_000n }],
          })),
        )
      }
    })
    await drawDaily(db, { orgId: a.orgId, now: now + 1000 })
    const at = now + 2000
    expect(await seen('slowing_customers', at)).toBe(2)
    expect(await seen('slowing_fen', at)).toBe(700_000)
    const share = await seen('slowing_share_bp', at)
    const { openFen, slowing } = await cash(day(0), 'business', at)
    expect(share).toBe(Math.round((700_000 * 10_000) / Number(openFen)))
    expect(slowing.map(({ customer }) => customer.id)).toEqual(slow.map(({ customerId }) => customerId))
    await drawDaily(db, { orgId: a.orgId, now: now + DAY_MS })
    expect(await seen('slowing_customers', now + DAY_MS + 1000)).toBe(2)
  })
})
