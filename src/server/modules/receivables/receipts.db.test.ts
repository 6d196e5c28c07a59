import type { Buffer } from 'node:buffer'
import iconv from 'iconv-lite'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { formOf } from '../../../../test/support/permissions/form.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as receipts from '../../../api/receipts.ts'
import * as receivables from '../../../api/receivables.ts'
import { addDays, type Day } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { recordInvoices } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const clock = fixedClock(NOW + 3_600_000)
const app = await testApp(database, clock)
let finance: Client
let boss: Client
let rep: Client
let mate: Client

beforeAll(async () => {
  for (const name of ['finance', 'boss', 'rep', 'mate'] as const) {
    const client = await app.signIn(name)
    if (name === 'finance') finance = client
    else if (name === 'boss') boss = client
    else if (name === 'rep') rep = client
    else mate = client
  }
})

function writing<T>(fn: (ctx: WriteCtx) => Promise<T>): Promise<T> {
  return write(db, { orgId: a.orgId, now: clock.now() }, fn)
}

let customers = 0
async function owing(...amounts: bigint[]) {
  customers += 1
  const name = `流水客户${customers}号有限公司`
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [{ name, responsibleId: a.users.rep }])
    const issuedOn = addDays(TODAY, -60)
    const [invoice] = await recordInvoices(ctx, [
      {
        customerId: customer!.id,
        number: `LS${customers}0001`,
        kind: 'invoice',
        issuedOn,
        amountFen: amounts.reduce((sum, fen) => sum + fen, 0n),
        instalments: amounts.map((amountFen, index) => ({ dueOn: addDays(TODAY, -30 + index), amountFen })),
      },
    ])
    return { id: customer!.id, name, instalmentIds: invoice!.instalmentIds }
  })
}

const HEAD = '工商银行明细\n交易日期,收入金额,支出金额,对方户名,对方账号,备注\n'
const line = (on: Day, yuan: string, name = '', account = '', remark = '') =>
  `${on},${yuan},,${name},${account},${remark}\n`

async function send(text: string) {
  const file = formOf({ name: '流水.csv', text: iconv.encode(HEAD + text, 'gb18030') as Buffer })
  const answer = await finance.send({ method: 'POST', url: receipts.uploadBankFile.path, ...file })
  return answer as { status: number; body: Record<string, unknown> }
}

async function waiting(client: Client, view: 'waiting' | 'claimed' | 'confirmed' = 'waiting') {
  const { items } = await client.get(receipts.listReceipts, { query: { view, size: 200 } })
  return items
}

async function paymentsOf(customerId: string) {
  const { rows } = await admin.query(
    'select amount_fen, unallocated_fen, voided_at is null as live from payment where customer_id = $1 order by recorded_at',
    [customerId],
  )
  return rows
}

describe('a bank statement (GB18030) is proposed and never posted', () => {
  test('the same line in an overlapping file is known; nothing is paid until finance confirms', async () => {
    const customer = await owing(30_000n, 50_000n)
    const one = line(TODAY, '300.00', customer.name, '622001')
    expect((await send(one)).body).toMatchObject({ added: 1, known: 0, unreadCount: 0 })
    expect((await send(one + line(TODAY, '9.99', '', '', '利息'))).body).toMatchObject({ added: 1, known: 1 })
    expect(await paymentsOf(customer.id)).toEqual([])
    const mine = (await waiting(finance)).find((row) => row.proposal?.customer.id === customer.id)!
    expect(mine).toMatchObject({ amountFen: 30_000, proposal: { rung: 3 }, flags: [] })
    expect(await finance.get(receipts.confirmReceipts, { body: { ids: [mine.id], adopt: true } })).toEqual({
      confirmed: 1,
      half: 0,
    })
    expect(await paymentsOf(customer.id)).toEqual([{ amount_fen: 30_000n, unallocated_fen: 0n, live: true }])
    const { items } = await finance.get(receivables.listInstalments, { query: { customerId: customer.id } })
    expect(items.map((row) => row.openFen)).toEqual([50_000])
  })

  test('the account that paid before tells the customer, whatever name stands there', async () => {
    const customer = await owing(70_000n)
    await admin.query(
      `update receipt set payer_account = '622777', customer_id = $1 where state = 'confirmed'`,
      [customer.id],
    )
    await send(line(TODAY, '700.00', '某个体户', '622777'))
    const found = (await waiting(finance)).find((row) => row.payerName === '某个体户')!
    expect(found).toMatchObject({
      proposal: { rung: 2, customer: { id: customer.id } },
      flags: ['person_pays'],
    })
  })

  test('a file without a header is refused in words and leaves nothing', async () => {
    const before = (await waiting(finance)).length
    const file = formOf({ name: 'x.csv', text: '甲,乙\n1,2\n' })
    const answer = await finance.send({ method: 'POST', url: receipts.uploadBankFile.path, ...file })
    expect(answer).toMatchObject({ status: 400, body: { code: 'bank_header_missing' } })
    expect((await waiting(finance)).length).toBe(before)
  })
})

describe('claim and confirmation (C181)', () => {
  test('a rep claims unknown money, another cannot take it, finance confirms; voided it is claimed again', async () => {
    const customer = await owing(10_000n)
    await send(line(TODAY, '60.00', '谁也不认识公司', '', '货款'))
    const unknown = (await waiting(rep)).find((row) => row.payerName === '谁也不认识公司')!
    expect(unknown.proposal).toBeNull()
    const params = { id: unknown.id }
    await rep.get(receipts.claimReceipt, { params, body: { customerId: customer.id } })
    const again = await mate.call(receipts.claimReceipt, { params, body: { customerId: customer.id } })
    expect(again.status).toBe(404)
    expect((await rep.call(receipts.confirmReceipts, { body: { ids: [unknown.id] } })).status).toBe(403)
    await finance.get(receipts.confirmReceipts, { body: { ids: [unknown.id] } })
    expect(await paymentsOf(customer.id)).toMatchObject([{ amount_fen: 6_000n, live: true }])
    const { rows } = await admin.query('select id from payment where customer_id = $1', [customer.id])
    await finance.get(receivables.voidPayment, { params: { id: rows[0].id }, body: { reason: '记错客户' } })
    expect((await waiting(finance, 'claimed')).find((row) => row.id === unknown.id)).toMatchObject({
      state: 'claimed',
      can: { confirm: true },
    })
  })

  test('a large amount needs two different people, and the second is refused to the first', async () => {
    const customer = await owing(90_000n)
    await boss.get(receipts.saveThreshold, { body: { twiceFromFen: 80_000 } })
    const { id } = await rep.get(receipts.reportReceipt, {
      body: { customerId: customer.id, receivedOn: TODAY, amountFen: 90_000 },
    })
    const confirm = (client: Client) => client.call(receipts.confirmReceipts, { body: { ids: [id] } })
    expect((await confirm(finance)).body).toEqual({ confirmed: 0, half: 1 })
    expect(await paymentsOf(customer.id)).toEqual([])
    expect(await confirm(finance)).toMatchObject({ status: 409, body: { code: 'receipt_same_confirmer' } })
    expect((await confirm(boss)).body).toEqual({ confirmed: 1, half: 0 })
    expect(await paymentsOf(customer.id)).toMatchObject([{ amount_fen: 90_000n, live: true }])
    expect(await confirm(boss)).toMatchObject({ status: 409, body: { code: 'receipt_settled' } })
  })

  test('what seems to be another rep’s customer is out of sight, and a guess is not taken together with others', async () => {
    const customer = await owing(5_000n)
    await send(line(TODAY, '1.23', customer.name) + line(TODAY, '50.00', customer.name))
    const ofRep = (await waiting(rep)).filter((row) => row.proposal?.customer.id === customer.id)
    expect(ofRep.map((row) => row.proposal?.rung).sort()).toEqual([3, 5])
    expect((await waiting(mate)).some((row) => row.proposal?.customer.id === customer.id)).toBe(false)
    const together = { body: { ids: ofRep.map((row) => row.id), adopt: true } }
    expect(await finance.call(receipts.confirmReceipts, together)).toMatchObject({
      status: 409,
      body: { code: 'receipt_not_claimed' },
    })
    expect(await paymentsOf(customer.id)).toEqual([])
  })
})
