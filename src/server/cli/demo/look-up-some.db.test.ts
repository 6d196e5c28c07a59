import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import type { Company } from '../../../world/shapes.ts'
import { evaluateOrg, installPack } from '../../modules/watch/index.ts'
import { write } from '../../platform/context.ts'
import { lookUpSome } from './look-up-some.ts'

const { db, admin } = await testDatabase()
const { a } = await twoOrgs(db)

test('the demo has files, look-ups of days past, and one change of registration that warns', async () => {
  const people = new Map([['boss', a.users.boss]])
  const boss = { login: 'boss', name: 'boss', roles: ['boss'], department: '' }
  const company = { today: TODAY, people: [boss], departments: [] } as unknown as Company
  const at = (minutes: number) => ({ orgId: a.orgId, now: NOW + minutes * 60_000 })
  await write(db, at(0), (ctx) => installPack(ctx))
  await write(db, at(1), (ctx) => lookUpSome(ctx, company, people))
  const { rows } = await admin.query(
    'select known_at < $1 as before from register_snapshot order by known_at',
    [new Date(NOW)],
  )
  expect(rows.map(({ before }) => before)).toEqual([true, true, true, false])
  const { rows: items } = await admin.query('select count(*)::int as n from credit_item')
  expect(items[0].n).toBe(24)
  await evaluateOrg(db, at(2))
  const { rows: alerts } = await admin.query(`select rule_code from alert where rule_code like 'register%'`)
  expect(alerts).toEqual([{ rule_code: 'register-changed' }])
})
