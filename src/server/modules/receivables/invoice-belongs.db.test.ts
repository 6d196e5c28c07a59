import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { recordInvoice } from '../../../api/invoices.ts'
import { addDays } from '../../../core/calendar.ts'
import { read, type WriteCtx, write } from '../../platform/context.ts'
import { saveContracts } from '../contracts/index.ts'
import { standingsOf } from '../credit/standing.ts'
import { saveCustomers } from '../customers/index.ts'
import { saveOrders } from '../orders/save-orders.ts'
import { recordInvoices } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a, b } = await twoOrgs(db)
const { signIn } = await testApp(database)
const finance = await signIn('finance')
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>, orgId = a.orgId) => write(db, { orgId, now: NOW }, fn)

let made = 0
/** A customer who has ordered for 1,000 yuan under a contract. */
function ordering(world = a) {
  made += 1
  return writing(async (ctx) => {
    const [customer] = await saveCustomers(ctx, [
      { name: `开票客户${made}`, createdOn: addDays(TODAY, -300), responsibleId: world.users.rep },
    ])
    const of = { customerId: customer!.id, title: '', currency: 'CNY', amountFen: 100_000n, dealId: null }
    const span = { signedOn: TODAY, effectiveOn: TODAY, endsOn: null, approvedOn: TODAY }
    const [contract, other] = await saveContracts(
      ctx,
      ['HT', 'QT'].map((mark) => ({
        ...of,
        ...span,
        number: `${mark}${made}`,
        responsibleId: null,
        nodes: [],
      })),
    )
    const placed = { number: `DD${made}`, orderedOn: TODAY, plannedOn: null, responsibleId: null }
    const [order] = await saveOrders(ctx, [{ ...of, ...placed, contractId: contract!.id } as never])
    return { customerId: of.customerId, orderId: order!.id, contractId: contract!.id, otherId: other!.id }
  }, world.orgId)
}

const body = (customerId: string, more: object, amountFen = 60_000) => ({
  ...{ customerId, number: `FP${made}`, issuedOn: TODAY, amountFen },
  ...{ instalments: [{ dueOn: addDays(TODAY, 30), amountFen }], ...more },
})
const record = async (customerId: string, more: object, amountFen?: number) =>
  (await finance.call(recordInvoice, { body: body(customerId, more, amountFen) })).body as {
    id?: string
    code?: string
    detail?: object
  }
async function exposure(customerId: string) {
  const standings = await read(db, { orgId: a.orgId, now: NOW }, (ctx) => standingsOf(ctx, [customerId]))
  const { openFen, ordersFen } = standings.get(customerId)!.own
  return [openFen, ordersFen]
}
const belongsTo = async (id: string) =>
  (await admin.query('select order_id, contract_id from invoice where id = $1', [id])).rows[0]

test('what is invoiced of an order is on the way no more: exposure counts it once', async () => {
  const one = await ordering()
  expect(await exposure(one.customerId)).toEqual([0n, 100_000n])
  const { id } = await record(one.customerId, { orderId: one.orderId, contractId: one.contractId })
  expect(await exposure(one.customerId)).toEqual([60_000n, 40_000n])
  expect(await belongsTo(id!)).toEqual({ order_id: one.orderId, contract_id: one.contractId })
  // Without its order it would stand beside it.
  const loose = await ordering()
  await record(loose.customerId, {})
  expect(await exposure(loose.customerId)).toEqual([60_000n, 100_000n])
  // Recorded again with the order, it is the same invoice, which belongs to it from now on.
  await record(loose.customerId, { orderId: loose.orderId })
  expect(await exposure(loose.customerId)).toEqual([60_000n, 40_000n])
})

test('a correction that names none, as of a ledger, leaves it where it belongs', async () => {
  const one = await ordering()
  await record(one.customerId, { orderId: one.orderId, contractId: one.contractId })
  const again = (fen: number) => ({ ...body(one.customerId, {}, fen), kind: 'invoice' as const })
  const [saved] = await writing((ctx) => {
    const { instalments, ...input } = again(70_000)
    const parts = instalments.map((part) => ({ ...part, amountFen: 70_000n }))
    return recordInvoices(ctx, [{ ...input, amountFen: 70_000n, instalments: parts }])
  })
  expect(saved).toMatchObject({ outcome: 'changed' })
  expect(await belongsTo(saved!.id)).toEqual({ order_id: one.orderId, contract_id: one.contractId })
  expect(await exposure(one.customerId)).toEqual([70_000n, 30_000n])
})

test('an order or a contract of another customer, or of another company, is not there', async () => {
  const [one, other, foreign] = [await ordering(), await ordering(), await ordering(b)]
  for (const of of [other, foreign]) {
    expect(await record(one.customerId, { orderId: of.orderId })).toMatchObject({ code: 'not_found' })
    expect(await record(one.customerId, { contractId: of.contractId })).toMatchObject({ code: 'not_found' })
  }
  const number = (letter: string) => expect.stringContaining(letter)
  expect(await record(one.customerId, { orderId: one.orderId, contractId: one.otherId })).toMatchObject({
    code: 'order_of_other_contract',
    detail: { order: number('DD'), contract: number('QT') },
  })
  expect(await exposure(one.customerId)).toEqual([0n, 100_000n])
})
