import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { DAY_MS } from '../../../core/calendar.ts'
import { PACK } from '../../../core/watch/pack.ts'
import { SOURCES } from '../../../core/watch/vital-signs.ts'
import { read, write } from '../../platform/context.ts'
import { bringNewRules, installPack, packDue } from './index.ts'

const { db, admin } = await testDatabase()
const { a, b } = await twoOrgs(db)
const WHO = { orgId: a.orgId, now: NOW }

async function isDue(orgId: string): Promise<boolean> {
  return read(db, { orgId, now: NOW }, async (ctx) => {
    const { rows } = await sql<{ due: boolean }>`select ${packDue(ctx)} as due`.execute(ctx.db)
    return rows[0]!.due
  })
}

async function rulesOf(): Promise<{ code: string; mode: string; since: Date }[]> {
  const { rows } = await admin.query(
    'select code, mode, mode_since as since from rule where org_id = $1 order by code',
    [a.orgId],
  )
  return rows
}

test('rules that ship later come to an existing company on trial, from now on, and only once', async () => {
  await write(db, WHO, (ctx) => installPack(ctx))
  expect(await isDue(a.orgId)).toBe(false)
  const [shipped] = PACK.filter(({ mode }) => mode === 'on')
  const before = await rulesOf()
  // As a company stands that began before this rule was there.
  await admin.query('delete from rule where org_id = $1 and code = $2', [a.orgId, shipped!.code])
  expect(await isDue(a.orgId)).toBe(true)
  await write(db, { ...WHO, now: NOW + DAY_MS }, (ctx) => bringNewRules(ctx))
  expect(await isDue(a.orgId)).toBe(false)
  const after = await rulesOf()
  const others = (rows: typeof after) => rows.filter(({ code }) => code !== shipped!.code)
  expect(others(after)).toEqual(others(before))
  const come = after.find(({ code }) => code === shipped!.code)!
  expect(come.mode).toBe('trial')
  expect(Number(come.since)).toBeGreaterThanOrEqual(NOW + DAY_MS)
})

test('those that tell of a late source come switched on: what rests on it waits from the first day', async () => {
  await admin.query("delete from rule where org_id = $1 and code like 'source-late-%'", [a.orgId])
  await write(db, { ...WHO, now: NOW + 2 * DAY_MS }, (ctx) => bringNewRules(ctx))
  const come = (await rulesOf()).filter(({ code }) => code.startsWith('source-late-'))
  expect(come.map(({ mode }) => mode)).toEqual(SOURCES.map(() => 'on'))
})

test('a company that was never given the pack is left alone', async () => {
  expect(await isDue(b.orgId)).toBe(false)
})
