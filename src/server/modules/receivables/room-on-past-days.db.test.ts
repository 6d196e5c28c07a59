import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Day } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { type Reading, recordInvoices, recordPayments } from './index.ts'
import { readStatement } from './read-statement.ts'
import { countsAsOf } from './reading.ts'
import { receiveBill } from './receive-bill.ts'
import type { PaymentInput } from './record-payments.ts'
import { stepBill } from './step-bill.ts'
import { takeBackBill } from './take-back-bill.ts'

const { db } = await testDatabase()
const { a } = await twoOrgs(db)
const day = (offset: number) => addDays(TODAY, offset)
const WHO = { orgId: a.orgId, now: NOW }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(db, WHO, fn)
/** A ledger brought in: what it says is known as of its own days. */
const importing = <T>(fn: (ctx: WriteCtx) => Promise<T>) =>
  write(db, { ...WHO, source: { batchId: newId(NOW), historyDelayDays: 0, historyUntil: TODAY } }, fn)

let made = 0
async function owing(amountFen = 1000n): Promise<string> {
  made += 1
  const [saved] = await writing((ctx) =>
    saveCustomers(ctx, [{ name: `往日客户${made}`, createdOn: day(-900) }]),
  )
  await importing((ctx) => recordInvoices(ctx, [invoice(saved!.id, amountFen)]))
  return saved!.id
}

const invoice = (customerId: string, amountFen: bigint, due = -60) => ({
  ...{ customerId, number: 'INV', kind: 'invoice' as const, issuedOn: day(-90), amountFen },
  instalments: [{ dueOn: day(due), amountFen }],
})

async function refusedBill(customerId: string, from: number, until: number, amountFen: bigint) {
  made += 1
  return writing(async (ctx) => {
    const paper = {
      kind: 'bank' as const,
      number: `B${made}`,
      drawer: '',
      acceptor: '甲银行',
      issuedOn: null,
    }
    const span = { receivedOn: day(from), dueOn: day(until - 1) }
    const { id } = await receiveBill(ctx, { ...paper, ...span, customerId, amountFen, allocate: 'oldest' })
    await stepBill(ctx, id, { step: 'refused', on: day(until), costFen: 0n, to: '', note: '' })
    return id
  })
}

const money = (customerId: string, on: number, amountFen: bigint, more?: Partial<PaymentInput>) => ({
  ...{ customerId, kind: 'payment' as const, receivedOn: day(on), amountFen, allocate: 'oldest' as const },
  ...more,
})

/** What is open of the customer, and what of the money is set against nothing. */
async function account(customerId: string, asOf: Day, reading: Reading = 'business') {
  const statement = await read(db, WHO, (ctx) =>
    readStatement(ctx, { customerId, from: day(-200), asOf, reading }),
  )
  const { rows } = await read(db, WHO, ({ db: tx }) =>
    sql<{ fen: bigint }>`
      select (coalesce((select sum(p.amount_fen) from payment p where p.customer_id = ${customerId} and ${countsAsOf('p', asOf, reading)}), 0)
        - coalesce((select sum(x.amount_fen) from allocation x where x.customer_id = ${customerId} and ${countsAsOf('x', asOf, reading)}), 0)
        )::bigint as fen`.execute(tx),
  )
  const advanceFen = rows[0]!.fen
  expect(statement).toMatchObject({ closingFen: statement.openFen - advanceFen, advanceFen })
  return [statement.openFen, advanceFen]
}

test('money of a day on which a bill stood is set against what its refusal opened, from then on', async () => {
  const customerId = await owing()
  await refusedBill(customerId, -40, -20, 800n)
  const [saved] = await writing((ctx) => recordPayments(ctx, [money(customerId, -30, 1000n)]))
  expect(saved).toMatchObject({ allocatedFen: 1000n, unallocatedFen: 0n })
  expect(await account(customerId, day(-31))).toEqual([200n, 0n])
  expect(await account(customerId, day(-30))).toEqual([0n, 800n])
  expect(await account(customerId, day(-21))).toEqual([0n, 800n])
  expect(await account(customerId, day(-20))).toEqual([0n, 0n])
})

test.each(['credit_note', 'bill'] as const)('so is a %s, and each part of one chunk', async (kind) => {
  const customerId = await owing()
  await refusedBill(customerId, -40, -20, 1000n)
  const bill = { kind: 'bank' as const, number: '', drawer: '', acceptor: '', issuedOn: null, dueOn: TODAY }
  const more = kind === 'bill' ? { kind, bill } : { kind }
  await writing((ctx) =>
    recordPayments(ctx, [money(customerId, -30, 300n, more), money(customerId, -50, 700n, more)]),
  )
  expect(await account(customerId, day(-45))).toEqual([1000n, 700n])
  expect(await account(customerId, day(-25))).toEqual([0n, 1000n])
  expect(await account(customerId, day(-20))).toEqual([0n, 0n])
})

test('a correction takes over what stood on each day, and nothing twice', async () => {
  const customerId = await owing()
  await refusedBill(customerId, -40, -20, 800n)
  await writing((ctx) => recordPayments(ctx, [money(customerId, -30, 1000n)]))
  await writing((ctx) => recordInvoices(ctx, [invoice(customerId, 1000n, -50)]))
  expect(await account(customerId, day(-35))).toEqual([200n, 0n])
  expect(await account(customerId, day(-25))).toEqual([0n, 800n])
  expect(await account(customerId, TODAY)).toEqual([0n, 0n])
  await writing((ctx) => recordInvoices(ctx, [invoice(customerId, 900n)]))
  expect(await account(customerId, day(-35))).toEqual([200n, 100n])
  expect(await account(customerId, day(-25))).toEqual([0n, 900n])
  expect(await account(customerId, TODAY)).toEqual([0n, 100n])
})

test('a refusal is not taken back while another bill stood in its place, if only for some days', async () => {
  const customerId = await owing()
  const first = await refusedBill(customerId, -40, -30, 1000n)
  const second = await refusedBill(customerId, -20, -10, 1000n)
  const back = (id: string) => writing((ctx) => takeBackBill(ctx, id, '登错'))
  await expect(back(first)).rejects.toMatchObject({ code: 'bill_paid_since', detail: { number: 'INV' } })
  await back((await back(second)).id!)
  await back(first)
  expect(await account(customerId, TODAY)).toEqual([0n, 0n])
})

test('as known, money that a ledger brings for what was settled then is an advance until now', async () => {
  const customerId = await owing()
  const coded = (amountFen: bigint) => money(customerId, -50, amountFen, { externalCode: `K${made}` })
  await importing((ctx) => recordPayments(ctx, [coded(1000n)]))
  // The ledger comes again: that payment was less, and another one made up for it.
  await importing((ctx) => recordPayments(ctx, [coded(400n), money(customerId, -30, 600n)]))
  expect(await account(customerId, day(-40), 'known')).toEqual([0n, 0n])
  expect(await account(customerId, day(-20), 'known')).toEqual([0n, 600n])
  expect(await account(customerId, day(-20))).toEqual([0n, 0n])
  expect(await account(customerId, TODAY, 'known')).toEqual([0n, 0n])
})
