import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays } from '../../../core/calendar.ts'
import { exportingOf } from '../../../world/exporting.ts'
import type { Company } from '../../../world/shapes.ts'
import { readStatement } from '../../modules/receivables/read-statement.ts'
import { read, SYSTEM, write } from '../../platform/context.ts'
import { sellAbroad } from './sell-abroad.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)

test('the customer abroad has paid at other rates than it was billed at, and is known since then', async () => {
  const company = { today: TODAY, people: [{ login: 'rep', roles: ['rep'], leftOn: null }] }
  await write(db, { orgId: a.orgId, now: NOW }, (ctx) =>
    sellAbroad(ctx, company as unknown as Company, new Map([['rep', a.users.rep]])),
  )
  const { customer, rates } = exportingOf(TODAY)
  expect(rates.length).toBeGreaterThan(40)
  const { rows } = await admin.query('select id from customer where external_code = $1', [customer.code])
  const statement = (asOf: string, reading: 'business' | 'known') =>
    read(db, { orgId: a.orgId, actor: { ...SYSTEM, userId: a.users.boss }, now: NOW }, (ctx) =>
      readStatement(ctx, { customerId: rows[0].id, from: addDays(TODAY, -700), asOf, reading }),
    )
  const now = await statement(TODAY, 'business')
  expect(now.currencies).toMatchObject([{ currency: 'USD', openMinor: 1_000_000n, advanceMinor: 0n }])
  expect(now.closingFen).toBe(now.openFen)
  const kinds = now.lines.map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'exchange_loss' || kind === 'exchange_gain')).toHaveLength(4)
  expect(new Set(kinds).has('exchange_loss') && new Set(kinds).has('exchange_gain')).toBe(true)
  const then = addDays(TODAY, -200)
  expect((await statement(then, 'known')).currencies).toMatchObject([{ openMinor: 2_000_000n }])
})
