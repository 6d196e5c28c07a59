import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../test/support/world-of-two-orgs.ts'
import type { Day } from '../../core/calendar.ts'
import { addDays, dayOf, startOfDay } from '../../core/calendar.ts'
import type { Role } from '../../core/permission.ts'
import { type Actor, expectVersion, knownAt, read, visibleUsers, type WriteCtx, write } from './context.ts'
import { openDb, openPool } from './db.ts'

const { db, app, connect } = await testDatabase()
const { a, b } = await twoOrgs(db)

/** Two connections for everybody, so that each is handed from one organisation to the other all the time. */
const narrowPool = openPool(connect.app, 2)
const narrow = openDb(narrowPool)
afterAll(() => narrowPool.end())

const TABLES = [
  'customer',
  'deal',
  'contact',
  'invoice',
  'instalment',
  'payment',
  'app_user',
  'event',
  'session',
]

test('two organisations interleaved over two connections, with failures in between: no foreign row is ever seen', async () => {
  let foreign = 0
  let seen = 0
  let failed = 0
  const look = async (orgId: string, round: number) => {
    const rows = await read(narrow, { orgId, now: NOW }, async (ctx) => {
      if (round % 5 === 1) await sql`select 1 / 0`.execute(ctx.db)
      if (round % 5 === 2) throw new Error('the handler gave up')
      // On purpose without org_id in the WHERE: this is what the fence is for.
      const { rows: found } = await sql<{ org_id: string }>`
        select org_id from customer union all select org_id from app_user`.execute(ctx.db)
      return found
    }).catch(() => {
      failed += 1
      return []
    })
    seen += rows.length
    foreign += rows.filter((row) => row.org_id !== orgId).length
  }
  await Promise.all(
    Array.from({ length: 600 }, (_, round) => look(round % 2 === 0 ? a.orgId : b.orgId, round)),
  )
  expect(foreign).toBe(0)
  expect(failed).toBe(240)
  expect(seen).toBe(360 * 15)
})

test('a cancelled statement leaves nothing behind on its connection', async () => {
  for (let round = 0; round < 4; round += 1) {
    await read(narrow, { orgId: b.orgId, now: NOW }, async (ctx) => {
      await sql`set local statement_timeout = 20`.execute(ctx.db)
      await sql`select pg_sleep(1)`.execute(ctx.db)
    }).catch((error) => expect(error.code).toBe('57014'))
  }
  const left = await sql<{
    org: string | null
  }>`select nullif(current_setting('app.org_id', true), '') as org`.execute(narrow)
  expect(left.rows[0]?.org).toBeNull()
})

test("a statement after the end of its transaction is refused: the connection is somebody else's by then", async () => {
  const { kept } = await read(db, { orgId: a.orgId, now: NOW }, async (ctx) => ({ kept: ctx.db }))
  await expect(sql`select 1`.execute(kept)).rejects.toThrow('after the end')
})

describe('without a tenant', () => {
  test.each(TABLES)('%s shows no row, and does not fail', async (table) => {
    const before = await app.query(`select count(*)::int as n from ${table}`)
    expect(before.rows[0].n).toBe(0)
    // Where the setting was used once it is empty afterwards, not unset: that must not be an error either.
    await read(db, { orgId: a.orgId, now: NOW }, async () => {})
    const after = await app.query(`select count(*)::int as n from ${table}`)
    expect(after.rows[0].n).toBe(0)
  })

  test('nothing can be written', async () => {
    await expect(
      app.query(`insert into org_setting (org_id, id, value) values ('${a.orgId}', 'x', '1')`),
    ).rejects.toThrow('row-level security')
  })
})

test('a write into another organisation is refused by the database itself', async () => {
  const intruding = (statement: ReturnType<typeof sql>) =>
    write(db, { orgId: a.orgId, now: NOW }, (ctx) => statement.execute(ctx.db))
  await expect(
    intruding(sql`insert into org_setting (org_id, id, value) values (${b.orgId}, 'x', '1')`),
  ).rejects.toThrow('row-level security')
  await expect(intruding(sql`update customer set org_id = ${b.orgId}`)).rejects.toThrow('row-level security')
  const { numAffectedRows } = await intruding(
    sql`update customer set remark = 'taken' where id = ${b.records.own.customerId}`,
  )
  expect(numAffectedRows).toBe(0n)
  await expect(
    intruding(
      sql`update deal set customer_id = ${b.records.own.customerId} where id = ${a.records.own.dealId}`,
    ),
  ).rejects.toThrow('foreign key')
})

describe('when a fact is known', () => {
  const day: Day = '2026-01-10'
  const ctx = (source: WriteCtx['source']) => ({ tick: NOW, source }) as WriteCtx

  test('typed in: at the tick, or on its own day when that is later', () => {
    expect(knownAt(ctx(null), day)).toBe(NOW)
    expect(knownAt(ctx(null), addDays(dayOf(NOW), 3))).toBe(startOfDay(addDays(dayOf(NOW), 3)))
  })

  test('imported history: after its stated delay, never after the import, only up to the go-live day', () => {
    const source = { batchId: 'x', historyDelayDays: 2, historyUntil: '2026-02-01' }
    expect(knownAt(ctx(source), day)).toBe(startOfDay('2026-01-12'))
    expect(knownAt(ctx(source), '2026-02-01')).toBe(startOfDay('2026-02-03'))
    expect(knownAt(ctx(source), '2026-02-02')).toBe(NOW)
    expect(knownAt(ctx({ ...source, historyDelayDays: 400 }), day)).toBe(NOW)
    expect(knownAt(ctx({ ...source, historyDelayDays: null }), day)).toBe(NOW)
  })
})

describe('who may see whose', () => {
  const as = (roles: Role[]) => {
    const actor: Actor = {
      userId: 'me',
      roles,
      departmentId: 'd',
      teamUserIds: ['me', 'mate'],
      subtreeUserIds: ['me', 'mate', 'below'],
      name: '',
    }
    return { actor } as WriteCtx
  }

  test('the widest of the roles that hold the permission, and only of those', () => {
    expect(visibleUsers(as(['rep']), 'customer.read')).toEqual(['me'])
    expect(visibleUsers(as(['assistant']), 'customer.read')).toEqual(['me', 'mate', 'below'])
    expect(visibleUsers(as(['rep', 'manager']), 'customer.read')).toEqual(['me', 'mate', 'below'])
    expect(visibleUsers(as(['rep', 'auditor']), 'customer.read')).toBeNull()
    expect(visibleUsers(as(['rep', 'auditor']), 'customer.write')).toEqual(['me'])
    expect(() => visibleUsers(as(['auditor']), 'customer.write')).toThrow('forbidden')
    expect(() => visibleUsers(as([]), 'customer.read')).toThrow('forbidden')
  })

  test('the version seen must be the version there is', () => {
    expect(() => expectVersion({ ifMatch: 3 } as WriteCtx, 4)).toThrow('stale_version')
    expect(() => expectVersion({ ifMatch: 4 } as WriteCtx, 4)).not.toThrow()
    expect(() => expectVersion({} as WriteCtx, 4)).not.toThrow()
  })
})
