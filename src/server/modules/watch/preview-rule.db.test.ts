import { beforeAll, expect, it } from 'vitest'
import { type Client, testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, type OrgWorld, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as rules from '../../../api/rules.ts'
import { addDays } from '../../../core/calendar.ts'
import { draftRule } from '../../../core/watch/compose.ts'
import { CHANCE_RULES } from '../../../core/watch/pack-chance.ts'
import { fixedClock } from '../../platform/clock.ts'
import { write } from '../../platform/context.ts'
import { recordInvoices } from '../receivables/index.ts'
import { installPack } from './install-pack.ts'

const database = await testDatabase()
const { db } = database
const clock = fixedClock(NOW)
const { signIn } = await testApp(database, clock)

let world: OrgWorld
let boss: Client
let manager: Client
let stranger: Client

const overdue = {
  ...draftRule('own-1', 'instalment'),
  title: { zh: '逾期', en: 'Overdue' },
  condition: { metric: 'overdue_days', op: 'gt', threshold: { kind: 'fixed', value: 5 } } as const,
  moneyMetric: 'instalment_open_fen',
}

beforeAll(async () => {
  const { a, b } = await twoOrgs(db)
  world = a
  for (const { orgId } of [a, b]) await write(db, { orgId, now: NOW }, (ctx) => installPack(ctx))
  ;[boss, manager, stranger] = (await Promise.all(
    ['boss', 'manager', 'stranger'].map((login) => signIn(login)),
  )) as [Client, Client, Client]
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    recordInvoices(ctx, [
      {
        customerId: world.records.own.customerId,
        number: 'PRE-1',
        kind: 'invoice',
        issuedOn: addDays(TODAY, -60),
        amountFen: 8_000_00n,
        instalments: [{ dueOn: addDays(TODAY, -20), amountFen: 8_000_00n }],
      },
    ]),
  )
  clock.set(NOW + 60_000)
}, 60_000)

const preview = (client: Client, body: object) => client.get(rules.previewRule, { body } as never)

it('says whom a draft would speak of today, and of whom on a day when nobody knew yet', async () => {
  const today = await preview(boss, { spec: overdue })
  const row = today.rows.find(({ label }) => label.startsWith('PRE-1'))
  expect(row).toMatchObject({ sentence: { zh: '已逾期 20 天' } })
  expect(today.total).toBeGreaterThanOrEqual(1)
  expect(today.load.reduce((sum, { count }) => sum + count, 0)).toBe(today.total)
  expect(today.problems).toEqual([])
  // Recorded today: on the day before, nothing of it could be known.
  const before = await preview(boss, { spec: overdue, asOf: addDays(TODAY, -1) })
  expect(before.rows.filter(({ label }) => label.startsWith('PRE-1'))).toEqual([])
})

it('lists the mistakes of a draft instead of guessing', async () => {
  const wrong = { ...CHANCE_RULES[0]!, grid: 'day' }
  const { version: _version, ...spec } = wrong
  const { problems, total } = await preview(boss, { spec })
  expect(problems.map(({ code }) => code)).toEqual(['grid_too_fine'])
  expect(total).toBe(0)
})

it('tells nobody about subjects of people outside their own scope', async () => {
  const seen = await preview(manager, { spec: overdue })
  const all = await preview(boss, { spec: overdue })
  expect(seen.total).toBe(all.total)
  expect(seen.rows.length).toBeLessThanOrEqual(all.rows.length)
  const { status } = await stranger.call(rules.previewRule, { body: { spec: overdue } })
  expect(status).toBe(403)
})
