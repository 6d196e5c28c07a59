import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Instant, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { savePolicy } from '../credit/policy.ts'
import { correctOrder } from '../orders/correct-order.ts'
import { saveOrders } from '../orders/index.ts'
import { recordOrderStep } from '../orders/record-order-step.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { readContractUse } from './contract-use.ts'
import { frameUse } from './frame-metrics.ts'
import { recordContractStep } from './record-contract-step.ts'
import { saveContracts } from './save-contracts.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const on = (days: number): Instant => startOfDay(addDays(TODAY, days)) + 9 * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW) =>
  write(db, { orgId: a.orgId, actor: boss, now }, fn)
const { customerId } = a.records.own

await writing((ctx) =>
  savePolicy(ctx, { ...DEFAULT_POLICY, check: { ...DEFAULT_POLICY.check, order: 'off' } }),
)
await writing((ctx) => installPack(ctx))

let number = 0
async function frame(amountFen: bigint): Promise<string> {
  number += 1
  const dates = { signedOn: TODAY, effectiveOn: TODAY, endsOn: addDays(TODAY, 300), approvedOn: TODAY }
  const [saved] = await writing((ctx) =>
    saveContracts(ctx, [
      {
        ...{ number: `KJ-${number}`, customerId, dealId: null, title: '', currency: 'CNY', amountFen },
        ...dates,
        responsibleId: a.users.rep,
      },
    ]),
  )
  return saved!.id
}
async function order(contractId: string, amountFen: bigint, days: number): Promise<string> {
  number += 1
  const [saved] = await writing(
    (ctx) =>
      saveOrders(ctx, [
        {
          ...{ number: `KJD-${number}`, customerId, dealId: null, contractId, title: '', amountFen },
          ...{
            currency: 'CNY',
            orderedOn: addDays(TODAY, days),
            plannedOn: null,
            responsibleId: a.users.rep,
          },
        },
      ]),
    on(days),
  )
  return saved!.id
}
async function warned(contractId: string, days: number): Promise<boolean> {
  await evaluateOrg(db, { orgId: a.orgId, now: on(days) })
  const { rows } = await admin.query(
    `select 1 from alert where subject_id = $1 and rule_code = 'frame-nearly-used' and resolved_at is null`,
    [contractId],
  )
  return rows.length > 0
}

describe('a frame contract that is nearly used up', () => {
  test('is told at four fifths, and no more once an order is cancelled or made smaller', async () => {
    const id = await frame(100_000n)
    await order(id, 30_000n, 1)
    await order(id, 30_000n, 1)
    const third = await order(id, 19_900n, 1)
    expect(await warned(id, 2)).toBe(false)
    const last = await order(id, 100n, 3)
    expect(await warned(id, 4)).toBe(true)
    await writing(
      (ctx) => recordOrderStep(ctx, last, { kind: 'cancelled', on: addDays(TODAY, 5), reason: '不要了' }),
      on(5),
    )
    expect(await warned(id, 6)).toBe(false)
    await order(id, 10_000n, 7)
    expect(await warned(id, 8)).toBe(true)
    await writing(
      (ctx) => correctOrder(ctx, third, { amountFen: 5_000n, lines: [], reason: '数量写错' }),
      on(9),
    )
    expect(await warned(id, 10)).toBe(false)
  })

  test('a cancellation or a new amount that was taken back ends nothing for good', async () => {
    const id = await frame(100_000n)
    const orderId = await order(id, 30_000n, 1)
    await writing(
      (ctx) => recordOrderStep(ctx, orderId, { kind: 'cancelled', on: addDays(TODAY, 20), reason: '误操作' }),
      on(20),
    )
    await admin.query(`update order_step set voided_at = $2 where order_id = $1 and kind = 'cancelled'`, [
      orderId,
      new Date(on(22)),
    ])
    const rows = await read(db, { orgId: a.orgId, now: on(30) }, (ctx) =>
      frameUse.load(ctx, { ids: [id] } as never),
    )
    const used = (at: Instant) =>
      rows
        .filter((row) => row.part === 'num' && row.at <= at && (row.until === null || row.until > at))
        .reduce((sum, row) => sum + Number(row.value), 0)
    expect([used(on(19)), used(on(21)), used(on(23))]).toEqual([30_000, 0, 30_000])
  })

  test('one that has ended still says what was ordered under it', async () => {
    const id = await frame(100_000n)
    await order(id, 30_000n, 1)
    const ended = { kind: 'ended' as const, reason: '到期' }
    await writing((ctx) => recordContractStep(ctx, id, ended, 'contract.write'), on(2))
    const use = await read(db, { orgId: a.orgId, now: on(3) }, (ctx) => readContractUse(ctx, id))
    expect(use).toEqual({ orderedFen: 30_000n, billedFen: 0n })
  })

  test('one or two orders are the contract itself and no frame', async () => {
    const id = await frame(100_000n)
    await order(id, 50_000n, 1)
    await order(id, 45_000n, 1)
    expect(await warned(id, 2)).toBe(false)
  })
})
