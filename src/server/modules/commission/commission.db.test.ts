import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as api from '../../../api/commission.ts'
import { addDays } from '../../../core/calendar.ts'
import { write } from '../../platform/context.ts'
import { recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { a } = await twoOrgs(database.db)
const app = await testApp(database)
const boss = await app.signIn('boss')
const rep = await app.signIn('rep')
const rule = { tiers: [{ fromFen: 0, rateBp: 200 }], lateDays: 30, lateBp: 5_000 }

test('without a rule nothing is made up, and a bad rule is refused', async () => {
  expect(await rep.get(api.getCommission)).toMatchObject({ rule: null, estimate: null })
  const bad = await boss.call(api.saveCommissionRule, {
    body: { ...rule, tiers: [{ fromFen: 1, rateBp: 1 }] },
  })
  expect(bad).toMatchObject({ status: 400, body: { code: 'tier_not_from_zero' } })
})

test('money set against what my customers owe earns; what lies on account and what others collect does not', async () => {
  await boss.get(api.saveCommissionRule, { body: rule })
  const { estimate } = await rep.get(api.getCommission)
  // 400,000 fen of the world came ten days ago, twenty days after its day: two per cent.
  expect(estimate).toMatchObject({ collectedFen: 400_000, earnsFen: 8_000, next: null })
  expect(estimate!.lines).toHaveLength(1)
  await write(database.db, { orgId: a.orgId, now: NOW }, (ctx) =>
    recordPayments(
      ctx,
      [a.records.own.customerId, a.records.mate.customerId].map((customerId) => ({
        ...{ customerId, kind: 'payment' as const, receivedOn: TODAY, amountFen: 50_000n },
        allocate: 'none' as const,
      })),
    ),
  )
  expect((await rep.get(api.getCommission)).estimate!.earnsFen).toBe(8_000)
  const before = await rep.get(api.getCommission, { query: { asOf: addDays(TODAY, -11) } })
  expect(before.estimate).toMatchObject({ collectedFen: 0, earnsFen: 0, lines: [] })
})
