import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { endMember, saveMember } from '../../../api/customer-members.ts'
import { getCustomer, listCustomers } from '../../../api/customers.ts'
import { addDays, DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)
const id = a.records.own.customerId
const { stranger } = a.users

test('a member sees the customer, is told, lets nobody else in, and is one on the days they were', async () => {
  const [rep, other] = [await signIn('rep', 'first'), await signIn('stranger', 'first')]
  expect((await other.call(getCustomer, { params: { id } })).status).toBe(404)

  const body = { userId: stranger, note: '技术支持' }
  await rep.get(saveMember, { params: { id }, body })
  const seen = await other.get(getCustomer, { params: { id } })
  expect(seen).toMatchObject({
    members: [{ id: stranger, name: 'stranger', active: true, note: '技术支持' }],
    can: { members: 'forbidden' },
  })
  const names = (await other.get(listCustomers, { query: { size: 50 } })).items.map(({ name }) => name)
  expect(names).toContain('own客户有限公司')
  const { rows: told } = await database.admin.query(
    `select kind, user_id from notice where org_id = $1 and kind = 'customer-shared'`,
    [a.orgId],
  )
  expect(told).toEqual([{ kind: 'customer-shared', user_id: stranger }])
  // Who works along lets nobody else in, and not themselves out.
  const more = { params: { id }, body: { userId: a.users.legal, note: '' } }
  expect((await other.call(saveMember, more)).status).toBe(404)
  expect((await other.call(endMember, { params: { id, userId: stranger } })).status).toBe(404)
  const own = { params: { id }, body: { userId: a.users.rep, note: '' } }
  expect(await rep.call(saveMember, own)).toMatchObject({ status: 409, body: { code: 'member_invalid' } })

  clock.set(NOW + 2 * DAY_MS)
  const [manager, outside] = [await signIn('manager', 'first'), await signIn('stranger', 'first')]
  await manager.get(saveMember, { params: { id }, body: { userId: stranger, note: '报价' } })
  await manager.get(endMember, { params: { id, userId: stranger } })
  expect((await outside.call(getCustomer, { params: { id } })).status).toBe(404)
  const then = async (asOf: string) =>
    (await manager.get(getCustomer, { params: { id }, query: { asOf } })).members.map(({ note }) => note)
  expect(await then(TODAY)).toEqual(['技术支持'])
  expect(await then(addDays(TODAY, -1))).toEqual([])
  const now = await manager.get(getCustomer, { params: { id } })
  expect(now.members).toEqual([])
  expect(now.timeline.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['member.added', 'member.changed', 'member.ended']),
  )
  expect((await manager.call(endMember, { params: { id, userId: stranger } })).status).toBe(404)
})

test('who worked along before the list was kept is known as far back as the customer', async () => {
  const manager = await signIn('manager')
  const members = async (asOf: string) =>
    (await manager.get(getCustomer, { params: { id }, query: { asOf } })).members.map((one) => one.id)
  const { admin } = database
  await admin.query(
    `insert into customer_member (org_id, customer_id, user_id) values ($1, $2, $3) on conflict do nothing`,
    [a.orgId, id, stranger],
  )
  // Only of this customer: other tests of this file rest on the versions of theirs.
  await admin.query(
    `delete from record_version where entity = 'customer_member' and org_id = $1 and id = $2`,
    [a.orgId, id],
  )
  expect(await members(TODAY)).toEqual([])
  const migrations = new URL('../../migrations/', import.meta.url)
  const upgrade = readdirSync(migrations).find((name) => name.endsWith('_members-begin.sql'))!
  await admin.query(readFileSync(new URL(upgrade, migrations), 'utf8'))
  expect(await members(TODAY)).toEqual([stranger])
})
