import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { createContract } from '../contracts/record-contract-step.ts'
import { savePolicy } from '../credit/policy.ts'
import { correctOrder, createOrder } from '../orders/index.ts'
import { recordOrderStep, undoOrderStep } from '../orders/record-order-step.ts'
import { loadHistories } from './loaders.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, roles: ['boss'], name: 'boss' }
let now = NOW + 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => {
  now += 60_000
  return write(db, { orgId: a.orgId, actor: boss, now }, fn)
}
const off = { quote: 'off', contract: 'off', order: 'off' } as const
await writing((ctx) => savePolicy(ctx, { ...DEFAULT_POLICY, check: off }))
const customerId = a.records.own.customerId

/** The rate of the company as it was known at an instant, reckoned from what is stored today. */
async function known(metric: string, at: number) {
  const wanted = { kind: 'org' as const, ids: [a.orgId], metrics: [metric], fields: [], since: null }
  const histories = await read(db, { orgId: a.orgId, actor: boss, now }, (ctx) => loadHistories(ctx, wanted))
  const { num = 0, den = 0 } = readingAt(histories.get(a.orgId)!.series.get(metric)!, at)
  return [num ?? 0, den ?? 0]
}
const moment = () => writing((ctx) => Promise.resolve(ctx.tick))
let numbers = 0
function order(contractId: string | null = null): Promise<{ id: string }> {
  numbers += 1
  const form = {
    number: `DD-${numbers}`,
    customerId,
    contractId,
    title: '',
    currency: 'CNY',
    orderedOn: TODAY,
  }
  return writing((ctx) => createOrder(ctx, { ...form, amountFen: 1_000_00n }))
}

test('C081: a delivery before the approval was a violation until it was taken back, and stays one of that time', async () => {
  const clauses = { subject: '轴套', delivery: '按图纸', breach: '赔偿', dunning: '书面' }
  const terms = { number: 'DD-K', title: '', currency: 'CNY', amountFen: 1_000_00n, penaltyBp: 5, clauses }
  const nodes = [{ label: '', dueOn: TODAY, amountFen: 1_000_00n }]
  const contract = await writing((ctx) =>
    createContract(ctx, { ...terms, nodes, customerId, effectiveOn: TODAY }),
  )
  const { id } = await order(contract.id)
  const before = await moment()
  await writing((ctx) => recordOrderStep(ctx, id, { kind: 'completed' }))
  const february = await moment()
  expect(await known('contract_violation_bp', february)).toEqual([1, 1])
  const { rows } = await admin.query(
    `select id from order_step where order_id = $1 and kind = 'completed' and voided_at is null`,
    [id],
  )
  await writing((ctx) => undoOrderStep(ctx, id, rows[0].id))
  const march = await moment()
  expect(await known('contract_violation_bp', march)).toEqual([0, 1])
  expect(await known('contract_violation_bp', february)).toEqual([1, 1])
  expect(await known('contract_violation_bp', before)).toEqual([0, 1])
})

test('C210: an order is wrong while any of its corrections stands; the first taken back hands over to the next', async () => {
  const { id } = await order()
  const fresh = await moment()
  const [num, den] = await known('order_error_bp', fresh)
  const correct = (amountFen: bigint) =>
    writing((ctx) => correctOrder(ctx, id, { amountFen, reason: '数量写错' }))
  const undo = (which: 'first' | 'last') =>
    writing(async (ctx) => {
      await admin.query(
        `update order_step set voided_at = to_timestamp($3 / 1000.0) where id = (select id from order_step
         where order_id = $1 and org_id = $2 and kind = 'corrected' and voided_at is null
         order by recorded_at ${which === 'first' ? 'asc' : 'desc'} limit 1)`,
        [id, a.orgId, ctx.tick],
      )
    })
  await correct(1_100_00n)
  const once = await moment()
  await undo('first')
  const none = await moment()
  await correct(1_200_00n)
  await correct(1_300_00n)
  const twice = await moment()
  await undo('first')
  const still = await moment()
  await undo('last')
  const gone = await moment()
  for (const [at, more] of [
    [fresh, 0],
    [once, 1],
    [none, 0],
    [twice, 1],
    [still, 1],
    [gone, 0],
  ] as const) {
    expect(await known('order_error_bp', at)).toEqual([num! + more, den])
  }
})
