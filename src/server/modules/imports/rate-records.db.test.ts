import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import type { Header } from '../../../core/import/header.ts'
import type { Mapping } from '../../../core/import/mapping.ts'
import { planRows } from '../../../core/import/planner.ts'
import { newId } from '../../platform/clock.ts'
import { read, SYSTEM, write } from '../../platform/context.ts'
import { findRates } from '../rates/index.ts'
import { compareRows } from './compare.ts'
import { saveChunk } from './save-chunk.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)
const finance = { ...SYSTEM, userId: a.users.finance, name: 'finance', roles: ['finance'] as const }
const who = { orgId: a.orgId, actor: finance, now: NOW }

const header: Header = { row: 1, rows: 1, names: ['货币名称', '发布日期', '中行折算价'] }
const mapping: Mapping = {
  target: 'rates',
  columns: { currency: '货币名称', on: '发布日期', quoted: '中行折算价' },
  defaults: { per: '100' },
}

/** The lines of a file as the page previews and then saves them. */
async function imported(lines: readonly string[][], over: Partial<Mapping> = {}) {
  const cells = lines.map((line, index) => ({ number: index + 2, cells: line.map((text) => ({ text })) }))
  const { rows } = planRows({ ...mapping, ...over }, header, cells)
  const bad = rows.flatMap((row) => (row.outcome === 'bad' ? row.problems.map(({ code }) => code) : []))
  const good = rows.flatMap((row) => (row.outcome === 'good' ? [row] : []))
  const told = await read(db, who, (ctx) => compareRows(ctx, good))
  const source = { batchId: newId(NOW), historyDelayDays: null, historyUntil: null }
  const done = await write(db, { ...who, source }, (ctx) =>
    saveChunk(ctx, 'rates', good, { skipExisting: false }),
  )
  return { bad, told, done: done.map((one) => (typeof one === 'string' ? one : one.problem.code)) }
}

const usd = () =>
  read(db, who, async (ctx) => (await findRates(ctx, [{ currency: 'USD', day: TODAY }]))[0]?.micro)

test('the table of a bank comes in as printed, and once more changes nothing', async () => {
  const lines = [
    ['美元', addDays(TODAY, -1), '712.34'],
    ['日元', TODAY, '4.6512'],
    ['港币', TODAY, '91.50'],
  ]
  expect(await imported(lines)).toEqual({ bad: [], told: ['new', 'new', 'new'], done: ['new', 'new', 'new'] })
  expect(await usd()).toBe(712_340_000n)
  expect(await imported(lines)).toMatchObject({
    told: ['same', 'same', 'same'],
    done: ['same', 'same', 'same'],
  })
  const { rows } = await admin.query('select count(*)::int as n from exchange_rate where org_id = $1', [
    a.orgId,
  ])
  expect(rows[0].n).toBe(3)
})

test('what is no rate is told line by line', async () => {
  const { bad } = await imported([
    ['贝壳', TODAY, '1.2'],
    ['欧元', TODAY, '约八元'],
    ['英镑', TODAY, '0'],
    ['英镑', TODAY, ''],
  ])
  expect(bad).toEqual(['currency_unknown', 'value_unreadable', 'value_unreadable', 'required'])
  const unsaid = await imported([['英镑', TODAY, '9.1']], { defaults: {} })
  expect(unsaid.bad).toEqual(['required'])
})

test('a rate in the wrong unit is refused by its line, and nothing of it is written', async () => {
  const before = await usd()
  const wrong = await imported(
    [
      ['美元', TODAY, '712.50'],
      ['人民币', TODAY, '100'],
      ['英镑', addDays(TODAY, 1), '912.00'],
      ['英镑', TODAY, '912.00'],
    ],
    { defaults: { per: '1' } },
  )
  expect(wrong.done).toEqual(['rate_jump', 'rate_currency_unknown', 'rate_day_ahead', 'new'])
  expect(await usd()).toBe(before)
})
