import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { addDays, addMonths, DAY_MS, type Day, monthOf } from '../core/calendar.ts'
import { convert, type Quotation } from '../core/exchange/rate.ts'
import { saveCustomers } from './modules/customers/index.ts'
import { recordRates } from './modules/rates/index.ts'
import { readMonthFigures } from './modules/receivables/month-figures.ts'
import { readAgeing, readCurrencies } from './modules/receivables/read-ageing.ts'
import { readStatement } from './modules/receivables/read-statement.ts'
import type { Reading } from './modules/receivables/reading.ts'
import { recordInvoices } from './modules/receivables/record-invoices.ts'
import { recordPayments } from './modules/receivables/record-payments.ts'
import { voidInvoice, voidPayment } from './modules/receivables/void.ts'
import { type Actor, type ReadCtx, read, SYSTEM, type WriteCtx, write } from './platform/context.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss', roles: ['boss'] }

/** Sees the one customer of the run, so that what is asked of all is asked of it. */
const rep: Actor = { ...SYSTEM, userId: a.users.rep, name: 'rep', roles: ['rep'] }

const DAYS = 70
const CURRENCIES = ['CNY', 'USD', 'JPY'] as const
type Currency = (typeof CURRENCIES)[number]
const FIRST = addDays(TODAY, -DAYS)

const day = fc.integer({ min: 0, max: DAYS - 1 })
const money = {
  currency: fc.constantFrom(...CURRENCIES),
  minor: fc.bigInt({ min: 100n, max: 5_000_000n }),
  day,
}
const pick = fc.nat({ max: 50 })
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('bill' as const), parts: fc.nat({ max: 2 }), ...money }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('pay' as const, 'credit' as const),
      ...money,
      to: pick,
      isChosen: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('correct' as const), which: pick, ...money }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('takeBack' as const), which: pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('voidBill' as const), which: pick }) },
)
const moving = fc.array(
  fc.tuple(fc.bigInt({ min: 6_000_000n, max: 8_000_000n }), fc.bigInt({ min: 40_000n, max: 60_000n })),
  {
    minLength: DAYS + 1,
    maxLength: DAYS + 1,
  },
)

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
type Known = { number: string; id: string; currency: Currency; day: number; parts: string[]; isGone: boolean }

let run = 0

class History {
  now = NOW
  bills: Known[] = []
  payments: { id: string; isGone: boolean }[] = []
  readonly customerId: string
  constructor(customerId: string) {
    this.customerId = customerId
  }

  write<T>(fn: (ctx: WriteCtx) => Promise<T>): Promise<T> {
    this.now += 60_000
    return write(db, { orgId: a.orgId, actor: boss, now: this.now }, fn)
  }

  read<T>(fn: (ctx: ReadCtx) => Promise<T>, actor = rep): Promise<T> {
    return read(db, { orgId: a.orgId, actor, now: this.now }, fn)
  }

  async bill(
    { currency, minor, day: on, parts }: { currency: Currency; minor: bigint; day: number; parts: number },
    number?: string,
  ) {
    const each = minor / BigInt(parts + 1)
    const amounts = Array.from({ length: parts + 1 }, (_, index) =>
      index === 0 ? minor - each * BigInt(parts) : each,
    )
    const input = {
      ...{
        customerId: this.customerId,
        number: number ?? `P-${run}-${this.bills.length}`,
        kind: 'invoice' as const,
      },
      ...{ issuedOn: addDays(FIRST, on), currency, amountFen: minor },
      instalments: amounts.map((amountFen, index) => ({
        dueOn: addDays(FIRST, on + 10 * (index + 1)),
        amountFen,
      })),
    }
    const [saved] = await this.write((ctx) => recordInvoices(ctx, [input]))
    const known = {
      number: input.number,
      id: saved!.id,
      currency,
      day: on,
      parts: saved!.instalmentIds,
      isGone: false,
    }
    this.bills = [...this.bills.filter((one) => one.number !== known.number), known]
  }

  async take(one: Step): Promise<void> {
    const live = this.bills.filter(({ isGone }) => !isGone)
    if (one.kind === 'bill') return this.bill(one)
    if ('isChosen' in one) return this.pay(one, live)
    if (one.kind === 'takeBack') {
      const paid = this.payments.filter(({ isGone }) => !isGone)
      const payment = paid[one.which % Math.max(paid.length, 1)]
      if (!payment) return
      payment.isGone = true
      await this.write((ctx) => voidPayment(ctx, payment.id, 'x'))
      return
    }
    const bill = live[one.which % Math.max(live.length, 1)]
    if (!bill) return
    if (one.kind === 'correct')
      return this.bill({ ...one, currency: bill.currency, day: bill.day, parts: 1 }, bill.number)
    bill.isGone = await this.write((ctx) => voidInvoice(ctx, bill.id, 'x')).then(
      () => true,
      () => false,
    )
  }

  async pay(one: Extract<Step, { isChosen: boolean }>, live: readonly Known[]) {
    const bill = live[one.to % Math.max(live.length, 1)]
    const instalmentId = bill?.parts[one.to % bill.parts.length]
    const isChosen = one.isChosen && instalmentId !== undefined
    const input = {
      ...{
        customerId: this.customerId,
        receivedOn: addDays(FIRST, one.day),
        currency: one.currency,
        amountFen: one.minor,
      },
      kind: one.kind === 'pay' ? ('payment' as const) : ('credit_note' as const),
    }
    const record = (allocate: 'oldest' | { instalmentId: string; amountFen: bigint }[]) =>
      this.write((ctx) => recordPayments(ctx, [{ ...input, allocate }]))
    // What a person chose and cannot be is refused, and nothing of it stays.
    const saved = isChosen
      ? await record([{ instalmentId, amountFen: one.minor }]).catch(() => record('oldest'))
      : await record('oldest')
    this.payments.push({ id: saved[0]!.id, isGone: false })
  }
}

async function begin(rates: readonly [bigint, bigint][]): Promise<History> {
  run += 1
  await admin.query('update exchange_rate set voided_at = now() where voided_at is null')
  await admin.query('update payment set voided_at = now() where org_id = $1 and voided_at is null', [a.orgId])
  await admin.query('update allocation set voided_at = now() where org_id = $1 and voided_at is null', [
    a.orgId,
  ])
  await admin.query(
    'update instalment set voided_at = now(), open_fen = 0 where org_id = $1 and voided_at is null',
    [a.orgId],
  )
  await admin.query('update invoice set voided_at = now() where org_id = $1 and voided_at is null', [a.orgId])
  const history = new History('')
  const quotations = rates.flatMap(([usd, jpy], index) => [
    { currency: 'USD', day: addDays(FIRST, index), micro: usd, per: 1 as const, source: '' },
    { currency: 'JPY', day: addDays(FIRST, index), micro: jpy, per: 1 as const, source: '' },
  ])
  await history.write((ctx) => recordRates(ctx, quotations, { isConfirmed: true }))
  await admin.query('update customer set responsible_id = null where org_id = $1', [a.orgId])
  const [customer] = await history.write((ctx) =>
    saveCustomers(ctx, [{ name: `外币客户 ${run}`, responsibleId: a.users.rep }]),
  )
  return Object.assign(new History(customer!.id), { now: history.now })
}

/** Everything that says what is owed, on a day and in a reading, agrees to the fen and to the cent. */
async function agree(history: History, asOf: Day, reading: Reading) {
  const { customerId } = history
  const [ageing, statement, currencies] = await history.read(async (ctx) => [
    await readAgeing(ctx, { asOf, reading, top: 10 }),
    await readStatement(ctx, { customerId, from: addDays(asOf, -30), asOf, reading }),
    await readCurrencies(ctx, { asOf, reading, customerId }),
  ])
  const balance = ageing.open.amountFen - ageing.unallocatedFen
  expect(statement.closingFen).toBe(balance)
  expect(statement.openFen).toBe(ageing.open.amountFen)
  expect(statement.openingFen + statement.debitFen - statement.creditFen).toBe(statement.closingFen)
  expect(ageing.buckets.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(ageing.open.amountFen)
  expect(statement.currencies).toEqual(currencies)
  for (const one of currencies) {
    expect(one.openMinor >= 0n && one.openFen >= 0n && one.advanceMinor >= 0n).toBe(true)
    if (one.openMinor === 0n) expect(one.openFen).toBe(0n)
    if (one.advanceMinor === 0n) expect(one.advanceFen).toBe(0n)
  }
  return { advanceFen: statement.advanceFen, currencies }
}

async function heldNow(history: History) {
  const { rows } = await admin.query(
    `select x.currency, sum(x.open)::bigint as open, sum(x.fen)::bigint as fen, sum(x.advance)::bigint as advance, sum(x.left)::bigint as left
     from (select currency, open_minor as open, open_fen as fen, 0 as advance, 0 as left from instalment
         where customer_id = $1 and voided_at is null
       union all select currency, 0, 0, unallocated_minor, unallocated_fen from payment where customer_id = $1 and voided_at is null) x
     where x.currency <> 'CNY' group by 1 having sum(x.open) <> 0 or sum(x.advance) <> 0 order by 1`,
    [history.customerId],
  )
  return rows.map((row) => ({
    ...{
      currency: row.currency,
      openMinor: row.open,
      openFen: row.fen,
      advanceMinor: row.advance,
      advanceFen: row.left,
    },
  }))
}

/** In one currency what is billed less what came is what is owed less what is held, by the documents. */
async function ofDocuments(history: History) {
  const { rows } = await admin.query(
    `select x.currency, sum(x.minor)::bigint as minor from (
       select currency, original_minor as minor from invoice where customer_id = $1 and voided_at is null
       union all select currency, -original_minor from payment where customer_id = $1 and voided_at is null
       union all select i.currency, -a.original_minor from allocation a join instalment i on i.id = a.instalment_id
         join payment p on p.id = a.payment_id where a.customer_id = $1 and a.voided_at is null and p.currency <> i.currency
       union all select p.currency, a.paid_minor from allocation a join instalment i on i.id = a.instalment_id
         join payment p on p.id = a.payment_id where a.customer_id = $1 and a.voided_at is null and p.currency <> i.currency) x
     where x.currency <> 'CNY' group by 1 order by 1`,
    [history.customerId],
  )
  return new Map(rows.map((row) => [row.currency, row.minor]))
}

test('C091 C092 C093: balances in every currency and in yuan agree over generated histories', async () => {
  await fc.assert(
    fc.asyncProperty(moving, fc.array(step, { minLength: 4, maxLength: 14 }), async (rates, steps) => {
      const history = await begin(rates)
      for (const one of steps) await history.take(one)
      const today = addDays(TODAY, 1)
      history.now += DAY_MS
      for (const asOf of [addDays(FIRST, 20), addDays(FIRST, 45), today])
        for (const reading of ['business', 'known'] as const) await agree(history, asOf, reading)
      const { currencies, advanceFen } = await agree(history, today, 'business')
      const { rows } = await admin.query(
        `select coalesce(sum(unallocated_fen), 0)::bigint as fen from payment where customer_id = $1 and voided_at is null`,
        [history.customerId],
      )
      expect(advanceFen).toBe(rows[0].fen)
      expect(currencies).toEqual(await heldNow(history))
      const documents = await ofDocuments(history)
      for (const [currency, minor] of documents) {
        const held = currencies.find((one) => one.currency === currency)
        expect((held?.openMinor ?? 0n) - (held?.advanceMinor ?? 0n)).toBe(minor)
      }
      for (const back of [0, 1, 2]) {
        const month = addMonths(monthOf(TODAY), -back)
        const [before, now] = await history.read(
          async (ctx) => [
            await readMonthFigures(ctx, addMonths(month, -1)),
            await readMonthFigures(ctx, month),
          ],
          boss,
        )
        const moved = now.billedFen - now.receivedFen - now.billsFen - now.creditedFen - now.exchangeFen
        expect(before.balanceFen + moved).toBe(now.balanceFen)
      }
    }),
    { seed: 20_261_127, numRuns: 12, endOnFailure: true },
  )
}, 240_000)

test('a difference is what was booked less what it was worth on its day, to the fen', async () => {
  const history = await begin(
    Array.from({ length: DAYS + 1 }, (_, index) => [7_000_000n + BigInt(index) * 1_000n, 50_000n]),
  )
  await history.bill({ currency: 'USD', minor: 1_000_000n, day: 0, parts: 0 })
  await history.pay(
    { kind: 'pay', currency: 'USD', minor: 1_000_000n, day: 60, to: 0, isChosen: false },
    history.bills,
  )
  const at = (micro: bigint): Quotation => ({ micro, per: 1 })
  const { rows } = await admin.query(
    `select amount_fen as fen from payment where customer_id = $1 and kind = 'exchange'`,
    [history.customerId],
  )
  expect(rows).toEqual([{ fen: convert(1_000_000n, at(7_000_000n)) - convert(1_000_000n, at(7_060_000n)) }])
})
