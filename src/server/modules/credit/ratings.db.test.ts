import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as approvalApi from '../../../api/approvals.ts'
import * as api from '../../../api/credit.ts'
import { listCustomers } from '../../../api/customers.ts'
import { addDays, DAY_MS, startOfDay } from '../../../core/calendar.ts'
import { factsAt } from '../../../core/credit/facts.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { rateDue, ratingDue } from './index.ts'
import { loadRaw } from './load-raw.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [rep, stranger, manager, finance, boss] = await Promise.all([
  signIn('rep'),
  signIn('stranger'),
  signIn('manager'),
  signIn('finance'),
  signIn('boss'),
])
const WHO = { orgId: a.orgId, now: NOW }
const HISTORY = { batchId: '00000000-0000-4000-8000-000000000001', historyDelayDays: 0, historyUntil: TODAY }

/** Everybody is due again, as on the next night, without the clock moving. */
async function rateAll(now = NOW): Promise<number> {
  await admin.query('update credit_cursor set full_on = null')
  return rateDue(db, { ...WHO, now })
}

async function isSomebodyWaiting(): Promise<boolean> {
  const { rows } = await admin.query(`select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%update org_tick%'`)
  return rows.length > 0
}

let made = 0
/** A customer with `n` monthly invoices at 30 days, each paid `late` days after its day. */
async function customer(n: number, late: number): Promise<string> {
  made += 1
  const name = `评级客户 ${made}`
  return write(db, { ...WHO, source: HISTORY }, async (ctx) => {
    const createdOn = addDays(TODAY, -800)
    const [saved] = await saveCustomers(ctx, [{ name, responsibleId: a.users.rep, createdOn }])
    await bill(ctx, saved!.id, { n, late })
    return saved!.id
  })
}

/** An invoice that is half a year overdue, typed in now. */
async function billLate(ctx: WriteCtx, customerId: string): Promise<void> {
  made += 1
  const [issuedOn, dueOn] = [addDays(TODAY, -200), addDays(TODAY, -170)]
  const instalments = [{ dueOn, amountFen: 500_000n }]
  await recordInvoices(ctx, [
    { customerId, number: `LATE-${made}`, kind: 'invoice', issuedOn, amountFen: 500_000n, instalments },
  ])
  const subject = { kind: 'customer', id: customerId }
  await recordEvent(ctx, { kind: 'invoice.recorded', subject, customerId })
}

async function bill(ctx: WriteCtx, customerId: string, { n, late }: { n: number; late: number }) {
  const days = Array.from({ length: n }, (_, i) => addDays(TODAY, -(100 + 15 * i)))
  await recordInvoices(
    ctx,
    days.map((issuedOn, i) => ({
      customerId,
      number: `R${made}-${i}`,
      kind: 'invoice' as const,
      issuedOn,
      amountFen: 100_000n,
      instalments: [{ dueOn: addDays(issuedOn, 30), amountFen: 100_000n }],
    })),
  )
  await recordPayments(
    ctx,
    days.map((issuedOn, i) => ({
      customerId,
      kind: 'payment' as const,
      receivedOn: addDays(issuedOn, 30 + late),
      amountFen: 100_000n,
      allocate: [{ invoiceNumber: `R${made}-${i}`, amountFen: 100_000n }],
    })),
  )
}

const creditOf = (id: string, asOf?: string) =>
  boss.get(api.customerCredit, { params: { id }, query: asOf ? { asOf } : {} })
const AGREE = { act: { kind: 'agree' as const, opinion: '', files: [] } }
const form = (grade: 'A' | 'B' | 'C' | 'D') => ({
  grade,
  reason: '母公司出具了担保函',
  expiresOn: addDays(TODAY, 60),
})

async function trailOf(id: string): Promise<unknown[]> {
  const { rows } = await admin.query(
    'select valid_from, valid_to, score, grade from credit_rating where customer_id = $1 order by valid_from',
    [id],
  )
  return rows
}

describe('ratings (C015 C024)', () => {
  test('the first pass gives a trail of month ends; a second one finds nothing new', async () => {
    const [good, bad] = [await customer(30, -3), await customer(30, 50)]
    expect(await rateDue(db, WHO)).toBeGreaterThan(1)
    expect(await rateAll()).toBe(0)
    const [best, worst] = [await creditOf(good), await creditOf(bad)]
    expect([best.grade, worst.grade]).toEqual(['B', 'D'])
    expect(best.trail.length).toBeGreaterThan(3)
    expect(best.reasons).toHaveLength(3)
    const { items } = await boss.get(listCustomers, { query: { creditGrade: 'B' } })
    expect(items.map(({ id }) => id)).toEqual([good])
  })

  test('rates a customer again when something is recorded about it, and nobody else', async () => {
    const id = await customer(12, 0)
    await rateAll()
    const due = () =>
      read(db, WHO, async (ctx) => {
        const { rows } = await sql<{ due: boolean }>`select ${ratingDue(ctx)} as due`.execute(ctx.db)
        return rows[0]!.due
      })
    expect(await due()).toBe(false)
    const before = await trailOf(id)
    await write(db, WHO, (ctx) => billLate(ctx, id))
    expect(await due()).toBe(true)
    expect(await rateDue(db, WHO)).toBe(1)
    const after = await trailOf(id)
    // What stood in the trail stays, but for the end of the entry that held until now.
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
    const { stops, grade } = await creditOf(id)
    expect([stops, grade]).toEqual([['overdue60'], 'D'])
  })

  test('thinks outside the lock: of whom something is recorded meanwhile is rated at the next look', async () => {
    const id = await customer(12, 0)
    await rateAll()
    await write(db, WHO, (ctx) => billLate(ctx, id))
    let rating: Promise<number> | undefined
    await write(db, WHO, async (ctx) => {
      rating = rateDue(db, WHO)
      // It has read and judged by now, and waits for the lock that this write holds.
      await expect.poll(isSomebodyWaiting).toBe(true)
      await billLate(ctx, id)
    })
    expect(await rating).toBe(0)
    expect(await rateDue(db, WHO)).toBe(1)
  })

  test('an import that runs meanwhile may be about anybody', async () => {
    const id = await customer(12, 0)
    await rateAll()
    await write(db, WHO, (ctx) => billLate(ctx, id))
    let rating: Promise<number> | undefined
    await write(db, WHO, async (ctx) => {
      rating = rateDue(db, WHO)
      await expect.poll(isSomebodyWaiting).toBe(true)
      const subject = { kind: 'import', id: HISTORY.batchId }
      await recordEvent(ctx, { kind: 'import.chunk', subject })
    })
    expect(await rating).toBe(0)
    expect(await rateAll()).toBe(1)
  })

  test('a past day is not changed by what is recorded later (leak)', async () => {
    const id = await customer(12, 0)
    await rateAll()
    const day = addDays(TODAY, -60)
    const before = await creditOf(id, day)
    await write(db, WHO, async (ctx) => {
      await recordInvoices(ctx, [
        {
          customerId: id,
          number: `LEAK-${made}`,
          kind: 'invoice',
          issuedOn: addDays(TODAY, -300),
          amountFen: 900_000n,
          instalments: [{ dueOn: addDays(TODAY, -270), amountFen: 900_000n }],
        },
      ])
    })
    expect(await creditOf(id, day)).toEqual(before)
    expect(await rateAll()).toBe(1)
    expect(await creditOf(id, day)).toEqual(before)
  })

  test('a customer without any invoice is rated, and said to be little known', async () => {
    const id = await customer(0, 0)
    await rateAll()
    expect(await creditOf(id)).toMatchObject({ matured: 0, confidence: 'low', reasons: expect.any(Array) })
  })
})

describe('a grade by decision', () => {
  test('a better one waits for its approval, then holds until its last day', async () => {
    const id = await customer(6, 20)
    await rateAll()
    const computed = (await creditOf(id)).grade
    expect(computed).not.toBe('A')
    const asked = await rep.get(api.overrideGrade, { params: { id }, body: form('A') })
    expect(asked).toMatchObject({ inEffect: false, approvalId: expect.any(String) })
    const again = await rep.call(api.overrideGrade, { params: { id }, body: form('A') })
    expect((again.body as { code: string }).code).toBe('approval_running')
    expect((await creditOf(id)).grade).toBe(computed)
    for (const person of [manager, finance, boss]) {
      expect((await creditOf(id)).override).toBeNull()
      await person.get(approvalApi.actOnApproval, { params: { id: asked.approvalId! }, body: AGREE })
    }
    expect(await creditOf(id)).toMatchObject({
      grade: 'A',
      override: { grade: 'A', expiresOn: form('A').expiresOn },
    })
    const board = await boss.get(api.creditBoard, {})
    expect(board.overrides.map(({ customer: { id: of } }) => of)).toEqual([id])
  })

  test('a worse one counts at once for whoever may decide; a rep may not', async () => {
    const id = await customer(40, -3)
    await rateAll()
    const refused = await rep.get(api.overrideGrade, { params: { id }, body: form('D') })
    expect(refused.inEffect).toBe(false)
    const set = await finance.get(api.overrideGrade, { params: { id }, body: form('D') })
    expect(set).toMatchObject({ inEffect: true, approvalId: null })
    expect((await creditOf(id)).grade).toBe('D')
    const ended = await manager.call(api.endOverride, { params: { id } })
    expect(ended.status).toBe(403)
    expect((await creditOf(id)).grade).toBe('D')
    await finance.get(api.endOverride, { params: { id } })
    expect((await creditOf(id)).override).toBeNull()
  })

  test('somebody else’s customer answers as if it were not there', async () => {
    const id = await customer(3, 0)
    const [theirs, none] = await Promise.all([
      stranger.call(api.customerCredit, { params: { id } }),
      stranger.call(api.customerCredit, { params: { id: '00000000-0000-4000-8000-00000000dead' } }),
    ])
    expect([theirs.status, theirs.body]).toEqual([none.status, none.body])
  })

  // Last: the clock moves on for all that follows.
  test('ends with its last day, without anybody doing anything', async () => {
    const id = await customer(6, 20)
    await rateAll()
    await boss.get(api.overrideGrade, { params: { id }, body: form('A') })
    const held = () =>
      admin.query('select override_id from credit_rating where customer_id = $1 and valid_to is null', [id])
    expect((await held()).rows[0].override_id).not.toBeNull()
    await rateDue(db, { ...WHO, now: startOfDay(addDays(TODAY, 60)) + DAY_MS / 2 })
    expect((await held()).rows[0].override_id).not.toBeNull()
    await rateDue(db, { ...WHO, now: startOfDay(addDays(TODAY, 61)) + DAY_MS / 2 })
    expect((await held()).rows[0].override_id).toBeNull()
  })
})

describe('promises to pay in the rating (C087)', () => {
  async function brokenOf(id: string, asOf = TODAY) {
    const [raw] = await read(db, WHO, (ctx) => loadRaw(ctx, [id], addDays(asOf, -1)))
    const { brokenPromises, brokenPromises90 } = factsAt(raw!, asOf)
    return [brokenPromises, brokenPromises90]
  }

  function promise(customerId: string, daysAgo: number, waits: number, promisedFen: bigint | null = null) {
    const notedOn = addDays(TODAY, -daysAgo)
    return write(db, { ...WHO, source: HISTORY }, (ctx) =>
      recordActivities(ctx, [
        {
          customerId,
          userId: a.users.rep,
          kind: 'call',
          summary: '答应付款',
          occurredAt: startOfDay(notedOn) + 36_000_000,
          promisedOn: addDays(notedOn, waits),
          promisedFen,
        },
      ]),
    )
  }

  const pay = (customerId: string, daysAgo: number, amountFen: bigint) =>
    write(db, { ...WHO, source: HISTORY }, (ctx) =>
      recordPayments(ctx, [
        { customerId, kind: 'payment', receivedOn: addDays(TODAY, -daysAgo), amountFen, allocate: 'none' },
      ]),
    )

  test('a broken one lowers the score, a kept one does not, and the past does not learn of it', async () => {
    const breaks = await customer(8, 0)
    const keeps = await customer(8, 0)
    for (const id of [breaks, keeps]) await promise(id, 30, 5, 50_000n)
    await pay(keeps, 26, 50_000n)
    await pay(breaks, 26, 49_999n)
    expect(await brokenOf(keeps)).toEqual([0, 0])
    expect(await brokenOf(breaks)).toEqual([1, 1])
    expect(await brokenOf(breaks, addDays(TODAY, -25))).toEqual([0, 0])
    expect(await brokenOf(breaks, addDays(TODAY, -24))).toEqual([1, 1])
    await rateAll()
    const [low, high] = [await creditOf(breaks), await creditOf(keeps)]
    expect(low.score!).toBeLessThan(high.score!)
  })

  test('two broken within 90 days cap the grade at C', async () => {
    const id = await customer(8, 0)
    await promise(id, 40, 3)
    await promise(id, 30, 3)
    await rateAll()
    const { stops, grade } = await creditOf(id)
    expect(stops).toContain('promises')
    expect(grade).toBe('C')
  })
})
