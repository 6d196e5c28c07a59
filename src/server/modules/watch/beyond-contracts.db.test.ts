import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { dayIndexOf } from '../../../core/watch/day-index.ts'
import { readingAt, readOn } from '../../../core/watch/fold.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { createContract, recordContractStep } from '../contracts/record-contract-step.ts'
import { saveContracts } from '../contracts/save-contracts.ts'
import { savePolicy } from '../credit/policy.ts'
import { saveCustomers } from '../customers/index.ts'
import { createOrder } from '../orders/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { voidInvoice } from '../receivables/void.ts'
import { evaluateOrg, installPack } from './index.ts'
import { loadHistories } from './loaders.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
let now = startOfDay(addDays(TODAY, 1)) + 10 * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, actor = boss) =>
  write(db, { orgId: a.orgId, actor, now }, fn)
const OFF = { quote: 'off', contract: 'off', order: 'off' } as const
await write(db, { orgId: a.orgId, now: NOW }, (ctx) => installPack(ctx, NOW))
await writing((ctx) => savePolicy(ctx, { ...DEFAULT_POLICY, check: OFF }))

const customer = async (name: string) =>
  (await writing((ctx) => saveCustomers(ctx, [{ name, responsibleId: a.users.rep }]), rep))[0]!.id
let numbers = 0
async function invoice(
  customerId: string,
  amountFen: bigint,
  more: { orderId?: string; contractId?: string; issuedOn?: Day } = {},
) {
  numbers += 1
  const issuedOn = more.issuedOn ?? dayOf(now)
  const form = {
    ...more,
    customerId,
    number: `BYD-${numbers}`,
    kind: 'invoice' as const,
    issuedOn,
    amountFen,
  }
  const instalments = [{ dueOn: addDays(issuedOn, 30), amountFen }]
  const [saved] = await writing((ctx) => recordInvoices(ctx, [{ ...form, instalments }]))
  return saved!.id
}
const pay = (customerId: string, amountFen: bigint) =>
  writing((ctx) =>
    recordPayments(ctx, [
      { customerId, kind: 'payment', receivedOn: dayOf(now), amountFen, reference: '', allocate: 'oldest' },
    ]),
  )
async function contract(customerId: string, amountFen: bigint): Promise<string> {
  numbers += 1
  const nodes = [{ label: '', dueOn: addDays(TODAY, 90), amountFen }]
  const clauses = { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面催告' }
  const form = { number: `BYD-K${numbers}`, customerId, amountFen, title: '', currency: 'CNY', penaltyBp: 5 }
  const made = { ...form, nodes, clauses, effectiveOn: TODAY }
  return (await writing((ctx) => createContract(ctx, made), rep)).id
}
/** As a file brings it: approved elsewhere, without nodes. */
const bring = (customerId: string, amountFen: bigint, approvedOn: Day) => {
  numbers += 1
  const dates = { signedOn: approvedOn, effectiveOn: approvedOn, endsOn: null, approvedOn }
  const form = { number: `BYD-F${numbers}`, customerId, dealId: null, title: '', currency: 'CNY', amountFen }
  return writing((ctx) => saveContracts(ctx, [{ ...form, ...dates, responsibleId: a.users.rep }]))
}
const step = (id: string, kind: 'approved' | 'unapproved') =>
  writing((ctx) => recordContractStep(ctx, id, { kind, reason: '有误' }, 'contract.approve'))
const order = (customerId: string, amountFen: bigint, contractId: string | null = null) => {
  numbers += 1
  const form = { number: `BYD-O${numbers}`, customerId, contractId, title: '', currency: 'CNY', amountFen }
  return writing((ctx) => createOrder(ctx, { ...form, orderedOn: dayOf(now) }))
}

/** Subjects with an open alert of this rule, after an evaluation a minute later; each shows its papers. */
async function told(rule: string): Promise<string[]> {
  now += 60_000
  await evaluateOrg(db, { orgId: a.orgId, now })
  const { rows } = await admin.query(
    `select subject_id, explanation from alert where org_id = $1 and rule_code = $2 and resolved_at is null`,
    [a.orgId, rule],
  )
  for (const { explanation } of rows) expect(JSON.stringify(explanation)).toMatch(/"refs?"|"facts"/)
  return rows.map(({ subject_id: id }) => id)
}
const RULE = 'customer-beyond-contracts'
async function reads(metric: string, id: string, at: Instant, orgId = a.orgId) {
  const kind = metric === 'contract_billed_bp' ? 'contract' : 'customer'
  const known = await read(db, { orgId, actor: boss, now: now + 40 * 86_400_000 }, (ctx) =>
    loadHistories(ctx, { kind, ids: [id], metrics: [metric], fields: [], since: null }),
  )
  return readingAt(known.get(id)!.series.get(metric)!, at + 1000).value
}

test('C073: nobody is told while the company keeps no contracts; with the first one everybody is', async () => {
  const id = await customer('全无合同的客户')
  await invoice(id, 300_000_00n)
  expect(await told(RULE)).toEqual([])
  await contract(await customer('第一份合同的客户'), 10_000_00n)
  expect(await told(RULE)).toEqual([id])
})

test('C073: many small invoices and money on account add up to the line, and not to a fen less', async () => {
  const others = await told(RULE)
  const id = await customer('化整为零的客户')
  await invoice(id, 99_999_99n)
  await invoice(id, 50_000_00n, { orderId: (await order(id, 50_000_00n)).id })
  await pay(id, 199_999_99n)
  // What was paid went to what was invoiced first: 149,999.99 of it; the rest came for nothing anybody wrote.
  expect(await reads('uncontracted_fen', id, now)).toBe(199_999_99)
  expect(await told(RULE)).toEqual(others)
  await pay(id, 1n)
  expect((await told(RULE)).filter((one) => !others.includes(one))).toEqual([id])
  now += 31 * 86_400_000
  expect(await told(RULE)).not.toContain(id)
})

test('C073: a contract in force covers as much as is left of it, from its approval until that is withdrawn', async () => {
  const id = await customer('合同余额客户')
  const frame = await contract(id, 500_000_00n)
  await invoice(id, 200_000_00n)
  expect(await told(RULE)).toContain(id)
  await step(frame, 'approved')
  expect(await told(RULE)).not.toContain(id)
  // What names the contract uses it up: 500,000 less 300,000 is no more than the 200,000 without.
  await invoice(id, 300_000_00n, { contractId: frame })
  expect(await told(RULE)).not.toContain(id)
  const last = await invoice(id, 1n, { orderId: (await order(id, 100n, frame)).id })
  expect(await told(RULE)).toContain(id)
  await writing((ctx) => voidInvoice(ctx, last, '开错'))
  expect(await told(RULE)).not.toContain(id)
  await step(frame, 'unapproved')
  expect(await told(RULE)).toContain(id)
})

test('C073: a contract that a file brings covers at once, and no more once it is ended', async () => {
  const id = await customer('带入合同的客户')
  await invoice(id, 200_000_00n)
  expect(await told(RULE)).toContain(id)
  const [brought] = await bring(id, 200_000_00n, TODAY)
  expect(await told(RULE)).not.toContain(id)
  await writing((ctx) =>
    recordContractStep(ctx, brought!.id, { kind: 'ended', reason: '项目取消' }, 'contract.write'),
  )
  expect(await told(RULE)).toContain(id)
})

test('C073: a contract under which more is invoiced than it says, by itself or by its orders', async () => {
  const id = await customer('用超合同客户')
  const frame = await contract(id, 100_000_00n)
  await step(frame, 'approved')
  await invoice(id, 60_000_00n, { contractId: frame })
  await invoice(id, 40_000_00n, { orderId: (await order(id, 40_000_00n, frame)).id })
  expect(await told('contract-used-beyond')).not.toContain(frame)
  const more = await invoice(id, 20_00n, { contractId: frame })
  expect(await reads('contract_billed_bp', frame, now)).toBe(10_002)
  expect(await told('contract-used-beyond')).toContain(frame)
  await writing((ctx) => voidInvoice(ctx, more, '开错'))
  expect(await told('contract-used-beyond')).not.toContain(frame)
})

test('no reading of the past moves by what is recorded, approved, voided or brought along after it', async () => {
  const id = await customer('事后补录的客户')
  const frame = await contract(id, 300_000_00n)
  await invoice(id, 250_000_00n)
  await invoice(id, 10_000_00n, { contractId: frame })
  const then = now
  const metrics = ['uncontracted_fen', 'contract_cover_fen'] as const
  const before = await Promise.all(metrics.map((metric) => reads(metric, id, then)))
  expect(before).toEqual([250_000_00, -250_000_00])
  now += 86_400_000
  const late = await invoice(id, 70_000_00n, { issuedOn: dayOf(then) })
  await step(frame, 'approved')
  await pay(id, 400_000_00n)
  now += 86_400_000
  await writing((ctx) => voidInvoice(ctx, late, '开错')).catch(() => null)
  await contract(id, 900_000_00n)
  // A file says today that another one was approved then.
  await bring(id, 500_000_00n, dayOf(then))
  expect(await Promise.all(metrics.map((metric) => reads(metric, id, then)))).toEqual(before)
  expect(await reads('contract_billed_bp', frame, then)).toBe(333)
  // By business date the approval counts from its own day: 290,000 are left against what names none.
  const { series } = (
    await read(db, { orgId: a.orgId, actor: boss, now }, (ctx) =>
      loadHistories(ctx, { kind: 'customer', ids: [id], metrics: [...metrics], fields: [], since: null }),
    )
  ).get(id)!
  const onDay = readOn(series.get('contract_cover_fen')!, now + 1000, dayIndexOf(now))
  expect(onDay.den).toBe(790_000_00)
})

test('looking from an instant on tells what the whole past tells', async () => {
  const { rows } = await admin.query(`select id from customer where org_id = $1`, [a.orgId])
  const ids = rows.map((row: { id: string }) => row.id)
  const metrics = ['uncontracted_fen', 'contract_cover_fen']
  const load = (since: Instant | null) =>
    read(db, { orgId: a.orgId, actor: boss, now }, (ctx) =>
      loadHistories(ctx, { kind: 'customer', ids, metrics, fields: [], since }),
    )
  const [whole, part] = [await load(null), await load(now - 5 * 86_400_000)]
  for (const at of [now - 5 * 86_400_000, now - 86_400_000, now, now + 20 * 86_400_000])
    for (const id of ids)
      for (const metric of metrics)
        expect(readingAt(part.get(id)!.series.get(metric)!, at).value).toBe(
          readingAt(whole.get(id)!.series.get(metric)!, at).value,
        )
})

test('the other company knows nothing of it', async () => {
  const id = await customer('本公司客户')
  await invoice(id, 300_000_00n)
  expect(await reads('uncontracted_fen', id, now, b.orgId)).toBeNull()
})
