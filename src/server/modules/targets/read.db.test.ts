import { expect, test } from 'vitest'
import { testApp } from '../../../../test/support/api-client.ts'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import * as settings from '../../../api/settings.ts'
import { monthOf } from '../../../core/calendar.ts'
import { write } from '../../platform/context.ts'
import { saveCustomers } from '../customers/index.ts'
import { savePeople } from '../identity/index.ts'
import { recordPayments } from '../receivables/index.ts'

const database = await testDatabase()
const { db, admin } = database
const { signIn } = await testApp(database)
const { a } = await twoOrgs(db)

test('what came in for somebody who has left, or is only a name in a ledger, is in the sum', async () => {
  await write(db, { orgId: a.orgId, now: NOW }, async (ctx) => {
    const [name] = await savePeople(ctx, [
      { login: 'oldcow', name: '老牛', roles: ['rep'], status: 'imported' },
    ])
    const holders = [a.users.departed, name!.id]
    const customers = await saveCustomers(
      ctx,
      holders.map((responsibleId, index) => ({
        name: `前任客户${index}`,
        createdOn: '2025-01-01',
        responsibleId,
      })),
    )
    await recordPayments(
      ctx,
      customers.map(({ id }, index) => ({
        customerId: id,
        kind: 'payment' as const,
        amountFen: BigInt(1_000 + index),
        receivedOn: TODAY,
        allocate: 'none' as const,
      })),
    )
  })
  const boss = await signIn('boss')
  const { items } = await boss.get(settings.listTargets, { query: { month: monthOf(TODAY) } })
  const { rows } = await admin.query(
    `select sum(amount_fen)::int as fen from payment where org_id = $1 and kind = 'payment' and voided_at is null
       and occurred_on >= date_trunc('month', $2::date) and occurred_on <= $2::date`,
    [a.orgId, TODAY],
  )
  expect(items.reduce((sum, { collectionsFen }) => sum + Number(collectionsFen), 0)).toBe(rows[0].fen)
  expect(items.map(({ userName }) => userName)).toContain('老牛')
  const later = await boss.get(settings.listTargets, { query: { month: '2031-01' } })
  expect(later.items.map(({ userName }) => userName)).not.toContain('老牛')
})
