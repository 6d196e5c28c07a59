import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW } from '../../../../test/support/world-of-two-orgs.ts'
import { read, write } from '../../platform/context.ts'
import { type LoadRange, onceEach } from '../../platform/metric-loader.ts'
import { createOrg } from '../identity/index.ts'
import { saveCustomers } from './index.ts'
import { sameParty } from './same-party.ts'

const { db, admin } = await testDatabase()

const SWITCHBOARD = '0512-66880000'

test('one by one and all together the same are found, and what a crowd shares says nothing about one more', async () => {
  const { orgId } = await createOrg(
    db,
    { slug: 'twins', name: '孪生', isDemo: false, now: NOW - 1000 },
    async () => {},
  )
  // Fifteen offices of one building, each under two names; from the 21st on the switchboard is no sign.
  const names = Array.from(
    { length: 30 },
    (_, index) => `苏州恒达${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰'[index % 15]}精密机械`,
  )
  for (const [index, name] of names.entries())
    await write(db, { orgId, now: NOW + index }, (ctx) =>
      saveCustomers(ctx, [{ name: index < 15 ? `${name}有限公司` : `${name}厂`, phone: SWITCHBOARD }]),
    )
  await write(db, { orgId, now: NOW + 100 }, (ctx) =>
    saveCustomers(ctx, [
      { name: '无锡同德商贸有限公司', uscc: '91320500MA1X000001' },
      { name: '同德商贸（无锡）', uscc: '91320500MA1X000001' },
    ]),
  )
  const { rows } = await admin.query(`select id from customer where org_id = $1 order by id`, [orgId])
  const ids: string[] = rows.map(({ id }) => id)
  const pairs = async (more: Partial<LoadRange>) => {
    const found = await read(db, { orgId, now: NOW + 200 }, (ctx) =>
      sameParty.load(ctx, { ids, since: null, ...more }),
    )
    return found.map(({ subject_id, ref_id }) => `${subject_id} ${ref_id}`).sort()
  }
  const oneByOne = await pairs({})
  const together = { dense: { first: ids[0]!, last: ids.at(-1)! }, once: onceEach() }
  expect(await pairs(together)).toEqual(oneByOne)
  const { rows: crowd } = await admin.query(
    `select id from customer where org_id = $1 and phone = $2 order by known_at, id`,
    [orgId, SWITCHBOARD],
  )
  const order = new Map<string, number>(crowd.map(({ id }, index) => [id, index]))
  const byPhone = oneByOne.map((pair) => order.get(pair.split(' ')[0]!) ?? -1)
  expect(byPhone.some((index) => index > 0 && index <= 20)).toBe(true)
  expect(byPhone.every((index) => index <= 20)).toBe(true)
  // Names saved before their core was among the keys are looked up by the names.
  await admin.query(`delete from customer_search_key where org_id = $1 and key like '=%'`, [orgId])
  await admin.query(
    `update customer set search_keys = array(select k from unnest(search_keys) k where k not like '=%')
     where org_id = $1`,
    [orgId],
  )
  expect(await pairs({ ...together, once: onceEach() })).toEqual(await pairs({}))
})
