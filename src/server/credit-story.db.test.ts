import type { Buffer } from 'node:buffer'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { type Client, testApp } from '../../test/support/api-client.ts'
import { testDatabase } from '../../test/support/database.ts'
import { formOf } from '../../test/support/permissions/form.ts'
import { NOW, TODAY, twoOrgs } from '../../test/support/world-of-two-orgs.ts'
import { listAlerts } from '../api/alerts.ts'
import { actOnApproval } from '../api/approvals.ts'
import { askException, customerCredit, customerStanding } from '../api/credit.ts'
import { createCustomer, getCustomer, updateCustomer } from '../api/customers.ts'
import { customerDunning, recordDunning } from '../api/dunning.ts'
import { recordInvoice } from '../api/invoices.ts'
import { createOrder, getOrder, recordOrderStep } from '../api/orders.ts'
import { confirmReceipts, listReceipts, uploadBankFile } from '../api/receipts.ts'
import { customerStatement } from '../api/receivables.ts'
import { customerScreening, decideAdmission, noteItem } from '../api/screening.ts'
import { addDays, DAY_MS } from '../core/calendar.ts'
import { rateDue } from './modules/credit/index.ts'
import { evaluateOrg, installPack } from './modules/watch/index.ts'
import { fixedClock } from './platform/clock.ts'
import { write } from './platform/context.ts'

const database = await testDatabase()
const { db } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const WHO = { orgId: a.orgId }
let [rep, manager, finance, boss]: Client[] = []

/** So many days after the beginning; what time makes due is done, and everybody signs in again. */
async function comes(days: number): Promise<void> {
  clock.set(NOW + days * DAY_MS)
  ;[rep, manager, finance, boss] = await Promise.all(
    (['rep', 'manager', 'finance', 'boss'] as const).map((name) => app.signIn(name)),
  )
  await rateDue(db, { ...WHO, now: clock.now() }, () => false)
  await evaluateOrg(db, { ...WHO, now: clock.now() })
}
const on = (days: number) => addDays(TODAY, days)

/**
 * Issue 6, "must be shown" 4, through the API: from the first look at a customer to the money in the bank.
 */
test('a customer is screened, rated and limited; its order waits, goes, is dunned and paid, each step as of its day', {
  timeout: 120_000,
}, async () => {
  await write(db, { ...WHO, now: NOW }, (ctx) => installPack(ctx))
  await comes(0)
  const id = await screened()
  const params = { id }

  await soldBeyondTheLimit(id)

  // Ten days before, on the day, and after it.
  const stageOf = async () => (await rep!.get(customerDunning, { params, query: {} })).due?.stage ?? null
  await comes(28)
  expect(await stageOf()).toBeNull()
  await comes(29)
  expect(await stageOf()).toBe('soon')
  await note({ note: '提醒到期' })
  expect(await stageOf()).toBeNull()
  await comes(39)
  expect(await stageOf()).toBe('today')
  const before = await ratingAsOf(39)

  // They promise the day after next, and nothing comes.
  await comes(42)
  expect(await stageOf()).toBe('call')
  await note({ note: '答应后天付', promisedOn: on(44), promisedFen: 150_000 })
  await comes(43)
  expect(await stageOf()).toBeNull()
  await comes(51)
  const broken = await stageOf()
  expect(['manager', 'letter']).toContain(broken)
  expect(await codesOf()).toContain('promise-broken')

  // The case climbs as the days go by, and the rating falls.
  await comes(101)
  expect(await codesOf()).toContain('instalment-overdue-60')
  const worst = await ratingAsOf(101)
  expect(worst.score).toBeLessThan(before.score)
  expect(worst.stops).toContain('overdue60')

  // The bank file brings the money: proposed, confirmed by finance, and the rating moves again.
  await comes(104)
  await paidThroughTheBank(id, on(104))
  expect(await owedAsOf(104)).toBe(0)
  await comes(105)
  expect(await stageOf()).toBeNull()
  expect((await ratingAsOf(105)).stops).not.toContain('overdue60')

  // And each step is still there as of its day, whatever came later.
  expect([await owedAsOf(-1), await owedAsOf(0), await owedAsOf(103), await owedAsOf(105)]).toEqual([
    0, 150_000, 150_000, 0,
  ])
  expect(await ratingAsOf(39)).toEqual(before)
  expect(await ratingAsOf(101)).toEqual(worst)
  await everyStepAsOfItsDay(params)

  async function note(body: { note: string; promisedOn?: string; promisedFen?: number }): Promise<void> {
    await rep!.get(recordDunning, { params, body: { channel: 'call', ...body } })
  }
  async function ratingAsOf(days: number) {
    const found = await boss!.get(customerCredit, { params, query: { asOf: on(days) } })
    return { score: found.score, grade: found.grade, stops: found.stops }
  }
  async function owedAsOf(days: number): Promise<number> {
    const query = { asOf: on(days), known: 'true' as const }
    return Number((await boss!.get(customerStatement, { params, query })).closingFen)
  }
  async function codesOf(): Promise<string[]> {
    const { rows } = await boss!.get(listAlerts, { query: { status: 'all', customerId: id, pageSize: 200 } })
    return rows.map(({ ruleCode }) => ruleCode)
  }
})

/** The file, the decision, and what was owed of what might be, whatever came later. */
async function everyStepAsOfItsDay(params: { id: string }): Promise<void> {
  expect(await fileAsOf(-1)).toEqual({ looked: 0, admission: null })
  expect(await fileAsOf(0)).toEqual({ looked: 2, admission: 'admit' })
  expect(await standingAsOf(-1)).toEqual({ exposure: 0, limit: null, exceptions: [] })
  expect(await standingAsOf(0)).toEqual({ exposure: 150_000, limit: 100_000, exceptions: ['ST-1'] })
  expect(await standingAsOf(103)).toEqual({ exposure: 150_000, limit: 100_000, exceptions: [] })
  expect((await standingAsOf(104)).exposure).toBe(0)

  async function fileAsOf(days: number) {
    const found = await boss!.get(customerScreening, { params, query: { asOf: on(days) } })
    const looked = found.items.filter((one) => one.found !== null).length
    return { looked, admission: found.decision?.admission ?? null }
  }
  async function standingAsOf(days: number) {
    const found = await boss!.get(customerStanding, { params, query: { asOf: on(days) } })
    const exceptions = found.exceptions.map(({ orderNumber }) => orderNumber)
    return { exposure: found.exposureFen, limit: found.limit?.fen ?? null, exceptions }
  }
}

/** Beyond the limit it waits; approved for this order until a day, it leaves and is invoiced. */
async function soldBeyondTheLimit(id: string): Promise<void> {
  const params = { id }
  const order = await rep!.get(createOrder, {
    body: { number: 'ST-1', customerId: id, orderedOn: TODAY, amountFen: 150_000 },
  })
  const holdOf = async () => (await boss!.get(getOrder, { params: { id: order.id } })).creditHold
  expect(await holdOf()).toBe('manager')
  const early = await rep!.call(recordOrderStep, { params: { id: order.id }, body: { kind: 'completed' } })
  expect(early.status).toBe(409)
  const asked = await rep!.get(askException, {
    params,
    body: { orderId: order.id, reason: '老客户介绍，先发一单', expiresOn: on(20) },
  })
  expect(asked.inEffect).toBe(false)
  await manager!.get(actOnApproval, {
    params: { id: asked.approvalId! },
    body: { act: { kind: 'agree', opinion: '', files: [] } },
  })
  expect(await holdOf()).toBeNull()
  await rep!.get(recordOrderStep, { params: { id: order.id }, body: { kind: 'completed' } })
  await finance!.get(recordInvoice, {
    body: {
      ...{ customerId: id, number: 'ST-F1', issuedOn: TODAY, amountFen: 150_000, orderId: order.id },
      instalments: [{ dueOn: on(39), amountFen: 150_000 }],
    },
  })
}

/** The bank file proposes it, finance confirms it. */
async function paidThroughTheBank(id: string, day: string): Promise<void> {
  const params = { id }
  const name = (await boss!.get(getCustomer, { params })).name
  const line = `工商银行明细\n交易日期,收入金额,支出金额,对方户名,对方账号,备注\n${day},1500.00,,${name},622001,\n`
  const file = formOf({ name: '流水.csv', text: iconv.encode(line, 'gb18030') as Buffer })
  await finance!.send({ method: 'POST', url: uploadBankFile.path, ...file })
  const { items } = await finance!.get(listReceipts, { query: { view: 'waiting', size: 50 } })
  const mine = items.find((row) => row.proposal?.customer.id === id)!
  await finance!.get(confirmReceipts, { body: { ids: [mine.id], adopt: true } })
}

/** Looked at, found well enough, admitted within a limit that somebody granted. */
async function screened(): Promise<string> {
  const { id } = await rep!.get(createCustomer, { body: { name: '故事客户有限公司' } })
  const params = { id }
  const looked = { verdict: 'passed' as const, source: '上门走访', on: TODAY }
  await rep!.get(noteItem, { params, body: { ...looked, item: 'staff', value: 120 } })
  await rep!.get(noteItem, { params, body: { ...looked, item: 'foundedYear', value: 2008 } })
  await boss!.get(decideAdmission, {
    params,
    body: { admission: 'admit', reason: '资料齐，口碑好', expiresOn: on(300) },
  })
  const screening = await boss!.get(customerScreening, { params })
  expect(screening.decision).toMatchObject({ admission: 'admit' })
  await comes(0)
  expect((await boss!.get(customerCredit, { params, query: {} })).confidence).toBe('low')
  const { version } = await boss!.get(getCustomer, { params })
  await boss!.get(updateCustomer, {
    params,
    body: { name: '故事客户有限公司', limitFen: 100_000, termDays: 30 },
    headers: { 'if-match': String(version) },
  })
  return id
}
