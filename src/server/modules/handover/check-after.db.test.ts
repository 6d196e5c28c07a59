import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getHandover, listHandoverItems } from '../../../api/handovers.ts'
import { DAY_MS } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { setBackup } from '../identity/index.ts'
import { checkHandovers, handoverCheckDue } from './check-after.ts'
import { endHandoverAccess } from './confirm.ts'
import { startHandover } from './start-handover.ts'

const database = await testDatabase()
const { db, admin } = database
const clock = fixedClock(NOW)
const { a } = await twoOrgs(db)
const app = await testApp(database, clock)
const { orgId, users } = a
const LATER = NOW + 31 * DAY_MS

async function isDue(now: number): Promise<boolean> {
  return read(db, { orgId, now }, async (ctx) => {
    const { rows } = await sql<{ due: boolean }>`select ${handoverCheckDue(ctx)} as due`.execute(ctx.db)
    return rows[0]!.due
  })
}

const check = (now: number) => write(db, { orgId, now }, checkHandovers)
const tasks = async () =>
  (
    await admin.query<{ title: string; detail: string; responsible_id: string; id: string }>(
      "select id, title, detail, responsible_id from task where org_id = $1 and title like '联系从%' order by recorded_at",
      [orgId],
    )
  ).rows

describe('thirty days after a handover (C188)', () => {
  test('who was not called becomes a task of whoever has them now, once, and the page counts them', async () => {
    await write(db, { orgId, now: NOW }, async (ctx) => {
      await setBackup(ctx, users.rep, users.mate)
      await saveCustomers(ctx, [
        { name: '没人联系的厂', responsibleId: users.rep, keyLevel: 'key' },
        { name: '后来作废的厂', responsibleId: users.rep },
      ])
    })
    const { id } = await write(db, { orgId, now: NOW }, async (ctx) => {
      const started = await startHandover(ctx, { userId: users.rep, reason: '离职', lastDay: TODAY })
      await endHandoverAccess(ctx, started.id, '人已经走了')
      return started
    })
    await write(db, { orgId, now: NOW + DAY_MS }, async (ctx) => {
      const note = { kind: 'call' as const, summary: '问好', occurredAt: NOW + DAY_MS, userId: users.mate }
      await recordActivities(ctx, [{ ...note, customerId: a.records.own.customerId }])
    })
    await admin.query("update customer set voided_at = now() where org_id = $1 and name = '后来作废的厂'", [
      orgId,
    ])

    const manager = await app.signIn('manager')
    const { after } = await manager.get(getHandover, { params: { id } })
    expect(after).toMatchObject({ passed: 3, untouched: 1, checkOn: '2026-04-15', checkedAt: null })
    const { items } = await manager.get(listHandoverItems, { params: { id }, query: { state: 'untouched' } })
    expect(items.map(({ title }) => title)).toEqual(['没人联系的厂'])

    expect(await isDue(NOW + 29 * DAY_MS)).toBe(false)
    expect(await check(NOW + 29 * DAY_MS)).toBe(0)
    expect(await isDue(LATER)).toBe(true)
    expect(await check(LATER)).toBe(1)
    const given = await tasks()
    expect(given).toMatchObject([{ title: '联系从rep接手的 1 个客户', responsible_id: users.mate }])
    expect(given[0]!.detail).toContain('重点客户 1 个')
    expect(given[0]!.detail).toContain('没人联系的厂')
    const { rows } = await admin.query('select user_id from task_person where task_id = $1', [given[0]!.id])
    expect(rows.map(({ user_id }) => user_id)).toEqual([users.manager])

    expect(await isDue(LATER + DAY_MS)).toBe(false)
    expect(await check(LATER + DAY_MS)).toBe(0)
    expect(await tasks()).toHaveLength(1)
    expect((await manager.get(getHandover, { params: { id } })).after.checkedAt).not.toBeNull()
  })

  test('whoever is gone is not asked: the manager is', async () => {
    await write(db, { orgId, now: LATER }, async (ctx) => {
      await saveCustomers(ctx, [{ name: '又一家', responsibleId: users.mate }])
      await setBackup(ctx, users.mate, users.stranger)
    })
    await write(db, { orgId, now: LATER }, async (ctx) => {
      const started = await startHandover(ctx, { userId: users.mate, reason: '离职', lastDay: TODAY })
      await endHandoverAccess(ctx, started.id, '人已经走了')
    })
    await admin.query("update app_user set status = 'inactive' where id = $1", [users.stranger])
    expect(await check(LATER + 32 * DAY_MS)).toBe(1)
    const given = (await tasks()).slice(1)
    expect(given.length).toBeGreaterThan(0)
    expect(given.map((task) => task.responsible_id)).not.toContain(users.stranger)
  })
})
