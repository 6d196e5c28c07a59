import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { createContract } from '../../../api/contracts.ts'
import { saveCreditPolicy } from '../../../api/credit.ts'
import * as api from '../../../api/credit-documents.ts'
import { createOrder, getOrder } from '../../../api/orders.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { DEFAULT_POLICY } from '../../../core/credit/policy.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import { read, write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { creditMetrics, noteItem } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const { signIn } = await testApp(database)
const [rep, finance, boss] = await Promise.all([signIn('rep'), signIn('finance'), signIn('boss')])
const WHO = { orgId: a.orgId, now: NOW }
const DAY_MS = 86_400_000

let made = 0
async function customer(): Promise<string> {
  made += 1
  const [saved] = await write(db, WHO, (ctx) =>
    saveCustomers(ctx, [{ name: `资料客户 ${made}`, responsibleId: a.users.rep }]),
  )
  return saved!.id
}
const paper = (over: object = {}) => ({
  ...{ kind: 'credit_report' as const, title: '企业信用报告', issuedOn: addDays(TODAY, -10) },
  ...over,
})
const record = (id: string, over: object = {}) =>
  rep.get(api.recordDocument, { params: { id }, body: paper(over) })
const documents = (id: string) => boss.get(api.customerDocuments, { params: { id } })
const rules = (mode: 'off' | 'approve' | 'block') =>
  finance.get(saveCreditPolicy, {
    body: { ...DEFAULT_POLICY, documents: { required: ['credit_report'], mode } } as never,
  })
const order = (customerId: string) => {
  made += 1
  return rep.call(createOrder, {
    body: { number: `ZL-${made}`, customerId, amountFen: 1_000, orderedOn: TODAY },
  })
}
const holdOf = async (id: string) => (await boss.get(getOrder, { params: { id } })).creditHold

test('what is lacking holds an order and refuses a contract, and recording it lets the order go (C012)', async () => {
  await rules('approve')
  const id = await customer()
  const held = await order(id)
  const orderId = (held.body as { id: string }).id
  expect(await holdOf(orderId)).toBe('manager')
  const contract = () =>
    rep.call(createContract, { body: { number: `ZL-K${made}`, customerId: id, amountFen: 1_000 } })
  expect((await contract()).status).toBe(409)
  await record(id, { expiresOn: addDays(TODAY, -1) })
  expect(await holdOf(orderId)).toBe('manager')
  expect(await documents(id)).toMatchObject({ missing: [], expired: ['credit_report'] })
  await record(id, { expiresOn: TODAY })
  expect(await holdOf(orderId)).toBeNull()
  expect((await contract()).status).toBe(200)
  await rules('block')
  expect((await order(await customer())).status).toBe(409)
  await rules('off')
})

test('what was taken back stays readable as known before', async () => {
  const id = await customer()
  const { id: paperId } = await record(id)
  expect((await documents(id)).items).toMatchObject([{ title: '企业信用报告', daysLeft: null, by: 'rep' }])
  await rep.get(api.voidDocument, { params: { id: paperId } })
  expect((await documents(id)).items).toEqual([])
  const { rows } = await admin.query(
    'select voided_at is not null as gone from credit_document where id = $1',
    [paperId],
  )
  expect(rows).toEqual([{ gone: true }])
})

test('dates that do not fit and files of others are refused', async () => {
  const id = await customer()
  const tries = [
    { issuedOn: addDays(TODAY, 1) },
    { expiresOn: addDays(TODAY, -20) },
    { fileId: a.records.own.customerId },
  ]
  for (const over of tries) {
    const answer = await rep.call(api.recordDocument, { params: { id }, body: paper(over) })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  }
  expect((await documents(id)).items).toEqual([])
})

async function daysLeft(id: string, days: number): Promise<number | null> {
  const loader = creditMetrics.find(({ metrics }) => metrics.includes('document_days_left'))!
  const rows = await read(db, WHO, (ctx) => loader.load(ctx, { ids: [id], since: null } as never))
  const deltas = rows.map((row) => ({
    ...{ at: row.at, on: row.on_day, value: row.value },
    ...(row.until === null ? {} : { until: row.until }),
    ...(row.part === null ? {} : { part: row.part }),
  }))
  const { metricDef } = await import('../../../core/watch/metrics.ts')
  const def = metricDef('customer', 'document_days_left')!
  return readingAt({ def, deltas } as never, startOfDay(addDays(TODAY, days)) + DAY_MS / 2).value
}

test('a licence renewed for good, and an item looked at again without a last day, run out no more', async () => {
  const id = await customer()
  await record(id, { kind: 'business_licence', title: '营业执照', expiresOn: addDays(TODAY, 20) })
  expect(await daysLeft(id, 1)).toBe(19)
  await record(id, { kind: 'business_licence', title: '营业执照', expiresOn: null })
  expect(await daysLeft(id, 1)).toBeNull()
  const note = (expiresOn: string | null) =>
    write(db, WHO, (ctx) =>
      noteItem(ctx, id, {
        ...{ item: 'licence', verdict: 'passed', source: '原件', note: '已看', on: TODAY, expiresOn },
      }),
    )
  await note(addDays(TODAY, 10))
  expect(await daysLeft(id, 1)).toBe(9)
  await note(null)
  expect(await daysLeft(id, 1)).toBeNull()
})

test('days left of the first paper to run out, items with a last day among them (C008)', async () => {
  const id = await customer()
  const left = (days: number) => daysLeft(id, days)
  await record(id, { expiresOn: addDays(TODAY, 100) })
  await write(db, WHO, (ctx) =>
    noteItem(ctx, id, {
      ...{ item: 'licence', verdict: 'passed', source: '原件', note: '已看', on: TODAY },
      expiresOn: addDays(TODAY, 40),
    }),
  )
  expect(await left(1)).toBe(39)
  expect(await left(45)).toBe(-5)
  // A month after its end the licence is a matter of the past, and the report is the next.
  expect(await left(71)).toBe(29)
})
