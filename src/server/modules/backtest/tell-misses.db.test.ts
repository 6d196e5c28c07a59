import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { type Day, type Instant, startOfDay } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { read, write } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { openJobs } from '../../platform/jobs.ts'
import { missesDue, tellMisses } from './index.ts'

const database = await testDatabase()
const { db, admin } = database
const { a } = await twoOrgs(db)
const closeJobs = await openJobs(database.app)
afterAll(() => closeJobs())

const nine = (day: Day): Instant => startOfDay(day) + 9 * 3_600_000
const tell = (now: Instant) => write(db, { orgId: a.orgId, now }, (ctx) => tellMisses(ctx))
const isDue = (now: Instant) =>
  read(db, { orgId: a.orgId, now }, async (ctx) => {
    const { due } = await ctx.db.selectNoFrom(missesDue(ctx).as('due')).executeTakeFirstOrThrow()
    return due
  })
const told = async () => {
  const { rows } = await admin.query<{ login: string; title: string; fen: string | null }>(
    `select u.login, n.content -> 'errand' -> 'title' ->> 'zh' as title, n.content -> 'errand' ->> 'amountFen' as fen
     from notice n join app_user u on u.org_id = n.org_id and u.id = n.user_id
     where n.org_id = $1 and n.kind = 'miss-report' order by u.login, n.created_at`,
    [a.orgId],
  )
  return rows
}
const asked = async () => {
  const { rows } = await admin.query(
    "select count(*)::int as n from regular_report where org_id = $1 and kind = 'misses' and told_at is null",
    [a.orgId],
  )
  return rows[0].n as number
}

const loss = (userId: string, valueFen: number, isForeseen: boolean) => ({
  kind: 'overdue-60',
  subject: { kind: 'instalment', id: newId(0), label: 'L' },
  customer: null,
  responsible: { id: userId, name: '' },
  on: '2026-07-01',
  valueFen,
  foreseen: isForeseen ? { code: 'x', title: { zh: 'x', en: 'x' }, leadDays: 3 } : null,
})

async function make(now: Instant) {
  const losses = [
    loss(a.users.rep, 100_000, false),
    loss(a.users.rep, 50_000, true),
    loss(a.users.stranger, 20_000, false),
  ]
  const report = { from: '2025-08-04', to: '2026-08-03', weeks: 52, keyFen: 0, losses, candidates: [] }
  await write(db, { orgId: a.orgId, now }, (ctx) =>
    ctx.db
      .insertInto('miss_report')
      .values({
        ...{ org_id: a.orgId, id: newId(ctx.now), from_on: report.from, to_on: report.to },
        ...{ report: json(report), created_at: at(ctx.now) },
      })
      .execute(),
  )
}

/** A robot of the whole company, and a mailbox: what a company that uses both would have. */
async function addChannels() {
  for (const kind of ['wecom', 'mail'])
    await admin.query(
      `insert into channel (org_id, id, kind, name, config, audience, status)
       values ($1, gen_random_uuid(), $2, $2, '{"settings": {}}', '{"departmentId": null, "minSeverity": 3, "brief": true}', 'on')`,
      [a.orgId, kind],
    )
  await admin.query("update app_user set email = login || '@example.com' where org_id = $1", [a.orgId])
}

// The first of August 2026 is a Saturday.
test('asked for on the first working day, told when it is there, once, each leader their own figures', async () => {
  await addChannels()
  expect(await tell(nine('2026-08-01'))).toEqual({ told: 0 })
  expect(await asked()).toBe(0)
  expect(await tell(nine('2026-08-03') - 3_600_000)).toEqual({ told: 0 })
  expect(await isDue(nine('2026-08-03') - 3_600_000)).toBe(false)
  expect(await isDue(nine('2026-08-03'))).toBe(true)
  expect(await tell(nine('2026-08-03'))).toEqual({ told: 0 })
  expect(await asked()).toBe(1)
  await make(nine('2026-08-03') + 60_000)
  expect(await tell(nine('2026-08-03') + 120_000)).toEqual({ told: 3 })
  expect(await isDue(nine('2026-08-03') + 180_000)).toBe(false)
  expect(await tell(nine('2026-08-04'))).toEqual({ told: 0 })
  expect(await told()).toEqual([
    { login: 'boss', title: '8 月：过去一年 3 笔损失，其中 2 笔没有预警过', fen: '120000' },
    { login: 'manager', title: '8 月：过去一年 2 笔损失，其中 1 笔没有预警过', fen: '100000' },
    { login: 'manager2', title: '8 月：过去一年 1 笔损失，其中 1 笔没有预警过', fen: '20000' },
  ])
  // Each their own by mail; the group, where everybody reads, hears nothing.
  const { rows } = await admin.query(
    `select c.kind, u.login from delivery d
     join channel c on c.org_id = d.org_id and c.id = d.channel_id
     join notice n on n.org_id = d.org_id and n.id = d.notice_id
     left join app_user u on u.org_id = n.org_id and u.id = n.user_id
     where d.org_id = $1 and n.kind = 'miss-report' order by u.login`,
    [a.orgId],
  )
  expect(rows).toEqual(['boss', 'manager', 'manager2'].map((login) => ({ kind: 'mail', login })))
})

test('last month’s report is not told again as this month’s; a new one is asked for', async () => {
  expect(await tell(nine('2026-09-01'))).toEqual({ told: 0 })
  expect(await told()).toHaveLength(3)
  await make(nine('2026-09-02'))
  expect(await tell(nine('2026-09-02') + 60_000)).toEqual({ told: 3 })
})
