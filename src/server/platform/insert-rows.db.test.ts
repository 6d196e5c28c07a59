import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../test/support/world-of-two-orgs.ts'
import { newId } from './clock.ts'
import { read, write } from './context.ts'
import { at } from './db.ts'
import { INSTANT_COLUMN, insertRows } from './insert-rows.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)

test('instants are told from numbers by the name of their column, in every table', async () => {
  const { rows } = await admin.query<{ name: string; is_instant: boolean }>(
    `select distinct column_name as name, data_type = 'timestamp with time zone' as is_instant
     from information_schema.columns where table_schema = 'public' and table_name <> 'schema_migration'`,
  )
  expect(rows.length).toBeGreaterThan(100)
  expect(rows.filter(({ name, is_instant }) => INSTANT_COLUMN.test(name) !== is_instant)).toEqual([])
})

test('rows arrive as they were given: instants, fen beyond doubles, lists, nulls, defaults', async () => {
  const id = newId(NOW)
  const row = {
    org_id: a.orgId,
    id,
    name: `"引号", \\ 和换行\n有限公司`,
    name_key: 'k',
    search_keys: ['引号', 'a,b', '"'],
    limit_fen: 9_007_199_254_740_993n,
    created_on: '2026-02-28',
    known_at: NOW - 1,
    recorded_at: NOW,
    updated_at: NOW,
    city: null,
  }
  await write(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
    // A limit needs its grant, whoever writes it.
    const grant = { org_id: a.orgId, id: newId(NOW), customer_id: id, limit_fen: row.limit_fen }
    await insertRows(ctx.db, 'credit_grant', [{ ...grant, basis: 'system', granted_at: ctx.tick }])
    await insertRows(ctx.db, 'customer', [row])
  })
  const stored = await read(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    ctx.db.selectFrom('customer').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
  expect(stored).toMatchObject({ ...row, key_level: 'normal', remark: '', version: 1 })
})

test('many rows arrive each with its own and with what all have alike: an instant, nothing, an object', async () => {
  const summary = { rows: 3, said: '同样' }
  const rows = Array.from({ length: 30 }, (_, index) => ({
    org_id: a.orgId,
    id: newId(NOW),
    kind: 'alike',
    actor: null,
    recorded_at: NOW + 5,
    subject_kind: 'org',
    subject_id: index % 2 === 0 ? a.orgId : b.orgId,
    summary,
  }))
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) => insertRows(ctx.db, 'event', rows))
  const stored = await read(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    ctx.db.selectFrom('event').selectAll().where('kind', '=', 'alike').execute(),
  )
  const byId = new Map(stored.map((row) => [row.id, row]))
  expect(stored).toHaveLength(30)
  for (const row of rows) expect(byId.get(row.id)).toMatchObject(row)
})

test('rows that are all the same in everything are still as many', async () => {
  const row = { org_id: a.orgId, subject_kind: 'org', subject_id: a.orgId, tick: NOW + 777 }
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    insertRows(
      ctx.db,
      'watch_dirty',
      Array.from({ length: 25 }, () => row),
    ),
  )
  const marks = await read(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    ctx.db
      .selectFrom('watch_dirty')
      .select('subject_id')
      .where('tick', '=', at(NOW + 777))
      .execute(),
  )
  expect(marks).toHaveLength(25)
})

test('the fence holds: a row of another organisation is refused', async () => {
  const event = {
    org_id: b.orgId,
    id: newId(NOW),
    kind: 'x',
    recorded_at: NOW,
    subject_kind: 'org',
    subject_id: b.orgId,
  }
  await expect(
    write(db, { orgId: a.orgId, now: NOW }, (ctx) => insertRows(ctx.db, 'event', [event])),
  ).rejects.toThrow('row-level security')
})
