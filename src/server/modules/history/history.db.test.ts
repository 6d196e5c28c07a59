import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getCustomer, updateCustomer } from '../../../api/customers.ts'
import { recordHistory } from '../../../api/history.ts'
import { voidPayment } from '../../../api/receivables.ts'
import { assignCustomers } from '../../../api/transfers.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const { customerId, dealId, invoiceId, paymentId, contactId } = a.records.own

const historyOf = async (
  who: string,
  kind: 'customer' | 'contact' | 'deal' | 'invoice' | 'payment',
  recordId: string,
) => (await app.signIn(who)).call(recordHistory, { params: { kind, recordId } })
const items = async (who: string, kind: 'customer' | 'payment' | 'invoice', recordId: string) => {
  const answer = await historyOf(who, kind, recordId)
  expect(answer.status, answer.text).toBe(200)
  return (
    answer.body as {
      items: { act: string; by: { name: string } | null; changes: Record<string, string | null>[] }[]
    }
  ).items
}

test('a change says who, which field, from what to what in words; a number of somebody stays masked', async () => {
  const boss = await app.signIn('boss')
  const { name, version } = await boss.get(getCustomer, { params: { id: customerId } })
  clock.set(NOW + 60_000)
  await boss.get(updateCustomer, {
    params: { id: customerId },
    headers: { 'if-match': `"${version}"` },
    body: { name: `${name}二厂`, phone: '13612349999', limitFen: 5_000_000, city: '昆山' },
  })
  clock.set(NOW + 120_000)
  await boss.get(assignCustomers, { body: { ids: [customerId], responsibleId: a.users.mate } })
  const [passed, changed] = await items('boss', 'customer', customerId)
  expect(passed).toMatchObject({
    act: 'changed',
    by: { name: 'boss' },
    changes: [{ field: 'responsible_id', kind: 'person', from: 'rep', to: 'mate' }],
  })
  const of = (field: string) => changed!.changes.find((change) => change['field'] === field)
  expect(of('name')).toMatchObject({ from: name, to: `${name}二厂` })
  expect(of('phone')).toMatchObject({ to: '136****9999' })
  expect(of('limit_fen')).toMatchObject({ kind: 'money', to: '5000000' })
  expect(JSON.stringify(await items('boss', 'customer', customerId))).not.toContain('13612349999')
})

test('whoever may not see the record sees no history of it', async () => {
  for (const [kind, id] of [
    ['customer', customerId],
    ['contact', contactId],
    ['deal', dealId],
    ['invoice', invoiceId],
    ['payment', paymentId],
  ] as const) {
    expect((await historyOf('stranger', kind, id)).status, kind).toBe(404)
    expect((await historyOf('boss', kind, id)).status, kind).toBe(200)
  }
})

test('a payment says what it was set against and who took it back', async () => {
  const before = await items('finance', 'payment', paymentId)
  expect(before.map(({ act }) => act)).toEqual(expect.arrayContaining(['made', 'set']))
  clock.set(NOW + 180_000)
  await (await app.signIn('finance')).get(voidPayment, {
    params: { id: paymentId },
    body: { reason: '记错客户' },
  })
  const after = await items('finance', 'payment', paymentId)
  expect(after.find(({ act }) => act === 'voided')!.by!.name).toBe('finance')
  expect(after.map(({ act }) => act)).toContain('unset')
  expect((await items('finance', 'invoice', invoiceId)).map(({ act }) => act)).toContain('unset')
})
