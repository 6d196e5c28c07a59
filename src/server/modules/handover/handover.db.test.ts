import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/handovers.ts'
import { whoAmI } from '../../../api/session.ts'
import { fixedClock, newId } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { saveCustomers } from '../customers/index.ts'
import { savePeople, setBackup } from '../identity/index.ts'
import { endHandoverAccess } from './confirm.ts'
import { startHandover } from './start-handover.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { a } = await twoOrgs(db)
const app = await testApp(database, clock)
const { orgId, users } = a

const start = (userId: string) =>
  write(db, { orgId, now: clock.now() }, (ctx) =>
    startHandover(ctx, { userId, reason: '离职', lastDay: TODAY }),
  )
const responsibleOf = async (customerId: string) =>
  (await admin.query('select responsible_id from customer where id = $1', [customerId])).rows[0]
    .responsible_id

describe('a handover from beginning to end (C187 C188 C189)', () => {
  test('divided, ticked off, confirmed by the receiver, then by the manager; every step refused before its turn', async () => {
    await write(db, { orgId, now: NOW }, (ctx) => setBackup(ctx, users.rep, users.mate))
    const admins = await app.signIn('admin')
    const [manager, mate, rep, stranger] = [
      await app.signIn('manager'),
      await app.signIn('mate'),
      await app.signIn('rep'),
      await app.signIn('stranger'),
    ]
    const { id } = await admins.get(api.startHandover, {
      body: { userId: users.rep, reason: '合同到期', lastDay: TODAY },
    })
    const params = { id }
    const again = await admins.call(api.startHandover, {
      body: { userId: users.rep, reason: '再来', lastDay: TODAY },
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'handover_running' } })

    const detail = await manager.get(api.getHandover, { params })
    expect(detail.person.id).toBe(users.rep)
    expect(detail.receivers).toMatchObject([{ person: { id: users.mate }, done: 0, confirmedAt: null }])
    expect(detail.can).toMatchObject({
      divide: true,
      tick: true,
      complete: 'handover_items_open',
      endAccess: 'handover_not_yours',
    })
    expect(await stranger.call(api.getHandover, { params })).toMatchObject({ status: 404 })
    // The administrator keeps accounts and sees no customer.
    expect(await admins.call(api.listHandoverItems, { params })).toMatchObject({ status: 404 })

    const { items } = await manager.get(api.listHandoverItems, { params, query: { kind: 'customer' } })
    expect(items).toMatchObject([{ subjectId: a.records.own.customerId, receiver: { id: users.mate } }])
    expect(await rep.call(api.tickHandover, { params, body: {} })).toMatchObject({ status: 403 })
    await manager.get(api.divideHandover, { params, body: { kind: 'deal', receiverId: users.manager } })
    const mine = await mate.get(api.listHandoverItems, { params })
    expect(mine.items.map(({ kind }) => kind)).not.toContain('deal')
    const theirs = (await manager.get(api.listHandoverItems, { params, query: { kind: 'deal' } })).items[0]!
    const foreign = await mate.call(api.tickHandover, { params, body: { itemIds: [theirs.id] } })
    expect(foreign).toMatchObject({ status: 404 })

    await mate.get(api.tickHandover, { params, body: { itemIds: [items[0]!.id] } })
    expect(await responsibleOf(a.records.own.customerId)).toBe(users.mate)
    expect(await mate.call(api.confirmHandover, { params, body: {} })).toMatchObject({
      status: 409,
      body: { code: 'handover_items_open' },
    })
    await mate.get(api.tickHandover, { params, body: {} })
    expect((await manager.get(api.getHandover, { params })).can.complete).toBe('handover_items_open')
    await mate.get(api.confirmHandover, { params, body: { note: '都清楚了' } })
    await manager.get(api.tickHandover, { params, body: {} })
    expect((await manager.get(api.getHandover, { params })).can.complete).toBe('handover_receivers_open')
    await manager.get(api.confirmHandover, { params, body: {} })
    await manager.get(api.completeHandover, { params })
    expect(await manager.get(api.getHandover, { params })).toMatchObject({
      status: 'done',
      confirmedBy: { id: users.manager },
      acceptedGap: null,
    })
    await admins.get(api.endHandoverAccess, { params, body: {} })
    expect(await rep.call(whoAmI)).toMatchObject({ status: 401 })
  })

  test('closing the account early needs the gap said; then everything passes and the sessions are refused within a second', async () => {
    const boss = await app.signIn('boss')
    const [phone, desk] = [await app.signIn('stranger'), await app.signIn('stranger')]
    const { id } = await start(users.stranger)
    const params = { id }
    const silent = await boss.call(api.endHandoverAccess, { params, body: {} })
    expect(silent).toMatchObject({ status: 409, body: { code: 'handover_gap_needed' } })
    expect(await phone.call(whoAmI)).toMatchObject({ status: 200 })
    const began = performance.now()
    await boss.get(api.endHandoverAccess, { params, body: { gapReason: '当天离岗，没有当面交接' } })
    for (const client of [phone, desk]) expect(await client.call(whoAmI)).toMatchObject({ status: 401 })
    expect(performance.now() - began).toBeLessThan(1000)
    expect(await responsibleOf(a.records.other.customerId)).toBe(users.manager2)
    const detail = await boss.get(api.getHandover, { params })
    expect(detail).toMatchObject({
      status: 'open',
      acceptedGap: { reason: '当天离岗，没有当面交接', notPassedOn: 1 },
      gap: { notPassedOn: 0, overdue: 1 },
    })
    expect(detail.acceptedGap!.openItems).toBe(detail.items)
    expect(detail.acceptedGap!.score).toBeGreaterThan(detail.gap.score)
  })

  test('the last boss has nobody to hand over to', async () => {
    await expect(start(users.boss)).rejects.toThrow('last_boss')
  })
})

test('5,000 records pass in one sitting, in ten seconds', async () => {
  const leaver = await write(db, { orgId, now: NOW }, async (ctx) => {
    const [person] = await savePeople(ctx, [
      { login: 'many', name: '多客户', roles: ['rep'], departmentId: a.departments.one },
    ])
    const responsibleId = person!.id
    for (let chunk = 0; chunk < 5; chunk += 1) {
      const customers = await saveCustomers(
        ctx,
        Array.from({ length: 400 }, (_, n) => ({
          name: `大量客户${chunk}-${n}`,
          responsibleId,
          createdOn: '2025-01-01',
        })),
      )
      await insertRows(
        ctx.db,
        'task',
        [...customers, ...customers.slice(0, 200)].map(({ id }) => ({
          org_id: orgId,
          id: newId(ctx.now),
          customer_id: id,
          title: '回访',
          responsible_id: responsibleId,
          due_at: ctx.tick,
          recorded_at: ctx.tick,
        })),
      )
    }
    return responsibleId
  })
  // What autovacuum does within a minute: before, keys are checked by plans made for empty tables.
  await admin.query('analyze')
  const began = performance.now()
  const { id } = await start(leaver)
  const { passed } = await write(db, { orgId, now: clock.now() }, (ctx) => endHandoverAccess(ctx, id, '测量'))
  const seconds = (performance.now() - began) / 1000
  console.info(`handover of ${passed} records: ${seconds.toFixed(2)} s`)
  expect(passed).toBe(5_000)
  expect(seconds).toBeLessThan(10)
}, 120_000)
