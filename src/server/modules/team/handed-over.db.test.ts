import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { getCommission, saveCommissionRule } from '../../../api/commission.ts'
import { readMetrics } from '../../../api/metrics.ts'
import { listTargets } from '../../../api/settings.ts'
import { getTeamBoard, listTeamRows } from '../../../api/team.ts'
import { assignCustomers } from '../../../api/transfers.ts'
import { addDays, DAY_MS, lastDayOf, monthOf } from '../../../core/calendar.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordInvoices, recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const clock = fixedClock(NOW)
const app = await testApp(database, clock)
/** Sessions do not last for weeks. */
const boss = () => app.signIn('boss')
const { rep, mate } = a.users
const { customerId } = a.records.own
const month = monthOf(TODAY)
const end = lastDayOf(month)

const pays = (receivedOn: string, amountFen: bigint) =>
  write(database.db, { orgId: a.orgId, now: clock.now() }, (ctx) =>
    recordPayments(ctx, [{ customerId, kind: 'payment', receivedOn, amountFen, allocate: 'oldest' }]),
  )

/** What each page says of one person's month as of a day. */
async function told(userId: string, asOf: string) {
  const board = (await (await boss()).get(getTeamBoard, { query: { asOf } })).rows
  const row = board.find(({ person }) => person?.id === userId)
  const opened = await (await boss()).get(listTeamRows, {
    query: { asOf, figure: 'collected', period: 'month', person: userId },
  })
  const { items } = await (await boss()).get(listTargets, { query: { month: monthOf(asOf) } })
  const { rows } = await (await boss()).get(readMetrics, {
    query: { subjectKind: 'rep', subjectId: userId, asOf, basis: 'business' },
  })
  const own = await app.signIn(userId === rep ? 'rep' : 'mate')
  return {
    board: row?.collected.month.fen ?? 0,
    rows: opened.fen,
    overdue: row?.overdue.fen ?? 0,
    target: items.find((item) => item.userId === userId)?.collectionsFen ?? 0,
    metric: rows.find(({ metric }) => metric === 'mtd_collections_bp')?.num ?? 0,
    commission: (await own.get(getCommission, { query: { asOf } })).estimate?.collectedFen ?? 0,
  }
}

test('last month stays with whoever collected it when the customer changes hands; the next is the heir’s', async () => {
  await (await boss()).get(saveCommissionRule, {
    body: { tiers: [{ fromFen: 0, rateBp: 200 }], lateDays: 30, lateBp: 5_000 },
  })
  await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
    recordInvoices(ctx, [
      {
        ...{
          customerId,
          number: 'HAND-1',
          kind: 'invoice',
          issuedOn: addDays(TODAY, -40),
          amountFen: 90_000n,
        },
        instalments: [{ dueOn: addDays(TODAY, -10), amountFen: 90_000n }],
      },
    ]),
  )
  await pays(TODAY, 30_000n)
  clock.set(NOW + 17 * DAY_MS)
  const before = { rep: await told(rep, end), mate: await told(mate, end) }
  expect(before.rep.board).toBe(430_000)
  await (await boss()).get(assignCustomers, { body: { ids: [customerId], responsibleId: mate } })
  clock.set(NOW + 18 * DAY_MS)
  expect({ rep: await told(rep, end), mate: await told(mate, end) }).toEqual(before)
  for (const { board, rows, target, metric } of Object.values(before))
    expect([rows, target, metric]).toEqual([board, board, board])
  const today = addDays(TODAY, 18)
  await pays(today, 20_000n)
  clock.set(NOW + 18 * DAY_MS + 60_000)
  const heir = await told(mate, today)
  const giver = await told(rep, today)
  expect([heir.board, heir.rows, heir.target, heir.metric]).toEqual([20_000, 20_000, 20_000, 20_000])
  expect(heir.commission).toBe(20_000)
  expect([giver.board, giver.target, giver.metric, giver.commission]).toEqual([0, 0, 0, 0])
  expect(giver.overdue).toBe(0)
  expect(heir.overdue).toBeGreaterThan(0)
}, 60_000)
