import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as approvalApi from '../../../api/approvals.ts'
import * as api from '../../../api/penalties.ts'
import { customerStatement } from '../../../api/receivables.ts'
import { addDays, DAY_MS, type Day } from '../../../core/calendar.ts'
import { read, SYSTEM, type WriteCtx, write } from '../../platform/context.ts'
import type { Settled } from '../approvals/index.ts'
import { approveContract, saveContracts } from '../contracts/index.ts'
import { newestVersion } from '../contracts/version-rows.ts'
import { writeContractVersion } from '../contracts/write-contract-version.ts'
import { saveCustomers } from '../customers/index.ts'
import { mergeCustomers } from '../customers/merge.ts'
import { endWaiver, settleWaiver } from './ask-waiver.ts'
import { recordInvoices, recordPayments } from './index.ts'
import { loadPenalties } from './penalty-rows.ts'
import { readPenalties } from './read-penalties.ts'
import type { Reading } from './reading.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [finance, boss, rep, manager] = await Promise.all([
  signIn('finance'),
  signIn('boss'),
  signIn('rep'),
  signIn('manager'),
])
const HISTORY = { batchId: '00000000-0000-4000-8000-000000000004', historyDelayDays: 0, historyUntil: TODAY }
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, now = NOW) =>
  write(db, { orgId: a.orgId, now, source: now === NOW ? HISTORY : null }, fn)

let made = 0
/** 100,000 yuan at five ten-thousandths a day, so many days overdue today: 50 yuan for each of them. */
async function late(days: number, penaltyBp: number | null = 5) {
  made += 1
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [
      { name: `违约客户${made}`, createdOn: addDays(TODAY, -900), responsibleId: a.users.rep },
    ])
    const customerId = customer!.id
    const dueOn = addDays(TODAY, -days)
    const [contract] = await saveContracts(ctx, [
      {
        ...{ number: `WY-${made}`, customerId, dealId: null, title: '轴套', amountFen: 10_000_000n },
        ...{ currency: 'CNY', signedOn: addDays(dueOn, -60), effectiveOn: addDays(dueOn, -60), endsOn: null },
        ...{ approvedOn: addDays(dueOn, -60), responsibleId: a.users.rep, penaltyBp },
      },
    ])
    const [invoice] = await recordInvoices(ctx, [bill(customerId, contract!.id, dueOn)])
    return { customerId, contractId: contract!.id, instalmentId: invoice!.instalmentIds[0]!, dueOn }
  })
}
type Late = Awaited<ReturnType<typeof late>>

const by = (userId: string, now: number) => ({ orgId: a.orgId, now, actor: { ...SYSTEM, userId } })
const clauses = { subject: '轴套', delivery: '按图纸', breach: '赔偿损失', dunning: '书面催告后 7 日' }

/** Agrees on another rate from that moment on: proposed by whoever sold, approved by the boss. */
async function amend({ contractId }: Late, penaltyBp: number, now: number) {
  await write(db, by(a.users.rep, now), async (ctx) => {
    const { quoteVersionId, templateId, ...content } = (await newestVersion(ctx, contractId)).content
    const nodes = [{ label: '余款', dueOn: addDays(TODAY, 300), amountFen: content.amountFen }]
    await writeContractVersion(ctx, contractId, {
      ...content,
      nodes,
      ...{ penaltyBp, clauses, reason: '以后不再计收' },
    })
  })
  await write(db, by(a.users.boss, now + 1000), (ctx) => approveContract(ctx, contractId))
}

const bill = (customerId: string, contractId: string, dueOn: Day) => ({
  ...{ customerId, contractId, number: `WF-${customerId.slice(-8)}`, kind: 'invoice' as const },
  issuedOn: addDays(dueOn, -30),
  amountFen: 10_000_000n,
  instalments: [{ dueOn, amountFen: 10_000_000n }],
})

function penalties(customerId: string, asOf: Day = TODAY, reading: Reading = 'business') {
  return read(db, { orgId: a.orgId, now: NOW + 90 * DAY_MS }, (ctx) =>
    loadPenalties(ctx, { customerId, asOf, reading }),
  )
}

const waive = (who: typeof finance, one: Late, amountFen: number) =>
  who.call(api.askWaiver, {
    body: {
      customerId: one.customerId,
      reason: '本金已付清',
      lines: [{ instalmentId: one.instalmentId, amountFen }],
    },
  })
type Asked = { id: string; approvalId: string | null; inEffect: boolean }
const owedNow = async ({ customerId }: Late) => {
  const { body } = await finance.call(api.readPenalties, { params: { customerId } })
  return body as { fen: number; waivedFen: number; leftFen: number }
}

describe('late-payment penalties (C101)', () => {
  test('go by the rate of the contract and the days, as of any day, and stand on the statement', async () => {
    const one = await late(20)
    const { dueOn, customerId } = one
    expect((await penalties(customerId, dueOn)).length).toBe(0)
    expect((await penalties(customerId, addDays(dueOn, 7)))[0]).toMatchObject({
      fen: 35_000n,
      days: 7,
      rateBp: 5,
    })
    expect((await owedNow(one)).leftFen).toBe(100_000)
    const statement = await finance.call(customerStatement, { params: { id: customerId } })
    expect(statement.body).toMatchObject({ penaltyFen: 100_000, closingFen: 10_000_000 })
  })

  test('stay owed when the principal has been paid late, and an agreed nothing is nothing', async () => {
    const one = await late(20)
    await writing((ctx) =>
      recordPayments(ctx, [
        {
          customerId: one.customerId,
          kind: 'payment',
          receivedOn: addDays(TODAY, -10),
          amountFen: 10_000_000n,
          allocate: 'oldest',
        },
      ]),
    )
    expect(await penalties(one.customerId)).toMatchObject([{ fen: 50_000n, days: 10, openFen: 0n }])
    const without = await late(20, null)
    const { body } = await finance.call(api.readPenalties, { params: { customerId: without.customerId } })
    expect(body).toMatchObject({ items: [], fen: 0, withoutRate: 1 })
  })

  test('are known only as far as contract and money were known', async () => {
    const one = await late(20)
    const then = await penalties(one.customerId, TODAY, 'known')
    expect(then).toMatchObject([{ fen: 100_000n }])
    await writing(
      (ctx) =>
        recordPayments(ctx, [
          {
            customerId: one.customerId,
            kind: 'payment',
            receivedOn: addDays(TODAY, -10),
            amountFen: 10_000_000n,
            allocate: 'oldest',
          },
        ]),
      NOW + 5 * DAY_MS,
    )
    expect(await penalties(one.customerId, TODAY, 'known')).toEqual(then)
    expect(await penalties(one.customerId)).toMatchObject([{ fen: 50_000n }])
  })
})

describe('the rate of a penalty', () => {
  test('is that of the due day: what is agreed later wipes nothing that has accrued', async () => {
    const one = await late(100)
    const lastMonth = addDays(TODAY, -30)
    await amend(one, 0, NOW + DAY_MS)
    const later = { customerId: one.customerId, contractId: one.contractId, dueOn: addDays(TODAY, 45) }
    await writing(
      (ctx) =>
        recordInvoices(ctx, [
          { ...bill(later.customerId, later.contractId, later.dueOn), number: `后-${one.contractId}` },
        ]),
      NOW + 2 * DAY_MS,
    )
    expect(await penalties(one.customerId, addDays(TODAY, 60))).toMatchObject([{ fen: 800_000n, rateBp: 5 }])
    expect(await penalties(one.customerId, addDays(TODAY, 60), 'known')).toMatchObject([{ fen: 800_000n }])
    expect(await penalties(one.customerId, lastMonth)).toMatchObject([{ fen: 350_000n }])
  })

  test('of what fell due before anything was agreed is what was agreed first', async () => {
    const one = await late(50)
    await amend(one, 8, NOW + DAY_MS)
    await writing((ctx) =>
      recordInvoices(ctx, [
        {
          ...bill(one.customerId, one.contractId, addDays(one.dueOn, -80)),
          number: `先-${one.contractId}`,
        },
      ]),
    )
    expect(await penalties(one.customerId, addDays(TODAY, 30))).toMatchObject([
      { days: 160, rateBp: 5 },
      { days: 80, rateBp: 5 },
    ])
  })

  test('of imported history is known since the contract was, not since the import', async () => {
    const one = await late(20)
    const then = addDays(TODAY, -5)
    expect(await penalties(one.customerId, then, 'known')).toMatchObject([{ fen: 75_000n, rateBp: 5 }])
  })
})

describe('a waiver', () => {
  test('takes effect at once within authority, and goes to approval once its sum is beyond it', async () => {
    const one = await late(100)
    const first = (await waive(finance, one, 200_000)).body as Asked
    expect(first).toMatchObject({ inEffect: true, approvalId: null })
    expect(await owedNow(one)).toMatchObject({ fen: 500_000, waivedFen: 200_000, leftFen: 300_000 })
    // Finance may give up 3,000 yuan; what was given up before counts along, so splitting gains nothing.
    const second = (await waive(finance, one, 150_000)).body as Asked
    expect(second.inEffect).toBe(false)
    expect(await owedNow(one)).toMatchObject({ leftFen: 300_000 })
    expect((await waive(finance, one, 1)).body).toMatchObject({ code: 'waiver_running' })
    await decide(second)
    expect(await owedNow(one)).toMatchObject({ waivedFen: 350_000, leftFen: 150_000 })
  })

  test('is not decided alone by whoever sold, however small', async () => {
    const one = await late(10)
    const asked = (await waive(rep, one, 100)).body as Asked
    expect(asked.inEffect).toBe(false)
    expect(await owedNow(one)).toMatchObject({ waivedFen: 0 })
  })

  test('is no more than is owed, also when it is approved, and nothing is written by a refusal', async () => {
    const one = await late(100)
    expect((await waive(finance, one, 500_001)).body).toMatchObject({ code: 'waiver_exceeds' })
    expect((await waive(finance, one, 0)).body).toMatchObject({ code: 'amount_not_positive' })
    const asked = (await waive(finance, one, 450_000)).body as Asked
    // Money that came in long ago is recorded while the request waits: less is owed than was asked for.
    await writing((ctx) =>
      recordPayments(ctx, [
        {
          customerId: one.customerId,
          kind: 'payment',
          receivedOn: addDays(TODAY, -60),
          amountFen: 10_000_000n,
          allocate: 'oldest',
        },
      ]),
    )
    await decide(asked)
    expect(await owedNow(one)).toMatchObject({ fen: 200_000, waivedFen: 0, leftFen: 200_000 })
  })

  test('counts from its day, can be taken back, and the past as known stays', async () => {
    const one = await late(30)
    const { id } = (await waive(boss, one, 100_000)).body as Asked
    expect(await penalties(one.customerId, addDays(TODAY, -1))).toMatchObject([{ waivedFen: 0n }])
    const then = await penalties(one.customerId, addDays(TODAY, 8), 'known')
    expect(then).toMatchObject([{ waivedFen: 100_000n }])
    await writing(async () => null, NOW + 9 * DAY_MS)
    expect((await finance.call(api.endWaiver, { params: { id } })).status).toBe(200)
    expect(await owedNow(one)).toMatchObject({ waivedFen: 0, leftFen: 150_000 })
    expect(await penalties(one.customerId, addDays(TODAY, 8), 'known')).toEqual(then)
    expect((await finance.call(api.endWaiver, { params: { id } })).status).toBe(404)
    expect((await manager.call(api.endWaiver, { params: { id } })).status).toBe(403)
  })

  test('stays with the instalment through a correction and a merge of customers', async () => {
    const one = await late(30)
    await waive(boss, one, 100_000)
    await writing((ctx) =>
      recordInvoices(ctx, [
        {
          ...bill(one.customerId, one.contractId, one.dueOn),
          amountFen: 9_000_000n,
          instalments: [{ dueOn: one.dueOn, amountFen: 9_000_000n }],
        },
      ]),
    )
    expect(await penalties(one.customerId)).toMatchObject([{ fen: 135_000n, waivedFen: 100_000n }])
    const kept = await late(5)
    const form = { goneId: one.customerId, taken: [], reason: '同一家公司录了两遍' }
    await write(
      db,
      { orgId: a.orgId, now: NOW + 10 * DAY_MS, actor: { ...SYSTEM, userId: a.users.boss } },
      (ctx) => mergeCustomers(ctx, kept.customerId, form),
    )
    const both = await penalties(kept.customerId, addDays(TODAY, 11), 'known')
    expect(both.find(({ days }) => days === 41)).toMatchObject({ waivedFen: 100_000n })
  })

  test('that is taken back was in effect until then, in the business reading too', async () => {
    const one = await late(30)
    const { id } = (await waive(boss, one, 100_000)).body as Asked
    const end = NOW + 50 * DAY_MS
    await write(db, by(a.users.finance, end), (ctx) => endWaiver(ctx, id))
    const ended = addDays(TODAY, 50)
    expect(await penalties(one.customerId, addDays(ended, -1))).toMatchObject([{ waivedFen: 100_000n }])
    expect(await penalties(one.customerId, ended)).toMatchObject([{ waivedFen: 0n }])
    const on = (asOf: Day) =>
      read(db, { orgId: a.orgId, now: NOW + 90 * DAY_MS }, (ctx) =>
        readPenalties(ctx, { customerId: one.customerId, asOf, reading: 'business' }),
      )
    expect((await on(addDays(ended, -1))).waivers).toMatchObject([
      { id, status: 'in_effect', endReason: null, decidedBy: 'boss' },
    ])
    expect((await on(ended)).waivers).toMatchObject([{ id, status: 'ended', endReason: 'taken_back' }])
    expect((await on(addDays(TODAY, -1))).waivers).toEqual([])
  })

  test('that is asked for stands in no day before, and as asked until it is decided', async () => {
    const one = await late(30)
    const asked = (await waive(rep, one, 60_000)).body as Asked
    const askedOn = async (asOf: Day) => (await penalties(one.customerId, asOf))[0]!.askedFen
    expect(await askedOn(addDays(TODAY, -1))).toBe(0n)
    expect((await waive(finance, one, 1)).body).toMatchObject({ code: 'waiver_running' })
    const decided = by(a.users.boss, NOW + 70 * DAY_MS)
    await write(db, decided, (ctx) =>
      settleWaiver(ctx, {
        ...{ caseId: asked.approvalId!, kind: 'penalty', subject: { kind: 'penalty_waiver', id: asked.id } },
        ...{ status: 'rejected', requesterId: a.users.rep },
      } as Settled),
    )
    expect(await askedOn(addDays(TODAY, 69))).toBe(60_000n)
    expect(await askedOn(addDays(TODAY, 70))).toBe(0n)
  })
})

/** Whoever is asked agrees, until nobody is. */
async function decide({ approvalId }: Asked): Promise<void> {
  const agreed = {
    params: { id: approvalId! },
    body: { act: { kind: 'agree' as const, opinion: '', files: [] } },
  }
  for (const round of [1, 2])
    for (const who of [manager, boss]) {
      const { status } = await who.call(approvalApi.actOnApproval, agreed)
      expect([200, 403, 404, 409], `round ${round}`).toContain(status)
    }
}
