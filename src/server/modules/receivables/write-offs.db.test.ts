import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as approvalApi from '../../../api/approvals.ts'
import { uploadFile } from '../../../api/files.ts'
import * as losses from '../../../api/losses.ts'
import { createOrder } from '../../../api/orders.ts'
import * as provisions from '../../../api/provisions.ts'
import { customerStatement, voidInvoice, voidPayment } from '../../../api/receivables.ts'
import * as api from '../../../api/write-offs.ts'
import { addDays, addMonths, DAY_MS, monthOf } from '../../../core/calendar.ts'
import { monthsAfter, UNDATED } from '../../../core/receivable/retention.ts'
import { chargeOf, type Ground } from '../../../core/receivable/write-off.ts'
import { read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import { saveContracts } from '../contracts/index.ts'
import { recordContractStep } from '../contracts/record-contract-step.ts'
import { standingsOf } from '../credit/standing.ts'
import { saveCustomers } from '../customers/index.ts'
import { mergeCustomers } from '../customers/merge.ts'
import type { Batch } from '../imports/batches.ts'
import { undoBatch } from '../imports/undo.ts'
import { bookProvision } from './book-provision.ts'
import { endWriteOff, recordRecovery } from './end-write-off.ts'
import { openDispute, readAgeing, recordInvoices, recordPayments, resolveDispute } from './index.ts'
import { provisionOn } from './read-provision.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [finance, boss, rep, manager, legal] = await Promise.all([
  signIn('finance'),
  signIn('boss'),
  signIn('rep'),
  signIn('manager'),
  signIn('legal'),
])
const WHO = { orgId: a.orgId, now: NOW }
const HISTORY = { batchId: '00000000-0000-4000-8000-000000000003', historyDelayDays: 0, historyUntil: TODAY }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now = NOW) =>
  write(db, { ...WHO, now, source: now === NOW ? HISTORY : null }, fn)

let made = 0
/** One invoice of a customer of the rep's, so many days overdue today. */
function owing(days: number, amountFen: bigint) {
  made += 1
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [
      { name: `坏账客户${made}`, createdOn: addDays(TODAY, -900), responsibleId: a.users.rep },
    ])
    const dueOn = addDays(TODAY, -days)
    const [invoice] = await recordInvoices(ctx, [
      {
        ...{ customerId: customer!.id, number: `HX-${made}`, kind: 'invoice' as const, amountFen },
        issuedOn: addDays(dueOn, -30),
        instalments: [{ dueOn, amountFen }],
      },
    ])
    return { customerId: customer!.id, instalmentId: invoice!.instalmentIds[0]! }
  })
}
/** A contract of which a tenth is kept back until a year after an acceptance that nobody has recorded. */
async function keptBack(fen: bigint) {
  const { customerId } = await owing(1, 1n)
  const at = addDays(TODAY, -30)
  const paper = { number: `ZB-${made}`, title: '', currency: 'CNY', amountFen: 10n * fen, dealId: null }
  const span = { signedOn: at, effectiveOn: at, endsOn: null, responsibleId: a.users.rep, approvedOn: at }
  const nodes = [
    { label: '货款', dueOn: addDays(TODAY, 20), amountFen: 9n * fen },
    { label: '质保金', dueOn: UNDATED, amountFen: fen, retention: { months: 12 } },
  ]
  await writing((ctx) => saveContracts(ctx, [{ ...paper, ...span, customerId, nodes }]))
  const { rows } = await admin.query(
    `select i.id, v.contract_id from instalment i join invoice v on v.id = i.invoice_id where i.customer_id = $1 and i.is_retention`,
    [customerId],
  )
  return { customerId, instalmentId: rows[0].id as string, contractId: rows[0].contract_id as string }
}
type Owing = Awaited<ReturnType<typeof owing>>

const draft = (one: Owing, amountFen: number, ground: Ground = 'insolvent') =>
  finance.call(api.draftWriteOff, {
    body: {
      customerId: one.customerId,
      ground,
      reason: '管理人通知无可分配财产',
      lines: [{ instalmentId: one.instalmentId, amountFen }],
    },
  })
const ask = (id: string) => finance.call(api.askWriteOff, { params: { id } })

async function proven(one: Owing, amountFen: number, ground?: Ground): Promise<string> {
  const { id } = (await draft(one, amountFen, ground)).body as { id: string }
  await admin.query(
    `insert into dunning_step (org_id, id, customer_id, stage, channel, amount_fen, note, occurred_on, known_at, recorded_at)
     values ($1, gen_random_uuid(), $2, 'letter', 'call', 1, '', $3, now(), now())`,
    [a.orgId, one.customerId, addDays(TODAY, -20)],
  )
  return id
}
async function writtenOff(one: Owing, amountFen: number): Promise<string> {
  const id = await proven(one, amountFen)
  expect((await ask(id)).body).toMatchObject({ inEffect: true })
  return id
}

/** Whoever is asked agrees, until nobody is. */
async function approve(id: string): Promise<void> {
  const agreed = { params: { id }, body: { act: { kind: 'agree' as const, opinion: '', files: [] } } }
  for (const round of [1, 2, 3])
    for (const approver of [boss, legal, manager]) {
      const { status } = await approver.call(approvalApi.actOnApproval, agreed)
      expect([200, 403, 404, 409], `round ${round}`).toContain(status)
    }
}

const owed = async ({ customerId }: Owing, asOf: string, reading: 'business' | 'known', now = NOW) => {
  const ageing = await read(db, { ...WHO, now }, (ctx) => readAgeing(ctx, { asOf, reading, top: 1000 }))
  return Number(ageing.customers.find(({ id }) => id === customerId)?.openFen ?? 0)
}
const listed = async (id: string) =>
  (await finance.get(api.listWriteOffs, { query: { size: '100' } })).items.find((one) => one.id === id)!

describe('a write-off (C097)', () => {
  test('leaves the balance from its day and not before, in both readings, and the statement says so', async () => {
    const one = await owing(400, 30_000n)
    const id = await writtenOff(one, 30_000)
    for (const reading of ['business', 'known'] as const) {
      expect(await owed(one, addDays(TODAY, -1), reading)).toBe(30_000)
      expect(await owed(one, TODAY, reading, NOW + DAY_MS)).toBe(0)
    }
    const statement = await finance.get(customerStatement, { params: { id: one.customerId } })
    expect(statement.closingFen).toBe(0)
    expect(statement.lines.at(-1)).toMatchObject({ kind: 'write_off', creditFen: 30_000 })
    expect(await listed(id)).toMatchObject({ status: 'in_effect', on: TODAY, leftFen: 30_000 })
  })

  test('without evidence nobody decides, and twice about the same money nobody asks', async () => {
    const one = await owing(200, 10_000n)
    const { id } = (await draft(one, 10_000)).body as { id: string }
    expect((await ask(id)).body).toMatchObject({ code: 'write_off_no_evidence' })
    expect((await draft(one, 1)).body).toMatchObject({ code: 'write_off_running' })
    expect(await owed(one, TODAY, 'business')).toBe(10_000)
    await finance.get(api.endWriteOff, { params: { id }, body: { reason: '客户答应付款' } })
    expect((await listed(id)).endReason).toBe('dropped')
    expect((await draft(one, 10_001)).body).toMatchObject({ code: 'amount_exceeds_open' })
  })

  test('beyond the authority of finance it is decided by others; what was approved is written off', async () => {
    const one = await owing(500, 9_000_000n)
    const id = await proven(one, 9_000_000)
    const { approvalId } = (await ask(id)).body as { approvalId: string }
    expect(approvalId).not.toBeNull()
    expect(await owed(one, TODAY, 'business')).toBe(9_000_000)
    await approve(approvalId)
    expect(await listed(id)).toMatchObject({ status: 'in_effect', basis: 'approval', approvalId })
    expect(await owed(one, TODAY, 'business', NOW + DAY_MS)).toBe(0)
  })

  test('sent back, it is asked for again with what was missing, and approved', async () => {
    const one = await owing(500, 7_000_000n)
    const id = await proven(one, 7_000_000)
    const { approvalId } = (await ask(id)).body as { approvalId: string }
    expect((await listed(id)).can.ask).toBe('write_off_not_draft')
    const back = { act: { kind: 'return' as const, to: 'start' as const, opinion: '请附裁定书', files: [] } }
    const returned = await Promise.all(
      [manager, legal, boss].map((who) =>
        who.call(approvalApi.actOnApproval, { params: { id: approvalId }, body: back }),
      ),
    )
    expect(returned.map(({ status }) => status)).toContain(200)
    expect((await listed(id)).can.ask).toBe(true)
    const kept = await finance.send({
      method: 'POST',
      url: `${uploadFile.path}?recordKind=write_off&recordId=${id}`,
      ...formOf({ name: '裁定书.pdf', text: '%PDF-1.4\n裁定\n%%EOF\n' }),
    })
    expect(kept.status, kept.text).toBe(200)
    expect((await ask(id)).body).toMatchObject({ approvalId, inEffect: false })
    expect((await ask(id)).body).toMatchObject({ code: 'write_off_not_draft' })
    const shown = await boss.get(approvalApi.getApproval, { params: { id: approvalId } })
    expect(JSON.stringify(shown)).toContain('附件 1 份')
    await approve(approvalId)
    expect(await listed(id)).toMatchObject({ status: 'in_effect', basis: 'approval' })
  })

  test('split into small ones it goes to others as one of all of them would', async () => {
    const one = await owing(500, 5_000_000n)
    await writtenOff(one, 499_900)
    const next = await proven(one, 499_900)
    const asked = (await ask(next)).body as { approvalId: string }
    expect(asked).toMatchObject({ inEffect: false })
    const shown = await boss.get(approvalApi.getApproval, { params: { id: asked.approvalId } })
    expect(shown.amountFen).toBe(999_800)
    expect(await owed(one, TODAY, 'business', NOW + DAY_MS)).toBe(4_500_100)
    // Another customer, and what was taken back, is none of it.
    await writtenOff(await owing(500, 499_900n), 499_900)
    const other = await owing(500, 499_900n)
    const back = { params: { id: await writtenOff(other, 499_900) }, body: { reason: '核销错了' } }
    await finance.get(api.endWriteOff, back)
    await writtenOff(other, 499_900)
  })

  test('a part paid while it was decided makes it another content: nothing is written off', async () => {
    const one = await owing(500, 8_000_000n)
    const id = await proven(one, 8_000_000)
    const { approvalId } = (await ask(id)).body as { approvalId: string }
    await writing((ctx) =>
      recordPayments(ctx, [
        { customerId: one.customerId, kind: 'payment', receivedOn: TODAY, amountFen: 1n, allocate: 'oldest' },
      ]),
    )
    await approve(approvalId)
    expect(await listed(id)).toMatchObject({ status: 'ended', endReason: 'changed' })
    expect(await owed(one, TODAY, 'business')).toBe(7_999_999)
  })

  test('retention that gets its due day meanwhile: a draft goes on with it, an approval was of another', async () => {
    const mine = await keptBack(400_000n)
    const id = await proven(mine, 300_000)
    const theirs = await keptBack(9_000_000n)
    const other = await proven(theirs, 9_000_000)
    const { approvalId } = (await ask(other)).body as { approvalId: string }
    expect((await listed(id)).lines).toMatchObject([{ instalmentId: mine.instalmentId, dueOn: UNDATED }])
    for (const one of [mine, theirs])
      await writing((ctx) =>
        recordContractStep(ctx, one.contractId, { kind: 'accepted', on: TODAY }, 'contract.write'),
      )
    const { lines } = await listed(id)
    expect(lines).toMatchObject([{ dueOn: monthsAfter(TODAY, 12), amountFen: 300_000 }])
    const now = { ...mine, instalmentId: lines[0]!.instalmentId }
    expect(now.instalmentId).not.toBe(mine.instalmentId)
    expect((await draft(now, 1)).body).toMatchObject({ code: 'write_off_running', detail: { id } })
    expect((await ask(id)).body).toMatchObject({ inEffect: true })
    expect(await owed(mine, TODAY, 'business', NOW + DAY_MS)).toBe(3_700_001)
    await approve(approvalId)
    expect(await listed(other)).toMatchObject({ status: 'ended', endReason: 'changed' })
    expect(await owed(theirs, TODAY, 'business', NOW + DAY_MS)).toBe(90_000_001)
  })

  test('its claim stands: no order goes through before it is recovered', async () => {
    const one = await owing(5, 20_000n)
    const id = await writtenOff(one, 20_000)
    const order = (number: string) =>
      rep.call(createOrder, {
        body: { number, customerId: one.customerId, amountFen: 100, orderedOn: TODAY },
      })
    expect((await order('HX-D1')).body).toMatchObject({ code: 'credit_blocked' })
    await finance.get(api.recordRecovery, { params: { id }, body: { receivedOn: TODAY, amountFen: 20_000 } })
    expect((await order('HX-D1')).status).toBe(200)
  })

  test('what was settled is claimed no more, and no order waits for it', async () => {
    const one = await owing(5, 20_000n)
    const id = await proven(one, 20_000, 'settled')
    await ask(id)
    expect(await listed(id)).toMatchObject({ status: 'in_effect', leftFen: 0 })
    const order = { number: 'HX-D2', customerId: one.customerId, amountFen: 100, orderedOn: TODAY }
    expect((await rep.call(createOrder, { body: order })).status).toBe(200)
  })

  test('a recovery leaves the balance alone, is no more than is left, and keeps the write-off from being undone', async () => {
    const one = await owing(300, 40_000n)
    const id = await writtenOff(one, 40_000)
    const recover = (amountFen: number) =>
      finance.call(api.recordRecovery, { params: { id }, body: { receivedOn: TODAY, amountFen } })
    expect((await recover(40_001)).body).toMatchObject({ code: 'recovery_exceeds_claim' })
    expect((await recover(15_000)).body).toMatchObject({ leftFen: 25_000 })
    expect(await owed(one, TODAY, 'business', NOW + DAY_MS)).toBe(0)
    const end = { params: { id }, body: { reason: '核销错了' } }
    expect((await finance.call(api.endWriteOff, end)).body).toMatchObject({ code: 'write_off_recovered' })
    const [came] = (await listed(id)).recoveries
    await finance.get(api.voidRecovery, { params: { id: came!.id }, body: { reason: '登错客户' } })
    await finance.get(api.endWriteOff, end)
    expect(await owed(one, TODAY, 'business')).toBe(40_000)
    expect(await listed(id)).toMatchObject({ status: 'ended', endReason: 'taken_back', leftFen: 0 })
  })

  test('after a merge of customers each recovery is still one of its own', async () => {
    const one = await owing(300, 40_000n)
    const id = await writtenOff(one, 40_000)
    for (const [amountFen, reference] of [
      [10_000, '五月'],
      [20_000, '六月'],
    ] as const)
      await finance.get(api.recordRecovery, {
        params: { id },
        body: { receivedOn: TODAY, amountFen, reference },
      })
    const kept = await owing(10, 100n)
    const form = { goneId: one.customerId, taken: [], reason: '同一家公司录了两遍' }
    await write(db, { ...WHO, actor: { ...SYSTEM, userId: a.users.boss } }, (ctx) =>
      mergeCustomers(ctx, kept.customerId, form),
    )
    const came = (await listed(id)).recoveries
    expect(came.map(({ amountFen }) => amountFen).sort()).toEqual([10_000, 20_000])
    const may = came.find(({ reference }) => reference === '五月')!
    await finance.get(api.voidRecovery, { params: { id: may.id }, body: { reason: '登错客户' } })
    const left = await listed(id)
    expect(left.leftFen).toBe(20_000)
    expect(left.recoveries.map(({ reference }) => reference)).toEqual(['六月'])
  })

  test('cannot be taken back as if it were a payment', async () => {
    const one = await owing(300, 7_000n)
    await writtenOff(one, 7_000)
    const { rows } = await admin.query(
      `select id from payment where customer_id = $1 and kind = 'write_off'`,
      [one.customerId],
    )
    const tried = await finance.call(voidPayment, { params: { id: rows[0].id }, body: { reason: '试试' } })
    expect(tried.body).toMatchObject({ code: 'write_off_own_way' })
    expect(await owed(one, TODAY, 'business', NOW + DAY_MS)).toBe(0)
  })

  test('an invoice of which something is written off keeps its amount and cannot be voided', async () => {
    const one = await owing(300, 8_000n)
    const id = await writtenOff(one, 5_000)
    const { rows } = await admin.query(
      `select v.id, v.number, v.occurred_on, i.due_on from invoice v join instalment i on i.invoice_id = v.id where i.id = $1`,
      [one.instalmentId],
    )
    const { id: invoiceId, number, occurred_on: issuedOn, due_on: dueOn } = rows[0]
    const correct = (amountFen: bigint, due: string) =>
      writing((ctx) =>
        recordInvoices(ctx, [
          {
            ...{ customerId: one.customerId, number, kind: 'invoice' as const, amountFen, issuedOn },
            instalments: [{ dueOn: due, amountFen }],
          },
        ]),
      )
    await expect(correct(4_000n, dueOn)).rejects.toThrow('invoice_written_off')
    const tried = await finance.call(voidInvoice, { params: { id: invoiceId }, body: { reason: '开错了' } })
    expect(tried.body).toMatchObject({ code: 'invoice_written_off' })
    // Another day is another matter: what was given up stays given up.
    await correct(8_000n, addDays(dueOn, 5))
    expect(await owed(one, TODAY, 'business', NOW + DAY_MS)).toBe(3_000)
    expect(await listed(id)).toMatchObject({ status: 'in_effect', leftFen: 5_000 })
    await finance.get(api.endWriteOff, { params: { id }, body: { reason: '核销错了' } })
    await correct(4_000n, dueOn)
    expect(await owed(one, TODAY, 'business')).toBe(4_000)
  })

  test('an import whose invoice has one is not undone before it is taken back', async () => {
    await writtenOff(await owing(300, 2_000n), 2_000)
    const batch = { id: HISTORY.batchId, status: 'done', rows_done: 1 } as Batch
    await expect(writing((ctx) => undoBatch(ctx, batch))).rejects.toThrow('invoice_written_off')
  })

  test('a recovery that fits nowhere is refused and not swallowed', async () => {
    const one = await owing(300, 9_000n)
    const id = await writtenOff(one, 9_000)
    // As an older correction has left it: a part of it lies on nothing any more.
    await admin.query(
      `update allocation set amount_fen = 2000 where customer_id = $1 and payment_id = (select payment_id from write_off where id = $2)`,
      [one.customerId, id],
    )
    const recover = (amountFen: number) =>
      finance.call(api.recordRecovery, { params: { id }, body: { receivedOn: TODAY, amountFen } })
    expect((await recover(2_001)).body).toMatchObject({ code: 'recovery_exceeds_claim' })
    expect((await recover(2_000)).status).toBe(200)
    expect(await listed(id)).toMatchObject({ recoveredFen: 2_000 })
  })

  test('what is left of a write-off when a correction takes its invoice away is no money on account', async () => {
    const one = await owing(300, 3_000n)
    await writtenOff(one, 3_000)
    const advance = () =>
      read(db, WHO, async (ctx) => (await standingsOf(ctx, [one.customerId])).get(one.customerId)!.own)
    await admin.query(
      `update payment set unallocated_fen = 700 where customer_id = $1 and kind = 'write_off'`,
      [one.customerId],
    )
    expect((await advance()).advanceFen).toBe(0n)
  })

  test('whoever judges it finds it by its link, wherever it stands in the register', async () => {
    const one = await owing(300, 4_000n)
    const id = await writtenOff(one, 4_000)
    await writtenOff(await owing(300, 4_000n), 4_000)
    expect((await legal.call(losses.readLosses, {})).status).toBe(403)
    for (const approver of [legal, manager]) {
      const { items, total } = await approver.get(api.listWriteOffs, { query: { id, size: '1' } })
      expect([items.map((row) => row.id), total]).toEqual([[id], 1])
      expect(items[0]!.evidence.dunningSteps).toBe(1)
    }
  })

  test('a rep sees those of their own customers and can write nothing off', async () => {
    const one = await owing(300, 6_000n)
    const id = await writtenOff(one, 6_000)
    const seen = await rep.get(api.listWriteOffs, { query: { customerId: one.customerId } })
    expect(seen.items.map((row) => row.id)).toEqual([id])
    expect(seen.items[0]!.can.end).toBe('forbidden')
    expect((await rep.call(api.endWriteOff, { params: { id }, body: { reason: '不' } })).status).toBe(403)
  })
})

describe('what was lost (C098)', () => {
  test('every cause is the sum of its rows, the causes are the sum of all, in both readings', async () => {
    const one = await owing(250, 50_000n)
    const id = await writtenOff(one, 50_000)
    await finance.get(api.recordRecovery, { params: { id }, body: { receivedOn: TODAY, amountFen: 20_000 } })
    await writing((ctx) =>
      recordPayments(ctx, [
        {
          customerId: one.customerId,
          kind: 'credit_note',
          receivedOn: addDays(TODAY, -3),
          amountFen: 333n,
          allocate: 'none',
        },
      ]),
    )
    for (const known of [false, true]) {
      const query = known ? { known: 'true' } : {}
      const told = await boss.get(losses.readLosses, { query })
      expect(told.lost.reduce((sum, { fen }) => sum + Number(fen), 0)).toBe(Number(told.lostFen))
      for (const { cause, fen, n } of [...told.lost, ...told.risks]) {
        const rows = await boss.get(losses.listLosses, {
          params: { cause },
          query: { ...query, size: '200' },
        })
        expect([cause, Number(rows.sumFen), rows.total]).toEqual([cause, Number(fen), n])
        expect(rows.items.reduce((sum, row) => sum + Number(row.fen), 0)).toBe(Number(fen))
      }
      const lost = told.lost.find(({ cause }) => cause === 'written_off')!
      expect(Number(lost.fen)).toBe(Number(told.writtenOffFen) - Number(told.recoveredFen))
      expect(Number(told.recoveredFen)).toBeGreaterThanOrEqual(20_000)
    }
  })

  test('waiting costs amount × days late × the cost of money, and stops when the money comes', async () => {
    const one = await owing(100, 3_650_000n)
    await writing((ctx) =>
      recordPayments(ctx, [
        {
          customerId: one.customerId,
          kind: 'payment',
          receivedOn: addDays(TODAY, -40),
          amountFen: 1_650_000n,
          allocate: 'oldest',
        },
      ]),
    )
    const { items } = await boss.get(losses.listLosses, { params: { cause: 'late' }, query: { size: '200' } })
    const mine = items.find(({ customer }) => customer.id === one.customerId)!
    // 60 days of 36,500 yuan and 40 days of the 20,000 that are still open, at 6 % a year.
    expect(Number(mine.fen)).toBe(Math.round(((3_650_000 * 60 + 2_000_000 * 40) * 0.06) / 365))
    const before = await boss.get(losses.listLosses, {
      params: { cause: 'late' },
      query: { size: '200', asOf: addDays(TODAY, -101) },
    })
    expect(before.items.filter(({ customer }) => customer.id === one.customerId)).toEqual([])
  })

  test('what was given in to a dispute counts there and not among returns, from the day of its outcome', async () => {
    const one = await owing(20, 90_000n)
    await writing((ctx) =>
      openDispute(ctx, {
        ...{ instalmentId: one.instalmentId, kind: 'quality' as const, amountFen: 5_000n },
        ...{ reason: '尺寸超差', openedOn: addDays(TODAY, -9) },
      }),
    )
    const { rows } = await admin.query('select id from dispute where instalment_id = $1', [one.instalmentId])
    await writing((ctx) =>
      resolveDispute(ctx, rows[0].id, { outcome: 'credited', resolution: '认可', on: addDays(TODAY, -4) }),
    )
    await writing((ctx) =>
      recordPayments(ctx, [
        {
          ...{
            customerId: one.customerId,
            kind: 'credit_note',
            receivedOn: addDays(TODAY, -6),
            amountFen: 5_000n,
          },
          allocate: 'oldest',
        },
      ]),
    )
    const of = async (cause: 'disputed' | 'returned', asOf: string) => {
      const { items } = await boss.get(losses.listLosses, { params: { cause }, query: { asOf, size: '200' } })
      return items.filter(({ customer }) => customer.id === one.customerId).map(({ fen }) => fen)
    }
    expect([await of('disputed', TODAY), await of('returned', TODAY)]).toEqual([[5_000], []])
    const before = addDays(TODAY, -5)
    expect([await of('disputed', before), await of('returned', before)]).toEqual([[], [5_000]])
  })

  test('what was let out beyond the limit is at risk from the day on which that was decided', async () => {
    const one = await owing(50, 1_000n)
    const order = await rep.get(createOrder, {
      body: { number: 'HX-OVER', customerId: one.customerId, amountFen: 1_000, orderedOn: TODAY },
    })
    await admin.query('update invoice set order_id = $1 where customer_id = $2', [order.id, one.customerId])
    await admin.query(
      `insert into credit_decision (org_id, id, customer_id, kind, reason, expires_on, asked_at, basis, effective_at, amount_fen, order_id)
       values ($1, gen_random_uuid(), $2, 'exception', '老客户', $3, $4, 'authority', $4, 1000, $5)`,
      [a.orgId, one.customerId, addDays(TODAY, 30), new Date(NOW), order.id],
    )
    const of = async (asOf: string) => {
      const query = { asOf, size: '200' }
      const { items } = await boss.get(losses.listLosses, { params: { cause: 'over_limit' }, query })
      return items.filter(({ customer }) => customer.id === one.customerId).map(({ fen }) => fen)
    }
    expect([await of(TODAY), await of(addDays(TODAY, -1))]).toEqual([[1_000], []])
  })

  test('a rep is not shown it', async () => {
    expect((await rep.call(losses.readLosses, {})).status).toBe(403)
  })
})

test('the movement of the provision closes with what was written off and what came back', async () => {
  const one = await owing(380, 2_000_000n)
  const month = monthOf(TODAY)
  const before = await writing((ctx) => bookProvision(ctx, { month: addMonths(month, -1), reason: '' }))
  const id = await writtenOff(one, 400_000)
  // The month is over: money came on its last days, and the books are closed.
  const later = NOW + 40 * DAY_MS
  const nextMonth = month
  await writing(
    (ctx) =>
      recordRecovery(ctx, id, { receivedOn: addDays(TODAY, 10), amountFen: 150_000n, reference: 'SK-9' }),
    later,
  )
  const booked = await writing((ctx) => bookProvision(ctx, { month: nextMonth, reason: '' }), later)
  const { rows } = await admin.query(
    'select * from provision_booking where org_id = $1 and month = $2 and replaced_at is null',
    [a.orgId, nextMonth],
  )
  const row = rows[0]
  expect(Number(row.opening_fen)).toBe(Number(before.closingFen))
  expect(Number(row.recovered_fen)).toBe(
    Number(
      (
        await admin.query(
          'select sum(amount_fen) as n from recovery where org_id = $1 and voided_at is null',
          [a.orgId],
        )
      ).rows[0].n,
    ),
  )
  const moved = { writtenOffFen: BigInt(row.written_off_fen), recoveredFen: BigInt(row.recovered_fen) }
  expect(booked.chargeFen).toBe(chargeOf(before.closingFen, booked.closingFen, moved))
  const { provision } = await read(db, { ...WHO, now: later }, (ctx) =>
    provisionOn(ctx, addDays(`${addMonths(month, 1)}-01`, -1), 'business'),
  )
  expect(booked.closingFen).toBe(provision.totalFen)
  const shown = (await finance.get(provisions.readProvision, {})).bookings.find(
    (one) => one.month === nextMonth,
  )!
  expect(
    Number(shown.openingFen) +
      Number(shown.chargeFen) -
      Number(shown.writtenOffFen) +
      Number(shown.recoveredFen),
  ).toBe(Number(shown.closingFen))
})

test('what is taken back or comes late after its month was booked is in the next one, at no charge of its own', async () => {
  const month = monthOf(TODAY)
  const later = NOW + 75 * DAY_MS
  const next = addMonths(month, 1)
  const one = await owing(380, 600_000n)
  const other = await owing(380, 60_000n)
  const [id, kept] = [await proven(one, 400_000), await writtenOff(other, 60_000)]
  await ask(id)
  // The month is booked with both gone.
  const first = await writing((ctx) => bookProvision(ctx, { month, reason: '重新计提' }), later)
  const rowOf = async (of: string) =>
    (
      await admin.query(
        'select * from provision_booking where org_id = $1 and month = $2 and replaced_at is null',
        [a.orgId, of],
      )
    ).rows[0]
  // Then one is taken back, and of the other it turns out that money had come within that month.
  await writing((ctx) => endWriteOff(ctx, id, '判决撤销'), later)
  await writing(
    (ctx) => recordRecovery(ctx, kept, { receivedOn: addDays(TODAY, 3), amountFen: 7_000n, reference: '' }),
    later,
  )
  const second = await writing((ctx) => bookProvision(ctx, { month: next, reason: '' }), later)
  const row = await rowOf(next)
  expect([Number(row.written_off_fen), Number(row.recovered_fen)]).toEqual([-400_000, 7_000])
  expect(Number(second.chargeFen)).toBe(
    Number(second.closingFen) - Number(first.closingFen) - 400_000 - 7_000,
  )
})
