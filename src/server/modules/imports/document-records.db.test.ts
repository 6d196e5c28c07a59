import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type PersonaName, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import type { ImportTarget } from '../../../core/import/mapping.ts'
import type {
  ContractRecord,
  ImportRecord,
  OrderRecord,
  PaymentRecord,
  QuoteRecord,
} from '../../../core/import/records.ts'
import type { Role } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { type Actor, read, SYSTEM, write } from '../../platform/context.ts'
import { compareRows } from './compare.ts'
import { saveChunk } from './save-chunk.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const { rows: named } = await admin.query('select id, name from customer where org_id = $1', [a.orgId])
const customer = (whose: 'own' | 'other') => ({
  name: named.find(({ id }) => id === a.records[whose].customerId).name as string,
})
const as = (who: PersonaName, role: Role): Actor => ({
  ...SYSTEM,
  userId: a.users[who],
  roles: [role],
  name: who,
  teamUserIds: Object.values(a.users),
  subtreeUserIds: Object.values(a.users),
})
const boss = as('boss', 'boss')
const day = (offset: number) => addDays(TODAY, offset)

const rowsOf = (records: readonly ImportRecord[]) =>
  records.map((record, index) => ({ row: { number: index + 2, cells: [] }, records: [record] }))

type Options = { actor?: Actor; skipExisting?: boolean; historyUntil?: string }

/** Imports these records; what the preview said of them beforehand must be what became of them. */
async function imported(target: ImportTarget, records: readonly ImportRecord[], options: Options = {}) {
  const { actor = boss, skipExisting = false, historyUntil = null } = options
  const who = { orgId: a.orgId, actor, now: NOW }
  const told = await read(db, who, (ctx) => compareRows(ctx, rowsOf(records)))
  const source = { batchId: newId(NOW), historyDelayDays: 0, historyUntil }
  const done = await write(db, { ...who, source }, (ctx) =>
    saveChunk(ctx, target, rowsOf(records), { skipExisting }),
  )
  return { told, done: done.map((one) => (typeof one === 'string' ? one : one.problem.code)) }
}
const both = (outcome: string) => ({ told: [outcome], done: [outcome] })
const one = async (table: string, number: string) =>
  (await admin.query(`select * from ${table} where number = $1 and voided_at is null`, [number])).rows[0]

const quote: QuoteRecord = {
  kind: 'quote',
  customer: customer('own'),
  externalCode: 'BJ-9',
  title: '轴套',
  steps: [
    { kind: 'asked', on: day(-9) },
    { kind: 'sent', on: day(-8), amountFen: 700n },
  ],
}
const order: OrderRecord = {
  kind: 'order',
  customer: customer('own'),
  externalCode: 'DD-9',
  title: '',
  amountFen: 900n,
  orderedOn: day(-9),
  plannedOn: day(9),
}
const contract: ContractRecord = {
  kind: 'contract',
  customer: customer('own'),
  externalCode: 'HT-9',
  title: '',
  amountFen: 900n,
  endsOn: day(99),
}

test('C211: the preview says of every document what the run then does', async () => {
  expect(await imported('quotes', [quote])).toEqual(both('new'))
  expect(await imported('quotes', [quote])).toEqual(both('same'))
  const answered = { ...quote, steps: [...quote.steps, { kind: 'answered' as const, on: day(-7) }] }
  expect(await imported('quotes', [answered])).toEqual(both('changed'))
  expect(await imported('orders', [order])).toEqual(both('new'))
  expect(await imported('orders', [order])).toEqual(both('same'))
  expect(await imported('orders', [{ ...order, deliveredOn: day(-1) }])).toEqual(both('changed'))
  expect(await imported('contracts', [contract])).toEqual(both('new'))
  expect(await imported('contracts', [contract])).toEqual(both('same'))
  expect(await imported('contracts', [{ ...contract, endsOn: day(199) }])).toEqual(both('changed'))
})

test('another day or amount of an order is taken over; what the file leaves out stays', async () => {
  const number = 'DD-10'
  await imported('orders', [{ ...order, externalCode: number }], { actor: as('manager', 'manager') })
  const { plannedOn: _, ...less } = { ...order, externalCode: number, amountFen: 950n, orderedOn: day(-8) }
  expect(await imported('orders', [less])).toEqual(both('changed'))
  expect(await one('sales_order', number)).toMatchObject({
    amount_fen: 950n,
    ordered_on: day(-8),
    planned_on: day(9),
    responsible_id: a.users.manager,
  })
  const { rows } = await admin.query(
    `select s.amount_fen from order_step s join sales_order o on o.id = s.order_id
     where o.number = $1 and s.kind = 'ordered' and s.voided_at is null`,
    [number],
  )
  expect(rows).toEqual([{ amount_fen: 950n }])
})

test('whoever leaves known records alone leaves known documents alone', async () => {
  const changes: [ImportTarget, ImportRecord][] = [
    ['quotes', { ...quote, title: '别的' }],
    ['orders', { ...order, amountFen: 1n }],
    ['contracts', { ...contract, amountFen: 1n }],
  ]
  for (const [target, record] of changes) {
    expect((await imported(target, [record], { skipExisting: true })).done).toEqual(['same'])
  }
})

test('a number of another customer is refused and nothing is written', async () => {
  const before = await one('sales_order', 'DD-9')
  const others: [ImportTarget, ImportRecord][] = [
    ['quotes', { ...quote, customer: customer('other') }],
    ['orders', { ...order, customer: customer('other'), amountFen: 1n }],
    ['orders', { ...order, customer: { name: '还没有的客户' }, amountFen: 1n }],
    ['contracts', { ...contract, customer: customer('other'), amountFen: 1n }],
  ]
  for (const [target, record] of others) {
    expect((await imported(target, [record])).done).toEqual(['number_of_other'])
  }
  expect(await one('sales_order', 'DD-9')).toEqual(before)
  const { rows } = await admin.query(`select 1 from customer where name = '还没有的客户'`)
  expect(rows).toEqual([])
})

test('C073: a file is no way around the approval of a contract', async () => {
  const approved = { ...contract, externalCode: 'HT-10', approvedOn: day(-1) }
  const assistant = as('assistant', 'assistant')
  const done = async (record: ContractRecord, options: Options = {}) =>
    (await imported('contracts', [record], options)).done[0]
  expect(await done(approved, { actor: assistant })).toBe('approval_not_yours')
  expect(await one('contract', 'HT-10')).toBeUndefined()
  expect(await done(approved)).toBe('own_contract')
  expect(await done(approved, { historyUntil: day(-1) })).toBe('new')
  expect(await done({ ...approved, amountFen: 999n })).toBe('approved_amount')
  expect(await one('contract', 'HT-10')).toMatchObject({ amount_fen: 900n })
})

test('a contract not yet approved may get another amount, which alerts then show', async () => {
  const open = { ...contract, externalCode: 'HT-11' }
  await imported('contracts', [open])
  expect(await imported('contracts', [{ ...open, amountFen: 950n }])).toEqual(both('changed'))
  const { rows } = await admin.query(
    `select s.kind, s.amount_fen from contract_step s join contract k on k.id = s.contract_id where k.number = 'HT-11' order by s.recorded_at`,
  )
  expect(rows).toEqual([
    { kind: 'recorded', amount_fen: 900n },
    { kind: 'amended', amount_fen: 950n },
  ])
})

test('a list of customers with codes finds those that a ledger named without, and they keep their debts', async () => {
  const ledger: ImportRecord[] = ['甲', '乙'].map((name) => ({
    kind: 'invoice',
    customer: { name: `${name}机械有限公司` },
    number: `FP-${name}`,
    invoiceKind: 'invoice',
    amountFen: 5_000n,
    issuedOn: day(-40),
    instalments: [{ dueOn: day(-10), amountFen: 5_000n }],
    payments: [],
  }))
  expect((await imported('invoices', ledger)).done).toEqual(['new', 'new'])
  const list: ImportRecord[] = [
    { kind: 'customer', name: '甲机械有限公司', externalCode: 'K-1', keyLevel: 'key' },
    { kind: 'customer', name: '乙机械有限公司', externalCode: 'K-2' },
    { kind: 'customer', name: '乙机械有限公司', externalCode: 'K-3' },
  ]
  expect(await imported('customers', list)).toEqual({
    told: ['changed', 'changed', 'changed'],
    done: ['changed', 'changed', 'new'],
  })
  const { rows } = await admin.query(
    `select c.external_code, c.key_level, (select count(*)::int from invoice v where v.customer_id = c.id) as invoices
     from customer c where c.org_id = $1 and c.external_code like 'K-_' order by 1`,
    [a.orgId],
  )
  expect(rows).toEqual([
    { external_code: 'K-1', key_level: 'key', invoices: 1 },
    { external_code: 'K-2', key_level: 'normal', invoices: 1 },
    { external_code: 'K-3', key_level: 'normal', invoices: 0 },
  ])
  expect(await imported('customers', list)).toEqual({
    told: ['same', 'same', 'same'],
    done: ['same', 'same', 'same'],
  })
})

test('a payment with a bill due day comes in as a bill, honoured if that day has passed (C091)', async () => {
  const paid: PaymentRecord = {
    kind: 'payment',
    paymentKind: 'payment',
    customer: customer('own'),
    receivedOn: day(-40),
    amountFen: 70n,
    externalCode: 'HK-9',
    reference: '商业承兑汇票',
    billDueOn: day(40),
    billNumber: 'PJ-9',
  }
  const past = { ...paid, externalCode: 'HK-10', billNumber: 'PJ-10', billDueOn: day(-3), reference: '承兑' }
  expect(await imported('payments', [paid])).toEqual(both('new'))
  expect(await imported('payments', [paid])).toEqual(both('same'))
  expect(await imported('payments', [past], { historyUntil: TODAY })).toEqual(both('new'))
  expect(await one('bill', 'PJ-9')).toMatchObject({ kind: 'commercial', due_on: day(40), ended_how: null })
  expect(await one('bill', 'PJ-10')).toMatchObject({ kind: 'bank', ended_how: 'honoured', ended_on: day(-3) })
  const { rows } = await admin.query(
    `select p.kind, p.amount_fen from payment p join bill b on b.id = p.bill_id where b.number = 'PJ-10' order by p.kind, p.amount_fen`,
  )
  expect(rows).toEqual([
    { kind: 'bill', amount_fen: -70n },
    { kind: 'bill', amount_fen: 70n },
    { kind: 'payment', amount_fen: 70n },
  ])
  const refused = async (record: PaymentRecord) => (await imported('payments', [record])).done
  expect(await refused({ ...paid, externalCode: 'HK-11' })).toEqual(['bill_number_taken'])
  expect(await refused({ ...past, amountFen: 71n })).toEqual(['bill_moved_on'])
  expect(await refused({ ...paid, externalCode: 'HK-12', billNumber: 'PJ-12', receivedOn: day(1) })).toEqual([
    'bill_received_ahead',
  ])
  expect(await imported('payments', [{ ...paid, billDueOn: day(50), amountFen: 71n }])).toMatchObject({
    done: ['changed'],
  })
  expect(await one('bill', 'PJ-9')).toMatchObject({ due_on: day(50), amount_fen: 71n })
})
