import { Buffer } from 'node:buffer'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, type Instant, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { type Actor, read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { savePolicy } from '../credit/policy.ts'
import { keepFile, removeFile } from '../files/keep-file.ts'
import { saveOrders } from '../orders/index.ts'
import { recordOrderStep } from '../orders/record-order-step.ts'
import { touchOrders } from '../orders/write-order-steps.ts'
import { recordInvoices } from '../receivables/index.ts'
import { voidInvoice } from '../receivables/void.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'
import { getAlert } from '../watch/read-alert.ts'
import { listObligations, readContractObligations } from './read-obligations.ts'
import { createContract, recordContractStep } from './record-contract-step.ts'
import { addObligations, settleObligation } from './settle-obligation.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const boss: Actor = { ...SYSTEM, userId: a.users.boss, name: 'boss' }
const rep: Actor = { ...SYSTEM, userId: a.users.rep, roles: ['rep'], name: 'rep' }
const finance: Actor = { ...SYSTEM, userId: a.users.finance, roles: ['finance'], name: 'finance' }
const manager: Actor = {
  ...SYSTEM,
  userId: a.users.manager,
  roles: ['manager'],
  name: 'manager',
  subtreeUserIds: [a.users.rep],
}
const day = (offset: number) => addDays(TODAY, offset)
const on = (days: number, hour = 9) => startOfDay(day(days)) + hour * 3_600_000
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now: Instant = NOW, actor = boss) =>
  write(db, { orgId: a.orgId, actor, now }, fn)
const ofContract = async (id: string, days = 0, actor = boss) =>
  (await read(db, { orgId: a.orgId, actor, now: on(days, 12) }, (ctx) => readContractObligations(ctx, id)))
    .items
const mine = async (actor: Actor, days = 0) =>
  read(db, { orgId: a.orgId, actor, now: on(days, 12) }, (ctx) =>
    listObligations(ctx, { page: 1, size: 50, whose: 'mine' }),
  )

let number = 0
async function contractOf(change: object = {}) {
  number += 1
  const { id } = await writing(
    (ctx) =>
      createContract(ctx, {
        number: `OB-${number}`,
        title: '',
        customerId: a.records.own.customerId,
        currency: 'CNY',
        amountFen: 90_000n,
        endsOn: day(300),
        penaltyBp: 5,
        clauses: { subject: '轴套', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' },
        nodes: [{ label: '尾款', dueOn: day(200), amountFen: 90_000n }],
        responsibleId: a.users.rep,
        ...change,
      }),
    on(0),
    'customerId' in change ? boss : manager,
  )
  return id
}
const deliver = { kind: 'deliver' as const, label: '首批', dueOn: day(10), amountFen: null }
async function note(contractId: string, item: object = {}) {
  const { ids } = await writing(
    (ctx) => addObligations(ctx, contractId, [{ ...deliver, ...item }]),
    on(0),
    rep,
  )
  return ids[0]!
}
const toldOf = (contractId: string) => ({
  customerId: a.records.own.customerId,
  dealId: null,
  contractId,
  title: '',
  amountFen: 90_000n,
  currency: 'CNY',
  orderedOn: TODAY,
  plannedOn: day(9),
  responsibleId: a.users.rep,
})
async function order(contractId: string) {
  number += 1
  const [saved] = await writing((ctx) =>
    saveOrders(ctx, [{ ...toldOf(contractId), number: `OB-D-${number}` }]),
  )
  return saved!.id
}
const settle = (id: string, form: Parameters<typeof settleObligation>[2], now = on(1), actor = rep) =>
  writing((ctx) => settleObligation(ctx, id, form), now, actor)
const warned = async (contractId: string, days: number) => {
  await evaluateOrg(db, { orgId: a.orgId, now: on(days) })
  const { rows } = await admin.query(
    `select rule_code from alert where subject_id = $1 and rule_code = 'obligation-overdue' and resolved_at is null`,
    [contractId],
  )
  return rows.length > 0
}

/** What the open alert names as its reason. */
const evidenceOf = async (contractId: string, days: number) => {
  const { rows } = await admin.query(
    `select id from alert where subject_id = $1 and rule_code = 'obligation-overdue' and resolved_at is null`,
    [contractId],
  )
  const alert = await read(db, { orgId: a.orgId, actor: boss, now: on(days, 12) }, (ctx) =>
    getAlert(ctx, rows[0].id),
  )
  return alert.headline.rows.map(({ label }) => label)
}

await writing((ctx) =>
  savePolicy(ctx, { ...DEFAULT_POLICY, check: { ...DEFAULT_POLICY.check, order: 'off' } }),
)
await writing((ctx) => installPack(ctx))

describe('an obligation fulfils itself by what can be seen (C074)', () => {
  test('a delivery by its order, once that is delivered whole; taken back it is open again', async () => {
    const contractId = await contractOf()
    const id = await note(contractId)
    const orderId = await order(contractId)
    await settle(id, { kind: 'order', evidenceId: orderId })
    expect((await ofContract(contractId, 2))[0]).toMatchObject({ state: 'ahead', endedOn: null })
    await writing((ctx) => recordOrderStep(ctx, orderId, { kind: 'delivered' }), on(3))
    expect((await ofContract(contractId, 3))[0]).toMatchObject({ state: 'soon' })
    await writing((ctx) => recordOrderStep(ctx, orderId, { kind: 'completed' }), on(4))
    expect((await ofContract(contractId, 4))[0]).toMatchObject({ state: 'done', endedOn: day(4) })
    await admin.query(`update order_step set voided_at = $2 where order_id = $1 and kind = 'completed'`, [
      orderId,
      new Date(on(5)),
    ])
    expect((await ofContract(contractId, 11))[0]).toMatchObject({ state: 'late', endedOn: null })
  })

  test('an invoice by itself, as long as it stands', async () => {
    const contractId = await contractOf()
    const id = await note(contractId, { kind: 'invoice' })
    const [invoice] = await writing((ctx) =>
      recordInvoices(ctx, [
        {
          number: 'OB-FP-1',
          customerId: a.records.own.customerId,
          kind: 'invoice',
          issuedOn: TODAY,
          amountFen: 90_000n,
          contractId,
          instalments: [{ label: '', dueOn: day(30), amountFen: 90_000n }],
        },
      ]),
    )
    await settle(id, { kind: 'invoice', evidenceId: invoice!.id })
    expect((await ofContract(contractId))[0]).toMatchObject({ state: 'done', endedOn: TODAY })
    await writing((ctx) => voidInvoice(ctx, invoice!.id, '开错了'), on(1))
    expect((await ofContract(contractId, 1))[0]).toMatchObject({ state: 'ahead' })
  })

  test('payments stand beside them as the instalments say, and cannot be ticked off here', async () => {
    const contractId = await contractOf()
    await writing((ctx) => recordContractStep(ctx, contractId, { kind: 'approved' }, 'contract.approve'))
    expect(await ofContract(contractId)).toMatchObject([
      { id: null, kind: 'pay', label: '尾款', state: 'ahead', can: { settle: 'obligation_of_payment' } },
    ])
  })

  test('evidence of another contract is not there, and nothing is written', async () => {
    const [contractId, other] = [await contractOf(), await contractOf()]
    const id = await note(contractId)
    const foreign = await order(other)
    await expect(settle(id, { kind: 'order', evidenceId: foreign })).rejects.toThrow('not_found')
    const ref = { recordKind: 'contract', recordId: other }
    const head = { title: '', customerId: null, url: '' }
    const file = { name: '签收单.pdf', content: Buffer.from('%PDF-1.4\n%%EOF\n') }
    const kept = await writing((ctx) => keepFile(ctx, { ...ref, head }, file))
    await expect(settle(id, { kind: 'done', evidenceId: kept.id })).rejects.toThrow('not_found')
    const gone = await writing((ctx) =>
      keepFile(ctx, { recordKind: 'contract', recordId: contractId, head }, file),
    )
    await writing((ctx) => removeFile(ctx, gone.id, async () => head))
    await expect(settle(id, { kind: 'done', evidenceId: gone.id })).rejects.toThrow('not_found')
    await expect(settle(id, { kind: 'done' })).rejects.toThrow('evidence_required')
    const { rows } = await admin.query('select 1 from obligation_step where obligation_id = $1', [id])
    expect(rows).toEqual([])
  })
})

describe('who does it', () => {
  test('the one named sees it on the workbench; gone, whoever answers for the contract does', async () => {
    const contractId = await contractOf()
    const named = await note(contractId, { label: '指名', responsibleId: a.users.finance })
    const ids = async (actor: Actor) => (await mine(actor)).items.map(({ id }) => id)
    expect([(await ids(finance)).includes(named), (await ids(rep)).includes(named)]).toEqual([true, false])
    await admin.query(`update app_user set status = 'inactive' where id = $1`, [a.users.finance])
    expect(await ids(rep)).toContain(named)
    await admin.query(`update app_user set status = 'active' where id = $1`, [a.users.finance])
  })

  test('nobody is named who could not open the contract', async () => {
    const contractId = await contractOf()
    const named = (responsibleId: string) => note(contractId, { responsibleId })
    await expect(named(a.users.stranger)).rejects.toThrow('doer_cannot_see')
    await expect(named(a.users.mate)).rejects.toThrow('doer_cannot_see')
    await expect(named(a.users.manager)).resolves.toBeTruthy()
  })

  test('of a contract out of sight nothing is seen or done', async () => {
    const contractId = await contractOf({
      customerId: a.records.other.customerId,
      responsibleId: a.users.stranger,
    })
    await expect(note(contractId)).rejects.toThrow('not_found')
    const id = (await writing((ctx) => addObligations(ctx, contractId, [deliver]))).ids[0]!
    await expect(settle(id, { kind: 'done', reason: '-' })).rejects.toThrow('not_found')
    await expect(ofContract(contractId, 0, rep)).rejects.toThrow('not_found')
  })
})

describe('overdue ones are told', () => {
  test('from the day after, until it is done; done in time they never are', async () => {
    const contractId = await contractOf()
    const id = await note(contractId)
    const early = await contractOf()
    await settle(await note(early), { kind: 'done', reason: '客户签收' })
    expect(await warned(contractId, 10)).toBe(false)
    expect(await warned(contractId, 11)).toBe(true)
    expect(await warned(early, 11)).toBe(false)
    expect(await evidenceOf(contractId, 11)).toEqual([`OB-${number - 1} 首批 ${day(10)}`])
    await settle(id, { kind: 'done', reason: '已送达', on: day(12) }, on(12))
    expect(await warned(contractId, 12)).toBe(false)
    await settle(id, { kind: 'reopened', reason: '客户退回' }, on(13))
    expect(await warned(contractId, 13)).toBe(true)
    await writing(
      (ctx) => recordContractStep(ctx, contractId, { kind: 'ended', reason: '协商终止' }, 'contract.write'),
      on(14),
    )
    expect(await warned(contractId, 14)).toBe(false)
  })

  test('an invoice that is voided after its day opens it again, and that is told at once', async () => {
    const contractId = await contractOf()
    await writing((ctx) => recordContractStep(ctx, contractId, { kind: 'approved' }, 'contract.approve'))
    const id = await note(contractId, { kind: 'invoice' })
    const [invoice] = await writing((ctx) =>
      recordInvoices(ctx, [
        {
          number: 'OB-FP-2',
          customerId: a.records.own.customerId,
          kind: 'invoice',
          issuedOn: TODAY,
          amountFen: 90_000n,
          contractId,
          instalments: [{ label: '', dueOn: day(300), amountFen: 90_000n }],
        },
      ]),
    )
    await settle(id, { kind: 'invoice', evidenceId: invoice!.id })
    expect(await warned(contractId, 30)).toBe(false)
    await writing((ctx) => voidInvoice(ctx, invoice!.id, '开错了'), on(30, 10))
    expect(await warned(contractId, 31)).toBe(true)
  })

  test('a delivery that a file tells of ends the warning, and an order taken back brings it again', async () => {
    const contractId = await contractOf()
    await writing((ctx) => recordContractStep(ctx, contractId, { kind: 'approved' }, 'contract.approve'))
    const id = await note(contractId)
    const orderId = await order(contractId)
    await settle(id, { kind: 'order', evidenceId: orderId })
    expect(await warned(contractId, 40)).toBe(true)
    const told = { ...toldOf(contractId), deliveredOn: day(40) }
    await writing((ctx) => saveOrders(ctx, [{ ...told, number: `OB-D-${number}` }]), on(40, 10))
    expect(await warned(contractId, 41)).toBe(false)
    await writing(
      async (ctx) => {
        await sql`update sales_order set voided_at = ${new Date(ctx.tick)} where id = ${orderId}`.execute(
          ctx.db,
        )
        await touchOrders(ctx, [{ id: orderId, responsibleId: null }])
      },
      on(41, 10),
    )
    expect(await warned(contractId, 42)).toBe(true)
  })
})
