import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/provisions.ts'
import { addDays, addMonths, monthOf } from '../../../core/calendar.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { readAgeing, recordInvoices, recordPayments } from './index.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [finance, auditor, rep] = await Promise.all([signIn('finance'), signIn('boss'), signIn('rep')])
const WHO = { orgId: a.orgId, now: NOW }
const HISTORY = { batchId: '00000000-0000-4000-8000-000000000002', historyDelayDays: 0, historyUntil: TODAY }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, { ...WHO, source: HISTORY }, fn)

let made = 0
/** One invoice of a new customer, so many days overdue today. */
function owing(days: number, amountFen: bigint) {
  made += 1
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [
      { name: `准备客户${made}`, createdOn: addDays(TODAY, -900) },
    ])
    const dueOn = addDays(TODAY, -days)
    const [invoice] = await recordInvoices(ctx, [
      {
        customerId: customer!.id,
        number: `PR-${made}`,
        kind: 'invoice',
        issuedOn: addDays(dueOn, -30),
        amountFen,
        instalments: [{ dueOn, amountFen }],
      },
    ])
    return { customerId: customer!.id, instalmentId: invoice!.instalmentIds[0]! }
  })
}
const provisionOf = (asOf?: string, known = false) =>
  auditor.get(api.readProvision, {
    query: { ...(asOf ? { asOf } : {}), ...(known ? { known: 'true' } : {}) },
  })
const ageing = (asOf: string, reading: 'business' | 'known' = 'business') =>
  read(db, WHO, (ctx) => readAgeing(ctx, { asOf, reading, top: 0 }))

describe('the provision (C096)', () => {
  test('ties to the ageing to the fen on every day and in both readings', async () => {
    for (const [days, fen] of [
      [-20, 1_001n],
      [5, 20_003n],
      [45, 30_007n],
      [400, 777n],
    ] as const)
      await owing(days, fen)
    const paid = await owing(75, 50_000n)
    await writing((ctx) =>
      recordPayments(ctx, [
        {
          customerId: paid.customerId,
          kind: 'payment',
          receivedOn: addDays(TODAY, -3),
          amountFen: 12_345n,
          allocate: 'oldest',
        },
      ]),
    )
    for (const back of [0, 2, 3, 4, 40, 80]) {
      const asOf = addDays(TODAY, -back)
      for (const known of [false, true]) {
        const provision = await provisionOf(asOf, known)
        const { open } = await ageing(asOf, known ? 'known' : 'business')
        expect(Number(provision.openFen)).toBe(Number(open.amountFen))
        const lines = provision.lines.reduce((sum, line) => sum + Number(line.openFen), 0)
        expect(lines).toBe(Number(provision.openFen))
        expect(Number(provision.generalFen) + Number(provision.individualFen)).toBe(
          Number(provision.totalFen),
        )
      }
    }
  })

  test('what is judged leaves its age and comes back when it ends; more than is open is refused', async () => {
    const { instalmentId } = await owing(500, 100_000n)
    const before = await provisionOf()
    const judge = (amountFen: number) =>
      finance.call(api.judgeProvision, { body: { instalmentId, amountFen, reason: '对方停业' } })
    expect((await judge(100_001)).body).toMatchObject({ code: 'judged_exceeds_open' })
    const { body } = await judge(20_000)
    const judged = await provisionOf()
    expect(Number(judged.totalFen)).toBe(Number(before.totalFen) - 100_000 + 20_000)
    expect(judged.judged.map((one) => one.instalmentId)).toContain(instalmentId)
    await finance.get(api.endJudgement, {
      params: { id: (body as { id: string }).id },
      body: { reason: '恢复经营' },
    })
    expect((await provisionOf()).totalFen).toBe(before.totalFen)
  })

  test('new percentages count from their day and leave the days before alone', async () => {
    const before = await provisionOf(addDays(TODAY, -1))
    const rates = before.lines.map(({ from, bp }) => ({ from, bp: Math.min(10_000, bp * 2) }))
    const body = { rates, validFrom: TODAY, reason: '会计政策' }
    await finance.get(api.saveProvisionRates, { body })
    expect((await provisionOf(addDays(TODAY, -1))).totalFen).toBe(before.totalFen)
    expect((await provisionOf()).lines.map(({ bp }) => bp)).toEqual(rates.map(({ bp }) => bp))
    const falling = { ...body, rates: [rates[1]!, rates[0]!] }
    expect((await finance.call(api.saveProvisionRates, { body: falling })).body).toMatchObject({
      code: 'rates_first',
    })
  })

  test('a matrix counts from its day on, from what was known of the past, and is what is booked', async () => {
    const before = await provisionOf()
    const { rates, validFrom } = before.rates
    const day = addDays(TODAY, -1)
    const earlier = await provisionOf(day)
    const set = (method: 'ageing' | 'matrix', forwardBp: number) =>
      finance.get(api.saveProvisionRates, {
        body: { rates: [...rates], method, forwardBp, validFrom: TODAY, reason: '按历史损失' },
      })
    await set('matrix', 13_000)
    const after = await provisionOf()
    expect(after.rates).toMatchObject({ method: 'matrix', forwardBp: 13_000, rates })
    expect(after.lines.map(({ bp }) => bp)).toEqual(after.matrix.map(({ bp }) => bp))
    expect(after.lines.map(({ bp }) => bp)).not.toEqual(before.lines.map(({ bp }) => bp))
    const sum = after.lines.reduce((all, { fen }) => all + Number(fen), 0)
    expect(Number(after.generalFen)).toBe(sum)
    // The days before keep theirs, whatever is dated after them; what is dated before them counts.
    const past = async () => {
      const { totalFen, lines, matrix } = await provisionOf(day)
      return { totalFen, lines, matrix }
    }
    const { totalFen, lines } = earlier
    expect(await past()).toMatchObject({ totalFen, lines })
    const standing = await past()
    await owing(-30, 5_000_000n)
    expect(await past()).toEqual(standing)
    await owing(200, 5_000_000n)
    expect((await past()).matrix).not.toEqual(standing.matrix)
    await set('ageing', 10_000)
    expect((await provisionOf()).lines.map(({ bp }) => bp)).toEqual(rates.map(({ bp }) => bp))
    expect(validFrom).not.toBeNull()
  })

  test('told apart by grade, each has its own matrix and they add up to the ageing to the fen (decision 0035)', async () => {
    const { rates } = await provisionOf()
    const graded = async (grade: string, days: number, fen: bigint) => {
      const one = await owing(days, fen)
      // Since long ago: a grade of today must not say what became of money of a year ago.
      await database.admin.query(
        `insert into credit_rating (org_id, customer_id, valid_from, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
         values ($1, $2, to_timestamp($4 / 1000.0) - interval '400 days', 600, $3, $3, 100, 0, 'low', '[]', now())`,
        [a.orgId, one.customerId, grade, NOW],
      )
      return one
    }
    // Those of grade D have stood for long; those of grade A paid when they were twenty days late.
    for (let n = 0; n < 12; n += 1) await graded('D', 100 + n, 100_000n)
    for (let n = 0; n < 12; n += 1) {
      const { customerId } = await graded('A', 100 + n, 100_000n)
      await writing((ctx) =>
        recordPayments(ctx, [
          {
            ...{ customerId, kind: 'payment', amountFen: 99_000n, allocate: 'oldest' },
            receivedOn: addDays(TODAY, -80),
          },
        ]),
      )
    }
    const set = (method: 'ageing' | 'matrix', segment: 'none' | 'grade' | 'city') =>
      finance.get(api.saveProvisionRates, {
        body: { rates: [...rates.rates], method, segment, validFrom: TODAY, reason: '分组' },
      })
    await set('matrix', 'none')
    const whole = await provisionOf()
    expect(whole.segments).toEqual([])
    await set('matrix', 'grade')
    const apart = await provisionOf()
    const of = (key: string | null) => apart.segments.find((one) => one.key === key)!
    const bpsOf = (key: string | null) => of(key).lines.map(({ bp }) => bp)
    // Of one to thirty days late: what stood of grade D rolled on, what was owed by grade A was paid.
    expect(bpsOf('D')[1]).toBeGreaterThan(bpsOf('A')[1]!)
    expect(of('D').lines[1]!.n).toBeGreaterThan(0)
    const sum = (of: (one: (typeof apart.segments)[number]) => number) =>
      apart.segments.reduce((all, one) => all + of(one), 0)
    expect(sum(({ openFen }) => Number(openFen))).toBe(Number(whole.openFen))
    expect(sum(({ totalFen }) => Number(totalFen))).toBe(Number(apart.totalFen))
    expect(apart.lines.map(({ openFen }) => openFen)).toEqual(whole.lines.map(({ openFen }) => openFen))
    // Whoever falls today is a loss of the grade it had: what is said of the past stays.
    const rolled = bpsOf('A')
    await database.admin.query(
      `with gone as (update credit_rating set valid_to = to_timestamp($2 / 1000.0) - interval '1 hour'
         where org_id = $1 and grade = 'A' returning org_id, customer_id, valid_to)
       insert into credit_rating (org_id, customer_id, valid_from, score, score_grade, grade, default_bp, matured, confidence, reasons, recorded_at)
       select org_id, customer_id, valid_to, 400, 'C', 'C', 900, 0, 'low', '[]', now() from gone`,
      [a.orgId, NOW],
    )
    const fallen = await provisionOf()
    const c = fallen.segments.find(({ key }) => key === 'C')!
    expect(c.lines.map(({ bp, n }) => [bp, n])).toEqual(fallen.matrix.map(({ bp }) => [bp, 0]))
    expect(rolled[1]).toBeLessThan(bpsOf('D')[1]!)
    // Percentages as they are know no segments.
    await set('ageing', 'grade')
    expect((await provisionOf()).rates).toMatchObject({ method: 'ageing', segment: 'none' })
  })

  test('a month is booked once: opening + charge = closing; late documents show and are booked with a reason', async () => {
    const [last, earlier] = [addMonths(monthOf(TODAY), -1), addMonths(monthOf(TODAY), -2)]
    const book = (month: string, reason = '') => finance.call(api.bookProvision, { body: { month, reason } })
    expect((await book(monthOf(TODAY))).body).toMatchObject({ code: 'month_not_over' })
    const first = (await book(earlier)).body as { closingFen: number; chargeFen: number }
    expect(first.chargeFen).toBe(first.closingFen)
    const second = (await book(last)).body as { closingFen: number; chargeFen: number }
    expect(first.closingFen + second.chargeFen).toBe(second.closingFen)
    expect((await book(last)).body).toMatchObject({ code: 'provision_reason' })
    await owing(100, 1_000_000n)
    const shown = (await provisionOf()).bookings.find(({ month }) => month === last)!
    expect(Number(shown.closingFen)).toBe(second.closingFen)
    expect(Number(shown.nowFen)).toBeGreaterThan(second.closingFen)
    expect((await book(last, '补录发票')).status).toBe(200)
    const again = (await provisionOf()).bookings.filter(({ month }) => month === last)
    expect(again).toHaveLength(1)
    expect(again[0]!.nowFen).toBe(again[0]!.closingFen)
  })

  test('a rep does not see it', async () => {
    expect((await rep.call(api.readProvision, {})).status).toBe(403)
  })
})
