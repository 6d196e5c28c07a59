import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { recordActivity } from '../../../api/customers.ts'
import { getWorkbench } from '../../../api/workbench.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
const { customerId } = a.records.own

async function callOn(day: string) {
  clock.set(startOfDay(day) + 10 * 3_600_000)
  const rep = await app.signIn('rep')
  const { calls } = await rep.get(getWorkbench)
  return calls!.find(({ customer }) => customer.id === customerId) ?? null
}

async function note(day: string, more: Record<string, unknown>) {
  clock.set(startOfDay(day) + 11 * 3_600_000)
  const rep = await app.signIn('rep')
  return rep.call(recordActivity, { body: { customerId, kind: 'call', summary: '答应付款', ...more } })
}

test('whoever promised is left in peace until the day, and called when the money has not come', async () => {
  expect(await callOn(TODAY)).toMatchObject({ why: 'overdue', days: 30 })
  const promisedOn = addDays(TODAY, 3)
  expect(await note(TODAY, { nextOn: promisedOn, promisedOn })).toMatchObject({ status: 200 })
  // Spoken to today is done for today, and tomorrow nobody nags about the same money.
  expect(await callOn(TODAY)).toBeNull()
  expect((await callOn(addDays(TODAY, 1)))?.why).not.toBe('overdue')
  expect(await callOn(promisedOn)).toMatchObject({ why: 'promised', days: 0 })
  expect(await callOn(addDays(TODAY, 5))).toMatchObject({ why: 'promised', days: 2 })
})

test('a promise of a day that is over is refused, and one of next year silences nobody', async () => {
  const refused = await note(addDays(TODAY, 5), { promisedOn: addDays(TODAY, 4) })
  expect(refused).toMatchObject({ status: 400, body: { code: 'day_in_past' } })
  await note(addDays(TODAY, 5), { promisedOn: addDays(TODAY, 300) })
  expect(await callOn(addDays(TODAY, 6))).toMatchObject({ why: 'overdue' })
})

test('the same note sent again after a lost answer is one note', async () => {
  clock.set(startOfDay(addDays(TODAY, 7)))
  const rep = await app.signIn('rep')
  const parts = {
    body: { customerId, kind: 'call' as const, summary: '在走流程' },
    headers: { 'idempotency-key': 'draft-key-12345678' },
  }
  const first = await rep.get(recordActivity, parts)
  expect(await rep.get(recordActivity, parts)).toEqual(first)
  const { rowCount } = await database.admin.query(`select 1 from activity where summary = '在走流程'`)
  expect(rowCount).toBe(1)
})
