import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { buildCompany } from '../../../world/company.ts'
import { priceRows } from '../../../world/prices.ts'
import { saveContracts } from '../../modules/contracts/index.ts'
import { saveCustomers } from '../../modules/customers/index.ts'
import { createOrg } from '../../modules/identity/index.ts'
import { publishPrices } from '../../modules/prices/index.ts'
import { evaluateOrg, installPack } from '../../modules/watch/index.ts'
import { SYSTEM, write } from '../../platform/context.ts'
import { deliverSome } from './deliver-some.ts'
import { loadPeople } from './load-people.ts'

const { db, admin } = await testDatabase()
const today = '2026-11-23'
const now = startOfDay(today) + 10 * 3_600_000
const company = buildCompany({ seed: 1, today, size: 'half' })

test('the demo delivers: signed, short, a return, one unsigned for days that is told, one to leave', async () => {
  const { orgId, value: people } = await createOrg(
    db,
    { slug: 'demo', name: 'Demo', isDemo: true, now },
    (ctx) => loadPeople(ctx, company),
  )
  const boss = company.people.find(({ roles }) => roles.includes('boss'))!
  const reps = company.people.filter(({ roles, leftOn }) => roles.includes('rep') && leftOn === null)
  await write(db, { orgId, now, actor: { ...SYSTEM, userId: people.get(boss.login)! } }, async (ctx) => {
    await installPack(ctx)
    await publishPrices(ctx, { currency: 'CNY', validFrom: today, note: '', rows: priceRows(3n) })
    const frames = reps.slice(0, 2)
    const customers = await saveCustomers(
      ctx,
      frames.map(({ login }) => ({
        name: `客户${login}`,
        externalCode: login,
        responsibleId: people.get(login)!,
      })),
    )
    await saveContracts(
      ctx,
      frames.map(({ login }, index) => ({
        ...{
          number: `KJ-${index}`,
          title: '年度框架',
          currency: 'CNY',
          amountFen: 100_000_000n,
          dealId: null,
        },
        ...{ customerId: customers[index]!.id, responsibleId: people.get(login)! },
        ...{ signedOn: addDays(today, -60), effectiveOn: addDays(today, -60), endsOn: addDays(today, 300) },
        approvedOn: addDays(today, -60),
      })),
    )
  })
  await deliverSome({ db, orgId, now: now + 60_000 }, company, people)
  await deliverSome({ db, orgId, now: now + 90_000 }, company, people)
  await evaluateOrg(db, { orgId, now: now + 120_000 })
  const { rows } = await admin.query(
    `select (select string_agg(status, ',' order by number) from delivery_note) as notes,
       (select count(*)::int from order_step where note_id is not null and kind = 'completed' and amount_fen is not null) as short,
       (select count(*)::int from allowance where kind = 'return') as returns, (select count(*)::int from complaint) as complaints,
       (select count(*)::int from alert a join rule r on r.id = a.rule_id where r.code = 'note-unsigned' and a.status = 'open') as told`,
  )
  expect(rows[0]).toEqual({
    notes: 'signed,signed,signed,shipped,shipped,draft',
    ...{ short: 1, returns: 1, complaints: 1, told: 1 },
  })
})
