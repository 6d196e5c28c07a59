import { expect, test } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { createContract, getContract } from '../../../api/contracts.ts'
import { numberGaps, saveNumberRules } from '../../../api/document-numbers.ts'
import { createOrder, getOrder } from '../../../api/orders.ts'
import { getQuote, requestQuote } from '../../../api/quotes.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const rep = await app.signIn('rep')
const boss = await app.signIn('boss')
const { customerId } = a.records.own
const YEAR = TODAY.slice(0, 4)

const contract = (number?: string, by: Client = rep) =>
  by.call(createContract, { body: { number: number ?? null, customerId, amountFen: 100 } })
async function numberOf(answer: Promise<{ body: unknown }>): Promise<string> {
  const { id } = (await answer).body as { id: string }
  return (await rep.get(getContract, { params: { id } })).number
}

test('C082: contracts, orders and quotes number themselves, each in its own series', async () => {
  expect([await numberOf(contract()), await numberOf(contract(' '))]).toEqual([
    `HT${YEAR}-0001`,
    `HT${YEAR}-0002`,
  ])
  const order = await rep.get(createOrder, { body: { customerId, amountFen: 100, orderedOn: TODAY } })
  expect((await rep.get(getOrder, { params: { id: order.id } })).number).toBe(`DD${YEAR}-0001`)
  const quote = await rep.get(requestQuote, { body: { title: '轴套', customerId } })
  expect((await rep.get(getQuote, { params: { id: quote.id } })).code).toBe(`BJ${YEAR}-0001`)
})

test('a paper of its own keeps its number; one of the series that would leave a hole is refused', async () => {
  expect(await numberOf(contract('PO-2026-778'))).toBe('PO-2026-778')
  const jump = await contract(`HT${YEAR}-0009`)
  expect(jump).toMatchObject({ status: 409, body: { code: 'number_out_of_series' } })
  expect((jump.body as { message: string }).message).toContain(`HT${YEAR}-0003`)
  expect(await numberOf(contract(`HT${YEAR}-0003`))).toBe(`HT${YEAR}-0003`)
  expect(await contract(`HT${YEAR}-0003`)).toMatchObject({ body: { code: 'duplicate_document' } })
  expect(await numberOf(contract())).toBe(`HT${YEAR}-0004`)
})

test('a number with a day in it, or a slip, does not carry the series away', async () => {
  const { id } = (await contract('SLIP')).body as { id: string }
  await database.admin.query('update contract set number = $2 where id = $1', [id, `HT${YEAR}-999999999999`])
  expect((await boss.get(numberGaps)).rules.find(({ kind }) => kind === 'contract')?.next).toBe(
    `HT${YEAR}-0005`,
  )
  await database.admin.query('update contract set number = $2 where id = $1', [id, 'SLIP'])
})

test('twenty at once get twenty numbers in a row, and what failed used none up', async () => {
  const bad = { number: null, customerId: '00000000-0000-7000-8000-000000000001', amountFen: 100 }
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      index % 4 === 3 ? rep.call(createContract, { body: bad }) : contract(),
    ),
  )
  const made = all.filter(({ status }) => status === 200)
  expect(made).toHaveLength(15)
  const numbers = await Promise.all(made.map((answer) => numberOf(Promise.resolve(answer))))
  const expected = Array.from({ length: 15 }, (_, index) => `HT${YEAR}-${String(index + 5).padStart(4, '0')}`)
  expect(numbers.sort()).toEqual(expected)
  const { kinds } = await boss.get(numberGaps)
  const own = kinds.find(({ kind }) => kind === 'contract')!
  expect(own.series.find(({ prefix }) => prefix === `HT${YEAR}-`)).toMatchObject({ held: 19, gaps: [] })
  expect(kinds.map(({ kind }) => kind)).toContain('quote')
})

test('a number that was taken back stays used', async () => {
  await database.admin.query(`update contract set voided_at = now() where org_id = $1 and number = $2`, [
    a.orgId,
    `HT${YEAR}-0019`,
  ])
  expect(await numberOf(contract())).toBe(`HT${YEAR}-0020`)
  const { rules } = await boss.get(numberGaps)
  expect(rules.find(({ kind }) => kind === 'contract')!.next).toBe(`HT${YEAR}-0021`)
})

test('the company words its own series; who may not set it up is refused, and what cannot run on too', async () => {
  const rules = { quote: 'BJ{YYYY}-{0000}', order: 'DD{YYYY}-{0000}', contract: '合同〔{YYYY}〕{000}' }
  expect(await rep.call(saveNumberRules, { body: rules })).toMatchObject({ status: 403 })
  const bad = await boss.call(saveNumberRules, { body: { ...rules, order: 'DD{YYYY}' } })
  expect(bad).toMatchObject({ status: 400, body: { code: 'number_pattern_serial' } })
  await boss.get(saveNumberRules, { body: rules })
  expect(await numberOf(contract())).toBe(`合同〔${YEAR}〕001`)
  // What used to be the series is any number now, and the gap report still tells of it.
  expect(await numberOf(contract(`HT${YEAR}-0500`))).toBe(`HT${YEAR}-0500`)
})
