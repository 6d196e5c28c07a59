import { beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day, dayOf, endOfDay, type Instant } from '../../../core/calendar.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import type { AppError } from '../../platform/errors.ts'
import { saveCustomers } from '../customers/index.ts'
import { resolveDispute, voidDispute } from './change-dispute.ts'
import { disputedField } from './dispute-metrics.ts'
import { openDispute, type Reading, readAgeing, recordInvoices, recordPayments } from './index.ts'
import { listDisputes } from './read-disputes.ts'
import { voidInvoice } from './void.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)

/** Ticks only grow: each test begins ten days after the one before, so that "as known" means something. */
let now = NOW
beforeEach(() => {
  now += 10 * DAY_MS
})

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>, at: Instant = now): Promise<T> {
  return write(db, { orgId: a.orgId, now: at }, fn)
}

const day = (offset: number) => addDays(dayOf(now), offset)

/** A customer that owes 1,000 fen, ten days overdue, under the number N1. */
async function owing(disputed = false) {
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [{ name: `争议客户${ctx.tick}`, createdOn: day(-90) }])
    const [invoice] = await recordInvoices(ctx, [{ ...bill(customer!.id, 1000n), disputed }])
    return { customerId: customer!.id, invoiceId: invoice!.id, instalmentId: invoice!.instalmentIds[0]! }
  })
}

const bill = (customerId: string, amountFen: bigint) => ({
  customerId,
  number: 'N1',
  kind: 'invoice' as const,
  issuedOn: day(-40),
  amountFen,
  instalments: [{ dueOn: day(-10), amountFen }],
})

const contest = (instalmentId: string, amountFen: bigint, openedOn?: Day) => ({
  instalmentId,
  amountFen,
  kind: 'quantity' as const,
  reason: '少到两箱',
  openedOn,
})

async function aged(customerId: string, asOf: Day, reading: Reading = 'business') {
  const { customers } = await read(db, { orgId: a.orgId, now: now + 3 * DAY_MS }, (ctx) =>
    readAgeing(ctx, { asOf, reading, top: 1000 }),
  )
  const row = customers.find(({ id }) => id === customerId)
  return [row?.openFen, row?.disputedFen]
}

function disputes(customerId: string, view: 'open' | 'resolved') {
  return read(db, { orgId: a.orgId, now: now + 3 * DAY_MS }, (ctx) =>
    listDisputes(ctx, { customerId, view, asOf: day(3), reading: 'business', page: 1, size: 20 }),
  )
}

/** What the rules see of it at an instant. */
async function ruleSees(instalmentId: string, at: Instant) {
  const rows = await read(db, { orgId: a.orgId, now: now + 3 * DAY_MS }, (ctx) =>
    disputedField.load(ctx, { ids: [instalmentId] }),
  )
  return rows.find((row) => row.at <= at && (row.until === null || at < row.until))?.value
}

describe('a dispute (C104)', () => {
  test('is shown apart while it lasts and stays owed', async () => {
    const { customerId, instalmentId } = await owing()
    const { id } = await writing((ctx) => openDispute(ctx, contest(instalmentId, 300n)))
    expect(await aged(customerId, day(0))).toEqual([1000n, 300n])
    await writing(
      (ctx) => resolveDispute(ctx, id, { outcome: 'rejected', resolution: '客户认账' }),
      now + DAY_MS,
    )
    expect(await aged(customerId, day(1))).toEqual([1000n, 0n])
    expect((await disputes(customerId, 'resolved')).items).toMatchObject([{ id, outcome: 'rejected' }])
    expect((await disputes(customerId, 'open')).total).toBe(0)
  })

  test('in the past: by the day it began and ended, and as known by the day that was recorded', async () => {
    const { customerId, instalmentId } = await owing()
    const { id } = await writing((ctx) => openDispute(ctx, contest(instalmentId, 300n, day(-5))))
    await writing(
      (ctx) => resolveDispute(ctx, id, { outcome: 'credited', resolution: '我方少发', on: day(-2) }),
      now + DAY_MS,
    )
    expect(await aged(customerId, day(-6))).toEqual([1000n, 0n])
    expect(await aged(customerId, day(-5))).toEqual([1000n, 300n])
    expect(await aged(customerId, day(-2))).toEqual([1000n, 0n])
    expect(await aged(customerId, day(0), 'known')).toEqual([1000n, 300n])
    expect(await aged(customerId, day(1), 'known')).toEqual([1000n, 0n])
  })

  test('takes the rule that duns off, from the registration to the outcome', async () => {
    const { instalmentId } = await owing()
    const { id } = await writing((ctx) => openDispute(ctx, contest(instalmentId, 300n)), now + DAY_MS)
    await writing(
      (ctx) => resolveDispute(ctx, id, { outcome: 'rejected', resolution: '说清了' }),
      now + 2 * DAY_MS,
    )
    const seen = [day(0), day(1), day(2)].map((on) => ruleSees(instalmentId, endOfDay(on)))
    expect(await Promise.all(seen)).toEqual([false, true, false])
  })

  test('that a ledger marked counts whole until it is registered with its amount', async () => {
    const { customerId, instalmentId } = await owing(true)
    expect(await aged(customerId, day(0))).toEqual([1000n, 1000n])
    await writing((ctx) => openDispute(ctx, contest(instalmentId, 200n)))
    expect(await aged(customerId, day(0))).toEqual([1000n, 200n])
  })

  test('is never more than is open, and refused beyond it without a trace', async () => {
    const { customerId, instalmentId } = await owing()
    await writing((ctx) => openDispute(ctx, contest(instalmentId, 800n)))
    const more = writing((ctx) => openDispute(ctx, contest(instalmentId, 201n)))
    await expect(more).rejects.toMatchObject({ code: 'dispute_exceeds_open' } satisfies Partial<AppError>)
    expect((await disputes(customerId, 'open')).total).toBe(1)
    await writing((ctx) =>
      recordPayments(ctx, [
        { customerId, kind: 'payment', receivedOn: day(0), amountFen: 500n, allocate: 'oldest' },
      ]),
    )
    expect(await aged(customerId, day(0))).toEqual([500n, 500n])
  })

  test('survives a correction of its invoice and ends with it', async () => {
    const { customerId, instalmentId, invoiceId } = await owing()
    await writing((ctx) => openDispute(ctx, contest(instalmentId, 300n)))
    const [corrected] = await writing((ctx) => recordInvoices(ctx, [bill(customerId, 250n)]), now + DAY_MS)
    expect(corrected!.id).not.toBe(invoiceId)
    expect(await aged(customerId, day(1))).toEqual([250n, 250n])
    expect(await aged(customerId, day(0), 'known')).toEqual([1000n, 300n])
    await writing((ctx) => voidInvoice(ctx, corrected!.id, '开错了'), now + 2 * DAY_MS)
    expect((await disputes(customerId, 'open')).total).toBe(0)
  })

  test('taken back is as if it had not been, and still known of that day', async () => {
    const { customerId, instalmentId } = await owing()
    const { id } = await writing((ctx) => openDispute(ctx, contest(instalmentId, 300n)))
    await writing((ctx) => voidDispute(ctx, id, '登记错了'), now + DAY_MS)
    expect(await aged(customerId, day(0))).toEqual([1000n, 0n])
    expect(await aged(customerId, day(0), 'known')).toEqual([1000n, 300n])
  })
})
