import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Day } from '../core/calendar.ts'
import { readQuoted } from '../core/exchange/rate.ts'
import type { ImportRecord } from '../core/import/records.ts'
import { mergeCustomers } from './modules/customers/merge.ts'
import { getCustomer } from './modules/customers/read-customer.ts'
import { undoMerge } from './modules/customers/undo-merge.ts'
import { compareRows } from './modules/imports/compare.ts'
import { saveChunk } from './modules/imports/save-chunk.ts'
import { recordRates } from './modules/rates/index.ts'
import { keepBankStatement } from './modules/receivables/keep-receipts.ts'
import { readMonthFigures } from './modules/receivables/month-figures.ts'
import { listInstalments } from './modules/receivables/read.ts'
import { readAgeing } from './modules/receivables/read-ageing.ts'
import { readStatement } from './modules/receivables/read-statement.ts'
import { recordInvoices } from './modules/receivables/record-invoices.ts'
import { type PaymentInput, previewPayment, recordPayments } from './modules/receivables/record-payments.ts'
import { confirmReceipts } from './modules/receivables/settle-receipts.ts'
import { voidPayment } from './modules/receivables/void.ts'
import { newId } from './platform/clock.ts'
import { type Actor, type ReadCtx, read, SYSTEM, type WriteCtx, write } from './platform/context.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss', roles: ['boss'] }
const { customerId } = a.records.own
const { rows: named } = await admin.query('select name from customer where id = $1', [customerId])

const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) =>
  write(db, { orgId: a.orgId, actor: boss, now: NOW }, fn)
const reading = <T>(fn: (ctx: ReadCtx) => Promise<T>) =>
  read(db, { orgId: a.orgId, actor: boss, now: NOW }, fn)
const one = async (sql: string, ...values: unknown[]) => (await admin.query(sql, values)).rows[0]

const [BILLED, PAID] = [addDays(TODAY, -20), addDays(TODAY, -2)] as [Day, Day]
const rate = (currency: string, day: Day, quoted: string) =>
  writing((ctx) =>
    recordRates(ctx, [{ currency, day, micro: readQuoted(quoted)!, per: 1, source: '' }], {
      isConfirmed: true,
    }),
  )
await rate('USD', BILLED, '7.1234')
await rate('USD', PAID, '7.0000')

let n = 0
const invoice = async (amountFen: bigint, over: object = {}) => {
  n += 1
  const number = `FR-${n}`
  const [saved] = await writing((ctx) =>
    recordInvoices(ctx, [
      {
        ...{ customerId, number, kind: 'invoice', issuedOn: BILLED, currency: 'USD', amountFen },
        instalments: [{ dueOn: addDays(BILLED, 10), amountFen }],
        ...over,
      },
    ]),
  )
  return { id: saved!.instalmentIds[0]!, number, invoiceId: saved!.id }
}
const pay = async (amountFen: bigint, over: Partial<PaymentInput> = {}) => {
  const input: PaymentInput = {
    ...{ customerId, kind: 'payment', receivedOn: PAID, currency: 'USD', amountFen, allocate: 'none' },
    ...over,
  }
  return (await writing((ctx) => recordPayments(ctx, [input])))[0]!
}
const part = (id: string) =>
  one('select open_fen as fen, open_minor as minor, amount_fen as whole from instalment where id = $1', id)
const to = (id: string, amountFen: bigint) => ({ allocate: [{ instalmentId: id, amountFen }] })
const statement = (asOf = TODAY) =>
  reading((ctx) => readStatement(ctx, { customerId, from: addDays(TODAY, -90), asOf, reading: 'business' }))

describe('dollars settle dollars', () => {
  test('whole, whatever the rates; the difference is a document of its own day', async () => {
    const before = await statement()
    const { id } = await invoice(1_000_000n)
    expect(await part(id)).toEqual({ fen: 7_123_400n, minor: 1_000_000n, whole: 7_123_400n })
    const saved = await pay(1_000_000n, to(id, 1_000_000n))
    expect(saved).toMatchObject({ allocatedFen: 7_000_000n, unallocatedFen: 0n, differenceFen: 123_400n })
    expect(await part(id)).toMatchObject({ fen: 0n, minor: 0n })
    const after = await statement()
    expect(after.closingFen).toBe(before.closingFen)
    expect(after.lines.slice(-2)).toMatchObject([
      { kind: 'payment', creditFen: 7_000_000n, currency: 'USD', originalMinor: 1_000_000n },
      { kind: 'exchange_loss', on: PAID, creditFen: 123_400n },
    ])
    expect((await statement(addDays(PAID, -1))).closingFen).toBe(before.closingFen + 7_123_400n)
    await writing((ctx) => voidPayment(ctx, saved.id, '录错'))
    expect(await part(id)).toMatchObject({ fen: 7_123_400n, minor: 1_000_000n })
    expect((await statement()).closingFen).toBe(before.closingFen + 7_123_400n)
    const differences = `select count(*)::int as n from payment where kind = 'exchange' and voided_at is null`
    expect((await one(differences)).n).toBe(0)
    await pay(1_000_000n, to(id, 1_000_000n))
    await rate('USD', PAID, '7.2000')
    const gain = await invoice(1_000_000n)
    expect((await pay(1_000_000n, to(gain.id, 1_000_000n))).differenceFen).toBe(-76_600n)
    expect((await statement()).lines.some(({ kind }) => kind === 'exchange_gain')).toBe(true)
    expect((await statement()).closingFen).toBe(before.closingFen)
    await rate('USD', PAID, '7.0000')
  })

  test('in parts, and what is over stays dollars', async () => {
    const { id } = await invoice(1_000_001n)
    for (const minor of [333_333n, 333_334n]) await pay(minor, to(id, minor))
    expect(await part(id)).toMatchObject({ minor: 333_334n })
    const over = await pay(500_000n, to(id, 333_334n))
    expect(over).toMatchObject({ unallocatedMinor: 166_666n, unallocatedFen: 1_166_662n })
    expect(await part(id)).toMatchObject({ fen: 0n, minor: 0n })
    const { currencies, advanceFen } = await statement()
    expect(currencies).toEqual([
      { currency: 'USD', openMinor: 0n, openFen: 0n, advanceMinor: 166_666n, advanceFen: 1_166_662n },
    ])
    expect(advanceFen).toBe(1_166_662n)
    await writing((ctx) => voidPayment(ctx, over.id, '录错'))
    await pay(333_334n, to(id, 333_334n))
  })

  test('a credit note goes by the rate of what it takes off', async () => {
    const { id } = await invoice(1_000_000n)
    const note = await pay(400_000n, { kind: 'credit_note', ...to(id, 400_000n) })
    expect(note.differenceFen).toBe(0n)
    expect(await part(id)).toMatchObject({ minor: 600_000n, fen: 4_274_040n })
    await pay(600_000n, to(id, 600_000n))
  })

  test('a correction takes the money along, and its difference with it', async () => {
    const { number } = await invoice(1_000_000n)
    await pay(1_000_000n, { allocate: [{ invoiceNumber: number, amountFen: 1_000_000n }] })
    const amountFen = 1_200_000n
    const input = {
      customerId,
      number,
      kind: 'invoice' as const,
      issuedOn: BILLED,
      currency: 'USD',
      amountFen,
    }
    const instalments = [{ dueOn: addDays(BILLED, 10), amountFen }]
    const [saved] = await writing((ctx) => recordInvoices(ctx, [{ ...input, instalments }]))
    expect(saved!.outcome).toBe('changed')
    const id = saved!.instalmentIds[0]!
    expect(await part(id)).toMatchObject({ minor: 200_000n, fen: 1_424_680n })
    expect(
      (
        await one(
          `select sum(amount_fen)::bigint as fen from payment where kind = 'exchange' and voided_at is null
      and difference_of in (select id from allocation where instalment_id = $1)`,
          id,
        )
      ).fen,
    ).toBe(123_400n)
    const again = await writing((ctx) => recordInvoices(ctx, [{ ...input, instalments }]))
    expect(again[0]!.outcome).toBe('same')
    await pay(200_000n, to(id, 200_000n))
  })
})

describe('across currencies, where somebody says so', () => {
  test('yuan for dollars at the rate of the day; by itself nothing is converted', async () => {
    const { id } = await invoice(1_000_000n)
    const aside = await pay(7_000_000n, { currency: 'CNY', allocate: 'oldest' })
    expect(aside.unallocatedFen > 0n).toBe(true)
    expect(await part(id)).toMatchObject({ minor: 1_000_000n })
    await writing((ctx) => voidPayment(ctx, aside.id, '录错'))
    const shown = await reading((ctx) =>
      previewPayment(ctx, {
        ...{ customerId, kind: 'payment', receivedOn: PAID, currency: 'CNY', amountFen: 7_000_000n },
        ...to(id, 7_000_000n),
      }),
    )
    const saved = await pay(7_000_000n, { currency: 'CNY', ...to(id, 7_000_000n) })
    expect(saved).toMatchObject({ unallocatedFen: 0n, differenceFen: 123_400n })
    expect(shown).toMatchObject({ amountFen: 7_000_000n, unallocatedFen: 0n, differenceFen: 123_400n })
    expect(await part(id)).toMatchObject({ fen: 0n, minor: 0n })
  })

  test('dollars for yuan', async () => {
    const { id } = await invoice(7_000_000n, { currency: 'CNY' })
    const saved = await pay(1_000_000n, to(id, 1_000_000n))
    expect(saved).toMatchObject({ unallocatedMinor: 0n, unallocatedFen: 0n, differenceFen: 0n })
    expect(await part(id)).toMatchObject({ fen: 0n, minor: null })
  })

  test('without a rate of the day nothing is written, and a bill settles yuan only', async () => {
    const { id } = await invoice(1_000_000n)
    const count = () => one('select count(*)::int as n from payment')
    const before = await count()
    await expect(pay(100n, { currency: 'EUR', allocate: 'oldest' })).rejects.toMatchObject({
      ...{ code: 'rate_missing', detail: { currency: 'EUR', day: PAID } },
    })
    const early = addDays(BILLED, -1)
    await expect(pay(100n, { currency: 'CNY', receivedOn: early, ...to(id, 100n) })).rejects.toMatchObject({
      code: 'rate_missing',
    })
    const bill = { kind: 'bank' as const, number: '', drawer: '', acceptor: '', issuedOn: null, dueOn: TODAY }
    await expect(pay(100n, { kind: 'bill', bill, currency: 'CNY', ...to(id, 100n) })).rejects.toMatchObject({
      code: 'bill_yuan_only',
    })
    expect(await count()).toEqual(before)
    await pay(1_000_000n, to(id, 1_000_000n))
  })

  test('the database holds an original balance of nothing to be nothing in yuan', async () => {
    const { id } = await invoice(100n)
    await expect(admin.query(`update instalment set open_minor = 0 where id = '${id}'`)).rejects.toThrow(
      'instalment_nothing_left',
    )
    await pay(100n, to(id, 100n))
  })
})

test('customer, ageing and instalments say what is dollars', async () => {
  const { id } = await invoice(500_000n)
  const { items } = await reading((ctx) =>
    listInstalments(ctx, { customerId, page: 1, size: 50, sort: 'due', reading: 'business' }),
  )
  expect(items.find((item) => item.id === id)).toMatchObject({
    original: { currency: 'USD', minor: 500_000n, openMinor: 500_000n },
  })
  const ageing = await reading((ctx) => readAgeing(ctx, { asOf: TODAY, reading: 'business', top: 5 }))
  expect(ageing.currencies).toMatchObject([{ currency: 'USD', openMinor: 500_000n, openFen: 3_561_700n }])
  await pay(200_000n, { ...to(id, 200_000n), reference: '电汇' })
  const shown = await reading((ctx) => getCustomer(ctx, customerId))
  expect(shown.payments.find(({ reference }) => reference === '电汇')).toMatchObject({
    ...{ kind: 'payment', differenceFen: 24_680n, amountFen: 1_400_000n },
    original: { currency: 'USD', minor: 200_000n, unallocatedMinor: 0n },
  })
  expect(shown.instalments.find((row) => row.id === id)).toMatchObject({
    original: { currency: 'USD', openMinor: 300_000n },
  })
})

test('the movement of a month: opening + billed − received − credited − differences = closing', async () => {
  const month = TODAY.slice(0, 7)
  const figures = (of: string) => reading((ctx) => readMonthFigures(ctx, of))
  const last = `${addDays(`${month}-01`, -1)}`.slice(0, 7)
  const [before, now] = [await figures(last), await figures(month)]
  expect(now.exchangeFen === 0n && before.exchangeFen === 0n).toBe(false)
  expect(
    before.balanceFen + now.billedFen - now.receivedFen - now.billsFen - now.creditedFen - now.exchangeFen,
  ).toBe(now.balanceFen)
})

describe('files', () => {
  async function imported(record: ImportRecord, target: 'invoices' | 'payments') {
    const rows = [{ row: { number: 2, cells: [] }, records: [record] }]
    const who = { orgId: a.orgId, actor: boss, now: NOW }
    const [told] = await read(db, who, (ctx) => compareRows(ctx, rows))
    const source = { batchId: newId(NOW), historyDelayDays: null, historyUntil: null }
    const [done] = await write(db, { ...who, source }, (ctx) =>
      saveChunk(ctx, target, rows, { skipExisting: false }),
    )
    return [told, typeof done === 'string' ? done : done!.problem.code]
  }
  const customer = { name: named[0].name }

  test('a ledger in dollars, once; what it says again asks for no rate', async () => {
    const amountFen = 1_000_000n
    const record: ImportRecord = {
      ...{ kind: 'invoice', customer, number: 'FR-F1', invoiceKind: 'invoice', issuedOn: BILLED },
      ...{ amountFen, currency: 'USD', instalments: [{ dueOn: TODAY, amountFen }] },
      payments: [{ receivedOn: PAID, amountFen: 400_000n, externalCode: 'FR-F1:1' }],
    }
    expect(await imported(record, 'invoices')).toEqual(['new', 'new'])
    expect(
      await one(`select i.open_minor, i.open_fen from instalment i join invoice v on v.id = i.invoice_id
      where v.number = 'FR-F1'`),
    ).toEqual({ open_minor: 600_000n, open_fen: 4_274_040n })
    await admin.query(`update exchange_rate set voided_at = now() where voided_at is null`)
    expect(await imported(record, 'invoices')).toEqual(['same', 'same'])
    const other = { ...record, number: 'FR-F2', payments: [] } as ImportRecord
    expect((await imported(other, 'invoices'))[1]).toBe('rate_missing')
    expect(await imported({ ...other, bookedAt: 7_000_000n } as ImportRecord, 'invoices')).toEqual([
      'new',
      'new',
    ])
    expect((await imported({ ...record, currency: 'CNY' } as ImportRecord, 'invoices'))[1]).toBe(
      'currency_fixed',
    )
    await rate('USD', BILLED, '7.1234')
    await rate('USD', PAID, '7.0000')
  })

  test('a payment in dollars goes to its invoice', async () => {
    const { number, id } = await invoice(1_000_000n)
    const record: ImportRecord = {
      ...{ kind: 'payment', paymentKind: 'payment', customer, receivedOn: PAID, amountFen: 1_000_000n },
      ...{ currency: 'USD', externalCode: 'FR-P1', invoiceNumber: number },
    }
    expect(await imported(record, 'payments')).toEqual(['new', 'new'])
    expect(await part(id)).toMatchObject({ minor: 0n, fen: 0n })
    expect(await imported(record, 'payments')).toEqual(['same', 'same'])
    const euro = { ...record, currency: 'EUR', externalCode: 'FR-P2' } as ImportRecord
    expect((await imported(euro, 'payments'))[1]).toBe('rate_missing')
  })

  test('of a bank: dollars are proposed for dollars and settle them; without a rate the row comes back', async () => {
    const { id } = await invoice(1_234_567n)
    const line = (currency: string, key: string) => ({
      ...{ row: 2, on: PAID, amountFen: 1_234_567n, currency, payerName: named[0].name, payerAccount: '' },
      ...{ remark: '', serial: '', key },
    })
    const lines = [line('USD', 'k1'), { ...line('EUR', 'k2'), row: 3 }]
    const kept = await writing((ctx) =>
      keepBankStatement(ctx, { fileName: 'x.csv', statement: { lines, outgoing: 0, unread: [] } }),
    )
    expect(kept).toMatchObject({ added: 1, known: 0, unread: [{ row: 3, why: 'rate' }] })
    const receipt = await one(
      `select id, amount_fen, original_minor, proposed_parts from receipt where line_key = 'k1'`,
    )
    expect(receipt).toMatchObject({ amount_fen: 8_641_969n, original_minor: 1_234_567n })
    expect(receipt.proposed_parts).toEqual([{ instalmentId: id, amountFen: 1_234_567 }])
    expect(await writing((ctx) => confirmReceipts(ctx, [receipt.id], true))).toMatchObject({ confirmed: 1 })
    expect(await part(id)).toMatchObject({ minor: 0n, fen: 0n })
  })
})

test('what was known on a day stays what it was', async () => {
  const known = (day: Day) =>
    read(db, { orgId: a.orgId, actor: boss, now: NOW + 3 * DAY_MS }, (ctx) =>
      readAgeing(ctx, { asOf: day, reading: 'known', top: 0 }),
    )
  const before = await known(TODAY)
  const later = { orgId: a.orgId, actor: boss, now: NOW + 2 * DAY_MS }
  const open = await one(
    `select id, open_minor from instalment where customer_id = $1 and open_minor > 0
    and voided_at is null limit 1`,
    customerId,
  )
  const allocate = [{ instalmentId: open.id, amountFen: open.open_minor }]
  await write(db, later, (ctx) =>
    recordPayments(ctx, [
      {
        customerId,
        kind: 'payment',
        receivedOn: PAID,
        currency: 'USD',
        amountFen: open.open_minor,
        allocate,
      },
    ]),
  )
  expect(await known(TODAY)).toEqual(before)
})

test('a merge carries differences of rates along, and its undoing brings them back', async () => {
  const { id } = await invoice(100_000n)
  await pay(100_000n, to(id, 100_000n))
  const kept = a.records.mate.customerId
  const owed = async (who: string, asOf: Day) =>
    (
      await reading((ctx) =>
        readStatement(ctx, { customerId: who, from: addDays(TODAY, -90), asOf, reading: 'business' }),
      )
    ).closingFen
  const both = (await owed(customerId, TODAY)) + (await owed(kept, TODAY))
  const known = await writing((ctx) => readMonthFigures(ctx, TODAY.slice(0, 7)))
  const form = { goneId: customerId, taken: [], reason: '同一家' }
  const merge = await writing((ctx) => mergeCustomers(ctx, kept, form))
  expect(await owed(kept, TODAY)).toBe(both)
  const astray = `select count(*)::int as n from payment p join allocation x on x.org_id = p.org_id and x.id = p.difference_of
    where p.customer_id <> x.customer_id or (p.voided_at is null and x.voided_at is not null)`
  expect((await one(astray)).n).toBe(0)
  expect(await writing((ctx) => readMonthFigures(ctx, TODAY.slice(0, 7)))).toEqual(known)
  await writing((ctx) => undoMerge(ctx, merge.id))
  expect((await owed(customerId, TODAY)) + (await owed(kept, TODAY))).toBe(both)
  expect((await one(astray)).n).toBe(0)
})
