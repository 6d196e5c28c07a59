import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { buildCompany } from '../../../world/company.ts'
import { saveCustomers } from '../../modules/customers/index.ts'
import { installPipeline, saveDeals } from '../../modules/deals/index.ts'
import { createOrg } from '../../modules/identity/index.ts'
import { write } from '../../platform/context.ts'
import { loadPeople } from './load-people.ts'
import { placeOrders } from './place-orders.ts'
import { priceQuotes } from './price-quotes.ts'

const { db, admin } = await testDatabase()
const today = '2026-11-23'
/** Before work: requests of today lie ahead and are left alone. */
const now = startOfDay(today) + 3_600_000
const company = buildCompany({ seed: 1, today, size: 'half' })

/** Three reps with one quote each that waits: enough for what the demo shows, without its two years. */
test('the demo has a list in two versions, one quote sent, two asked about, and a contract that waits', async () => {
  const { orgId, value: people } = await createOrg(
    db,
    { slug: 'demo', name: 'Demo', isDemo: true, now },
    async (ctx) => {
      await installPipeline(ctx)
      return loadPeople(ctx, company)
    },
  )
  const reps = company.people
    .filter(({ roles, leftOn }) => roles.includes('rep') && leftOn === null)
    .slice(0, 4)
  const deals = company.deals.slice(0, 4)
  await write(db, { orgId, now }, async (ctx) => {
    const customers = await saveCustomers(
      ctx,
      reps.map(({ login }) => ({
        name: `客户${login}`,
        externalCode: login,
        responsibleId: people.get(login)!,
      })),
    )
    const owned = deals.map(({ code, title, amountFen }, index) => ({
      externalCode: code,
      customerId: customers[index]!.id,
      title,
      amountFen,
      responsibleId: people.get(reps[index]!.login)!,
      history: [{ stage: 'quote', occurredOn: index === 0 ? today : addDays(today, -1) }],
    }))
    await saveDeals(ctx, owned as never)
    await priceQuotes(ctx, company, people)
  })
  await placeOrders({ db, orgId, now: now + 60_000 }, company, people)
  const { rows } = await admin.query(
    `select (select count(*)::int from price_list) as lists, (select count(*)::int from quote_release) as sent,
       (select count(*)::int from approval_case where kind = 'quote' and subject_kind = 'quote' and status = 'open') as quotes,
       (select count(*)::int from approval_case where kind = 'contract' and status = 'open') as contracts,
       (select string_agg(v.number || coalesce(r.basis, ' waits'), ',' order by o.number, v.number) from sales_order o
         join order_version v on v.order_id = o.id left join order_release r on r.version_id = v.id) as orders,
       (select count(*)::int from approval_case where subject_kind = 'order' and status = 'open') as prices`,
  )
  expect(rows[0]).toEqual({
    lists: 2,
    sent: 1,
    quotes: 2,
    contracts: 1,
    orders: '1agreed,2agreed,1 waits',
    prices: 1,
  })
})
