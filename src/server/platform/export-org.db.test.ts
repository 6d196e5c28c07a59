import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/support/database.ts'
import { NOW, type OrgWorld, twoOrgs } from '../../../test/support/world-of-two-orgs.ts'
import { read } from './context.ts'
import { type ExportedTable, exportOrg } from './export-org.ts'

const { db, admin } = await testDatabase()
const directory = mkdtempSync(join(tmpdir(), 'bellwether-export-'))
let world: { a: OrgWorld; b: OrgWorld; canary: string }
let tables: ExportedTable[]

beforeAll(async () => {
  world = await twoOrgs(db)
  tables = await read(db, { orgId: world.a.orgId, now: NOW }, (ctx) => exportOrg(ctx, directory))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const file = (table: string) => readFileSync(join(directory, `${table}.csv`), 'utf8')

test('every row of every table of the organisation is there', async () => {
  for (const { table, rows } of tables) {
    const { rows: found } = await admin.query(`select count(*)::int as n from "${table}" where org_id = $1`, [
      world.a.orgId,
    ])
    expect({ table, rows }).toEqual({ table, rows: found[0].n })
  }
  expect(tables.find(({ table }) => table === 'customer')!.rows).toBeGreaterThan(2)
  expect(tables.length).toBeGreaterThan(35)
})

test('nothing of another organisation, and nothing that opens doors', async () => {
  const all = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))
  const { rows } = await admin.query<{ password_hash: string }>(
    'select password_hash from app_user where password_hash is not null',
  )
  expect(rows.length).toBeGreaterThan(5)
  for (const text of all) {
    expect(text).not.toContain(world.canary)
    expect(text).not.toContain(world.b.orgId)
    for (const row of rows) expect(text).not.toContain(row.password_hash)
  }
  expect(tables.map(({ table }) => table)).not.toContain('session')
})

test('amounts are fen, instants are on the clock of the company, and Excel reads the Chinese', () => {
  expect(file('customer').startsWith('﻿org_id,')).toBe(true)
  expect(file('customer')).toContain('2026-03-')
  expect(file('customer')).toContain('+08')
  const [header, first] = file('payment').split('\n')
  const amount = header!.split(',').indexOf('amount_fen')
  expect(first!.split(',')[amount]).toMatch(/^\d+$/)
})
