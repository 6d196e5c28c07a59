import { describe, expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/team.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { type WriteCtx, write } from '../../platform/context.ts'
import { recordActivities, saveCustomers } from '../customers/index.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'
import { evaluateOrg, installPack } from '../watch/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const app = await testApp(database)
const writing = <T>(fn: (ctx: WriteCtx) => Promise<T>) => write(database.db, { orgId: a.orgId, now: NOW }, fn)
const { customerId } = a.records.own
const { rep, mate, stranger } = a.users

await writing(async (ctx) => {
  await recordActivities(
    ctx,
    [0, -7, -8].map((days) => ({
      ...{ customerId, userId: rep, kind: 'call' as const, summary: '问付款' },
      occurredAt: startOfDay(addDays(TODAY, days)) + 9 * 3_600_000,
    })),
  )
  await recordPayments(
    ctx,
    [TODAY, addDays(TODAY, -7)].map((receivedOn) => ({
      ...{ customerId, kind: 'payment' as const, receivedOn, amountFen: 5_000n, allocate: 'none' as const },
    })),
  )
  const [nobodys] = await saveCustomers(ctx, [{ name: '无人负责有限公司' }])
  await recordInvoices(ctx, [
    {
      ...{ customerId: nobodys!.id, number: 'N-1', kind: 'invoice', issuedOn: addDays(TODAY, -40) },
      ...{ amountFen: 7_000n, instalments: [{ dueOn: addDays(TODAY, -3), amountFen: 7_000n }] },
    },
  ])
  await installPack(ctx)
})
await evaluateOrg(database.db, { orgId: a.orgId, now: NOW + 1000 })
// What stood before the rules began is no news; this is.
await write(database.db, { orgId: a.orgId, now: NOW + 5000 }, (ctx) =>
  recordInvoices(ctx, [
    {
      ...{ customerId, number: 'R-1', kind: 'invoice', issuedOn: addDays(TODAY, -40) },
      ...{ amountFen: 9_000n, instalments: [{ dueOn: addDays(TODAY, -1), amountFen: 9_000n }] },
    },
  ]),
)
await evaluateOrg(database.db, { orgId: a.orgId, now: NOW + 10_000 })
const { rowCount: urgent } = await database.admin.query(
  'update alert set severity = 1 where org_id = $1 and mode = $2 and resolved_at is null',
  [a.orgId, 'on'],
)

const boss = await app.signIn('boss')
const board = await boss.get(api.getTeamBoard)
const rowOf = (id: string | null) => board.rows.find((row) => (row.person?.id ?? null) === id)!

test('this week is beside last week until the same weekday', () => {
  // TODAY is a Monday: of last week only its Monday counts, not the Sunday before.
  expect(rowOf(rep).followUps).toMatchObject({ week: { n: 1 }, lastWeek: { n: 1 } })
  expect(rowOf(rep).collected).toMatchObject({
    week: { n: 1, fen: 5_000 },
    lastWeek: { n: 1, fen: 5_000 },
    month: { n: 3, fen: 410_000 },
  })
})

test('what belongs to nobody has a row of its own, for whoever sees the whole company', async () => {
  expect(rowOf(null).overdue).toEqual({ n: 1, fen: 7_000 })
  const manager = await app.signIn('manager')
  const { rows } = await manager.get(api.getTeamBoard)
  expect(rows.every((row) => row.person !== null)).toBe(true)
  expect(rows.map((row) => row.person!.id)).toContain(mate)
  expect(rows.map((row) => row.person!.id)).not.toContain(stranger)
})

test('a rep has the own row and nothing else, and no rows of others', async () => {
  const own = await app.signIn('rep')
  expect((await own.get(api.getTeamBoard)).rows.map((row) => row.person!.id)).toEqual([rep])
  const others = await own.get(api.listTeamRows, { query: { figure: 'overdue', person: mate } })
  expect(others).toEqual({ n: 0, fen: 0, items: [] })
})

test('as of a day before, the board is that of that day', async () => {
  const before = await boss.get(api.getTeamBoard, { query: { asOf: addDays(TODAY, -1) } })
  const row = before.rows.find((one) => one.person?.id === rep)!
  expect(row.collected.month).toEqual({ n: 2, fen: 405_000 })
  expect(row.red.n).toBe(0)
  const reds = board.rows.reduce((sum, one) => sum + one.red.n, 0)
  expect(reds).toBe(urgent)
  expect(reds).toBeGreaterThan(0)
})

describe.each(api.FIGURES)('%s', (figure) => {
  test('every number is the sum of its rows', async () => {
    for (const row of board.rows) {
      const person = row.person?.id ?? ('none' as const)
      const value = row[figure]
      const asked = 'month' in value ? api.PERIODS.map((period) => [period, value[period]] as const) : []
      for (const [period, told] of 'month' in value ? asked : ([['month', value]] as const)) {
        const rows = await boss.get(api.listTeamRows, { query: { figure, period, person } })
        expect({ n: rows.n, fen: rows.fen }, `${person} ${period}`).toEqual(told)
        expect(rows.items).toHaveLength(rows.n)
      }
    }
  })
})
