import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, addMonths, type Day, type Instant, monthOf, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { monthsAfter, UNDATED } from '../../../core/receivable/retention.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { savePolicy } from '../credit/policy.ts'
import { saveCustomers } from '../customers/index.ts'
import { mergeCustomers } from '../customers/merge.ts'
import { undoMerge } from '../customers/undo-merge.ts'
import { readCustomerDunning } from '../dunning/read-customer.ts'
import { saveOrders } from '../orders/index.ts'
import { recordOrderStep } from '../orders/record-order-step.ts'
import { askWriteOff } from '../receivables/ask-write-off.ts'
import { readClose } from '../receivables/close-month.ts'
import { draftWriteOff } from '../receivables/draft-write-off.ts'
import { endWriteOff } from '../receivables/end-write-off.ts'
import { closeMonth, openDispute, type Reading, readAgeing, recordPayments } from '../receivables/index.ts'
import { readStatement } from '../receivables/read-statement.ts'
import { voidInvoice } from '../receivables/void.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { planPayments } from './plan-payments.ts'
import { getContract } from './read.ts'
import { approveContract, createContract, recordContractStep } from './record-contract-step.ts'
import { unacceptedClock } from './retention-metrics.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const manager: Actor = {
  ...SYSTEM,
  userId: a.users.manager,
  roles: ['manager'],
  name: 'manager',
  subtreeUserIds: [a.users.rep],
}
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const day = (offset: number) => addDays(TODAY, offset)
const on = (days: number, hour = 9): Instant => startOfDay(day(days)) + hour * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW, actor = boss) =>
  write(db, { orgId: a.orgId, actor, now }, fn)
const customerId = a.records.own.customerId

let number = 0
const AMOUNT = 100_000n
const KEPT = 10_000n
/** Ninety per cent on a day, ten per cent twelve months after acceptance. */
async function contractOf(change: object = {}) {
  number += 1
  const { id } = await writing(
    (ctx) =>
      createContract(ctx, {
        ...{ number: `ZB-${number}`, title: '', customerId, currency: 'CNY', amountFen: AMOUNT },
        ...{ endsOn: day(300), penaltyBp: 5, responsibleId: a.users.rep },
        clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
        nodes: [
          { label: '货款', dueOn: day(20), amountFen: AMOUNT - KEPT },
          { label: '质保金', dueOn: UNDATED, amountFen: KEPT, retention: { months: 12 } },
        ],
        ...change,
      }),
    on(0),
    manager,
  )
  return id
}
async function inForce(change: object = {}) {
  const id = await contractOf(change)
  await writing((ctx) => approveContract(ctx, id), on(0))
  return id
}
async function inForceAt(days: number, change: object = {}) {
  const id = await contractOf({ endsOn: day(days + 400), ...change })
  await writing((ctx) => approveContract(ctx, id), on(days))
  return id
}
const accept = (id: string, acceptedOn: Day, now: Instant) =>
  writing((ctx) => recordContractStep(ctx, id, { kind: 'accepted', on: acceptedOn }, 'contract.write'), now)
const unaccept = (id: string, now: Instant) =>
  writing(
    (ctx) => recordContractStep(ctx, id, { kind: 'unaccepted', reason: '签错了' }, 'contract.write'),
    now,
  )
const ageing = (asOf: Day, reading: Reading, now: Instant) =>
  read(db, { orgId: a.orgId, now }, (ctx) => readAgeing(ctx, { asOf, reading, top: 100 }))
const keptRow = async (contractId: string) => {
  const { rows } = await admin.query(
    `select i.id, i.due_on::text, i.open_fen, i.accepted_on::text from instalment i join invoice v on v.id = i.invoice_id
     where v.contract_id = $1 and i.is_retention and i.voided_at is null`,
    [contractId],
  )
  return rows
}

const letter = (id: string, days: number) =>
  admin.query(
    `insert into dunning_step (org_id, id, customer_id, stage, channel, amount_fen, note, occurred_on, known_at, recorded_at)
     values ($1, $2, $3, 'letter', 'letter', $4, '', $5, $6, $6)`,
    [a.orgId, id, customerId, KEPT, day(days), new Date(on(days))],
  )

describe('retention of a contract', () => {
  test('has no due day before somebody records the acceptance, and gets it then', async () => {
    const id = await inForce()
    expect(await keptRow(id)).toMatchObject([{ due_on: UNDATED, open_fen: KEPT }])
    const before = await ageing(day(900), 'business', on(900))
    expect(before.retention).toMatchObject({ amountFen: KEPT, waitingFen: KEPT })
    expect(before.overdue.amountFen).toBe(before.open.amountFen - KEPT)
    await accept(id, day(30), on(31))
    expect(await keptRow(id)).toMatchObject([{ due_on: monthsAfter(day(30), 12), accepted_on: day(30) }])
    const contract = await read(db, { orgId: a.orgId, now: on(31) }, (ctx) => getContract(ctx, id))
    expect(contract).toMatchObject({
      acceptedOn: day(30),
      can: { accept: 'already_accepted', unaccept: true },
    })
    expect(contract.nodes[1]!.dueOn).toBe(monthsAfter(day(30), 12))
    const late = await ageing(day(900), 'business', on(900))
    expect(late.retention).toMatchObject({ amountFen: 0n, waitingFen: 0n })
    expect(late.overdue.amountFen).toBe(before.overdue.amountFen + KEPT)
  })

  test('what was known before the acceptance stays as it was known; by business date it was waiting then', async () => {
    const id = await inForce()
    const known = await ageing(day(20), 'known', on(20, 23))
    const then = await ageing(day(20), 'business', on(20, 23))
    await accept(id, day(25), on(40))
    expect(await ageing(day(20), 'known', on(41))).toEqual(known)
    expect(await ageing(day(20), 'business', on(41))).toEqual(then)
    expect((await ageing(day(26), 'business', on(41))).retention.waitingFen).toBe(
      then.retention.waitingFen - KEPT,
    )
    await unaccept(id, on(50))
    expect(await keptRow(id)).toMatchObject([{ due_on: UNDATED, accepted_on: null }])
    expect(await ageing(day(20), 'known', on(51))).toEqual(known)
  })

  test('money and disputes go on with it, and no month moves', async () => {
    const id = await inForce()
    const [kept] = await keptRow(id)
    await writing(
      (ctx) =>
        recordPayments(ctx, [
          {
            ...{ customerId, kind: 'payment' as const, receivedOn: day(1), amountFen: 4_000n },
            allocate: [{ instalmentId: kept.id, amountFen: 4_000n }],
          },
        ]),
      on(1),
    )
    await writing(
      (ctx) =>
        openDispute(ctx, {
          ...{ instalmentId: kept.id, kind: 'quality' as const, amountFen: 5_000n },
          ...{ reason: '有异响', openedOn: day(2) },
        }),
      on(2),
    )
    const month = monthOf(day(2))
    const next = startOfDay(`${addMonths(month, 1)}-02`)
    await writing((ctx) => closeMonth(ctx, { month, note: '' }), next)
    const acceptedOn = `${addMonths(month, 1)}-01`
    await accept(id, acceptedOn, next + 3_600_000)
    expect(await keptRow(id)).toMatchObject([{ due_on: monthsAfter(acceptedOn, 12), open_fen: 6_000n }])
    const { rows } = await admin.query(
      `select d.amount_fen from dispute d where d.instalment_id = $1 and d.voided_at is null`,
      [(await keptRow(id))[0].id],
    )
    expect(rows).toEqual([{ amount_fen: 5_000n }])
    const close = await read(db, { orgId: a.orgId, now: next + 7_200_000 }, (ctx) => readClose(ctx, month))
    expect(close).toMatchObject({ changes: [], changedFen: 0n, unlistedFen: 0n })
    expect(close.retentionFen! > 0n).toBe(true)
    const statement = await read(db, { orgId: a.orgId, now: next + 7_200_000 }, (ctx) =>
      readStatement(ctx, { customerId, asOf: day(2), reading: 'business' }),
    )
    expect(statement.items.find((item) => item.openFen === 6_000n)).toMatchObject({ retention: 'waiting' })
  })

  test('what is left of a part written off gets its day, and the rest when it is taken back', async () => {
    const id = await inForce()
    const [kept] = await keptRow(id)
    const whole = await inForce()
    const [all] = await keptRow(whole)
    const writeOff = (instalmentId: string, amountFen: bigint) =>
      writing(async (ctx) => {
        const lines = [{ instalmentId, amountFen }]
        const { id: drafted } = await draftWriteOff(ctx, {
          customerId,
          ground: 'insolvent',
          reason: '破产',
          lines,
        })
        await askWriteOff(ctx, drafted)
        return drafted
      }, on(2))
    await letter('0190a000-0000-7000-8000-0000000000d0', 1)
    const part = await writeOff(kept.id, 4_000n)
    const gone = await writeOff(all.id, KEPT)
    await accept(id, day(3), on(4))
    await accept(whole, day(3), on(4))
    const due_on = monthsAfter(day(3), 12)
    expect(await keptRow(id)).toMatchObject([{ due_on, open_fen: 6_000n, accepted_on: day(3) }])
    expect(await keptRow(whole)).toMatchObject([{ due_on: UNDATED, open_fen: 0n }])
    for (const one of [part, gone]) await writing((ctx) => endWriteOff(ctx, one, '和解不成'), on(5))
    expect(await keptRow(id)).toMatchObject([{ due_on, open_fen: KEPT }])
    expect(await keptRow(whole)).toMatchObject([{ due_on, open_fen: KEPT, accepted_on: day(3) }])
  })

  test('what was demanded and what was contested until it was cleared up go on with it', async () => {
    const id = await inForce()
    const [kept] = await keptRow(id)
    const disputeId = await writing(
      (ctx) =>
        openDispute(ctx, {
          ...{ instalmentId: kept.id, kind: 'quality' as const, amountFen: 5_000n },
          ...{ reason: '有异响', openedOn: day(2) },
        }),
      on(2),
    ).then((one) => one.id)
    await admin.query(
      `update dispute set resolved_on = $2, resolved_at = $3, outcome = 'rejected', resolution = '复检合格' where id = $1`,
      [disputeId, day(4), new Date(on(4))],
    )
    const step = '0190a000-0000-7000-8000-0000000000d1'
    await letter(step, 5)
    await admin.query(`insert into dunning_item values ($1, $2, $3, 'letter', $4)`, [
      a.orgId,
      step,
      kept.id,
      KEPT,
    ])
    await accept(id, day(6), on(6))
    const [now] = await keptRow(id)
    const of = async (sql: string) => (await admin.query(sql, [now.id])).rows
    expect(
      await of(
        `select resolved_on::text, outcome from dispute where instalment_id = $1 and voided_at is null`,
      ),
    ).toEqual([{ resolved_on: day(4), outcome: 'rejected' }])
    expect(await of('select step_id, stage from dunning_item where instalment_id = $1')).toEqual([
      { step_id: step, stage: 'letter' },
    ])
    const { steps } = await read(db, { orgId: a.orgId, actor: boss, now: on(7) }, (ctx) =>
      readCustomerDunning(ctx, customerId, 'zh'),
    )
    expect(steps.find((one) => one.id === step)).toMatchObject({ count: 1 })
  })

  test('other months are another document, whatever its day was until then', async () => {
    const id = await inForce()
    await admin.query(
      'update contract_node set retention_months = 24 where contract_id = $1 and is_retention',
      [id],
    )
    await writing((ctx) => planPayments(ctx, id), on(0))
    await accept(id, day(3), on(4))
    expect(await keptRow(id)).toMatchObject([{ due_on: monthsAfter(day(3), 24) }])
  })

  test('an amendment after the acceptance keeps the day', async () => {
    const id = await inForce()
    await accept(id, day(3), on(4))
    await writing((ctx) => planPayments(ctx, id), on(5))
    expect(await keptRow(id)).toMatchObject([{ due_on: monthsAfter(day(3), 12), accepted_on: day(3) }])
  })

  test('taking the document back later does not bring what ended with the acceptance back to life', async () => {
    const id = await inForce()
    await accept(id, day(30), on(61))
    const known = await ageing(day(70), 'known', on(71))
    const { rows } = await admin.query(
      'select id from invoice where contract_id = $1 and voided_at is null',
      [id],
    )
    await writing((ctx) => voidInvoice(ctx, rows[0].id, '重签'), on(80))
    expect(await ageing(day(70), 'known', on(81))).toEqual(known)
  })

  test('an amendment after the acceptance does not either', async () => {
    const id = await inForce()
    await accept(id, day(30), on(91))
    const known = await ageing(day(94), 'known', on(95))
    await admin.query(
      'update contract_node set due_on = due_on + 5 where contract_id = $1 and not is_retention',
      [id],
    )
    await writing((ctx) => planPayments(ctx, id), on(98))
    expect(await ageing(day(94), 'known', on(99))).toEqual(known)
  })

  test.each([
    [
      'more than a fifth',
      { dueOn: UNDATED, amountFen: 30_000n, retention: { months: 6 } },
      'retention_too_large',
    ],
    ['a part without a day', { dueOn: UNDATED, amountFen: KEPT }, 'node_undated'],
  ])('%s is refused', async (_name, node, code) => {
    const nodes = [
      { label: '', dueOn: day(20), amountFen: AMOUNT - node.amountFen },
      { label: '', ...node },
    ]
    await expect(contractOf({ nodes })).rejects.toMatchObject({ code })
  })

  test('is accepted once, not before it is approved and not in the future', async () => {
    const draft = await contractOf()
    await expect(accept(draft, day(0), on(1))).rejects.toMatchObject({ code: 'not_approved' })
    const id = await inForce()
    await expect(unaccept(id, on(1))).rejects.toMatchObject({ code: 'not_accepted' })
    await expect(accept(id, day(9), on(1))).rejects.toMatchObject({ code: 'date_in_future' })
    await accept(id, day(1), on(1))
    await expect(accept(id, day(1), on(2))).rejects.toMatchObject({ code: 'already_accepted' })
  })
})

describe('warnings', () => {
  const open = async (code: string, contractId: string, days: number) => {
    await evaluateOrg(db, { orgId: a.orgId, now: on(days) })
    const { rows } = await admin.query(
      `select 1 from alert w join instalment i on i.id = w.subject_id join invoice v on v.id = i.invoice_id
       where v.contract_id = $1 and w.rule_code = $2 and w.resolved_at is null`,
      [contractId, code],
    )
    return rows.length > 0
  }

  test('when nobody records the acceptance, thirty days before it is due, and when it is overdue', async () => {
    await writing((ctx) => installPack(ctx), on(200))
    // The customer is long overdue by then; what is shown here is about acceptance and not about credit.
    await writing(
      (ctx) => savePolicy(ctx, { ...DEFAULT_POLICY, check: { ...DEFAULT_POLICY.check, order: 'off' } }),
      on(200),
    )
    const id = await inForceAt(201)
    const [order] = await writing(
      (ctx) =>
        saveOrders(ctx, [
          {
            ...{ number: 'ZB-D-1', customerId, dealId: null, contractId: id, title: '', amountFen: AMOUNT },
            ...{ currency: 'CNY', orderedOn: day(201), plannedOn: day(210), responsibleId: a.users.rep },
          },
        ]),
      on(201),
    )
    expect(await open('retention-unaccepted', id, 204)).toBe(false)
    await writing((ctx) => recordOrderStep(ctx, order!.id, { kind: 'completed', on: day(205) }), on(205))
    expect(await open('retention-unaccepted', id, 234)).toBe(false)
    expect(await open('retention-unaccepted', id, 235)).toBe(true)
    await accept(id, day(236), on(236))
    expect(await open('retention-unaccepted', id, 237)).toBe(false)
    const due = monthsAfter(day(236), 12)
    const at = (offset: number) => (startOfDay(due) - startOfDay(TODAY)) / 86_400_000 + offset
    expect(await open('retention-due-soon', id, at(-31))).toBe(false)
    expect(await open('retention-due-soon', id, at(-30))).toBe(true)
    expect(await open('retention-due-soon', id, at(-10))).toBe(false)
    expect(await open('retention-overdue', id, at(0))).toBe(false)
    expect(await open('retention-overdue', id, at(1))).toBe(true)
    expect(await open('instalment-overdue-1', id, at(1))).toBe(false)
    expect(await open('instalment-overdue-7', id, at(7))).toBe(true)
    expect(await open('retention-overdue', id, at(7))).toBe(false)
  })
})

test('a delivery that was taken back leaves the clock to the end of the contract again', async () => {
  const id = await inForce({ endsOn: day(300) })
  const [kept] = await keptRow(id)
  const [order] = await writing(
    (ctx) =>
      saveOrders(ctx, [
        {
          ...{ number: 'ZB-D-2', customerId, dealId: null, contractId: id, title: '', amountFen: AMOUNT },
          ...{ currency: 'CNY', orderedOn: day(601), plannedOn: null, responsibleId: a.users.rep },
        },
      ]),
    on(610),
  )
  await writing((ctx) => recordOrderStep(ctx, order!.id, { kind: 'completed', on: day(611) }), on(611))
  await admin.query(`update order_step set voided_at = $2 where order_id = $1 and kind = 'completed'`, [
    order!.id,
    new Date(on(620)),
  ])
  const rows = await read(db, { orgId: a.orgId, now: on(630) }, (ctx) =>
    unacceptedClock.load(ctx, { ids: [kept.id] } as never),
  )
  const from = (at: Instant) =>
    rows
      .filter((row) => row.part === null && row.at <= at && (row.until === null || row.until > at))
      .map((row) => row.ref_kind)
  expect([from(on(610)), from(on(615)), from(on(621))]).toEqual([
    ['contract_step'],
    ['order_step'],
    ['contract_step'],
  ])
})

test('a merge moves no closed month, whatever day retention got before it', async () => {
  const both = await writing(
    (ctx) =>
      saveCustomers(ctx, [
        { name: '留存甲公司', responsibleId: a.users.rep },
        { name: '并入乙公司', responsibleId: a.users.rep },
      ]),
    on(640),
  )
  const [keptId, goneId] = both.map((one) => one.id) as [string, string]
  const id = await inForceAt(650, { customerId: goneId, endsOn: day(900) })
  await accept(id, day(655), on(656))
  const month = monthOf(day(656))
  const next = startOfDay(`${addMonths(month, 1)}-02`)
  await writing((ctx) => closeMonth(ctx, { month, note: '' }), next)
  const closed = () => read(db, { orgId: a.orgId, now: next + 9 * 3_600_000 }, (ctx) => readClose(ctx, month))
  const merged = await writing(
    (ctx) => mergeCustomers(ctx, keptId, { goneId, taken: [], reason: '同一家' }),
    next + 3_600_000,
  )
  expect(await closed()).toMatchObject({ changedFen: 0n, unlistedFen: 0n })
  const begun = async () =>
    (await admin.query('select begun_at from instalment where id = $1', [(await keptRow(id))[0].id])).rows[0]
  expect(await begun()).toEqual({ begun_at: null })
  await writing((ctx) => undoMerge(ctx, merged.id), next + 7_200_000)
  expect((await begun()).begun_at).not.toBeNull()
  expect(await closed()).toMatchObject({ changedFen: 0n, unlistedFen: 0n })
})

// The last one: what is recorded so far ahead is behind nothing else.
test('due by now, it is made undated by nobody who answers for the contract', async () => {
  const rep: Actor = {
    ...SYSTEM,
    userId: a.users.rep,
    roles: ['rep'],
    name: 'rep',
    subtreeUserIds: [a.users.rep],
  }
  const id = await inForce()
  await accept(id, day(700), on(700))
  const late = startOfDay(monthsAfter(day(700), 12)) + 3_600_000
  const takeBack = (actor: Actor) =>
    writing(
      (ctx) => recordContractStep(ctx, id, { kind: 'unaccepted', reason: '签错了' }, 'contract.write'),
      late,
      actor,
    )
  const shown = (actor: Actor) =>
    read(db, { orgId: a.orgId, actor, now: late }, (ctx) => getContract(ctx, id))
  await expect(takeBack(rep)).rejects.toMatchObject({ code: 'retention_fallen_due' })
  expect((await shown(rep)).can.unaccept).toBe('retention_fallen_due')
  expect(await keptRow(id)).toMatchObject([{ due_on: monthsAfter(day(700), 12) }])
  await takeBack(manager)
  expect(await keptRow(id)).toMatchObject([{ due_on: UNDATED }])
})
