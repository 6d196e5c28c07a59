import { beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { addDays, startOfDay } from '../../../core/calendar.ts'
import { sumFen } from '../../../core/money.ts'
import { buildCompany } from '../../../world/company.ts'
import { installPipeline } from '../../modules/deals/index.ts'
import { createOrg } from '../../modules/identity/index.ts'
import { loadCompany } from './load-company.ts'
import { loadPeople, type People } from './load-people.ts'

const { db, admin } = await testDatabase()
const today = '2026-11-23'
const now = startOfDay(today) + 10 * 3_600_000
const company = buildCompany({ seed: 1, today, size: 'half' })
let orgId: string
let people: People

const one = async <T>(text: string): Promise<T> => (await admin.query(text)).rows[0] as T

beforeAll(async () => {
  const created = await createOrg(db, { slug: 'demo', name: 'Demo', isDemo: true, now }, async (ctx) => {
    await installPipeline(ctx)
    return loadPeople(ctx, company)
  })
  orgId = created.orgId
  people = created.value
  await loadCompany({ db, orgId, now, people, say: () => {} }, company)
}, 200_000)

/** Back in the quoting stage: the deal itself asks for its quote once more. */
function asksAgain({ history }: (typeof company.deals)[number]): boolean {
  const last = history.at(-1)!
  return last.stage === 'quote' && history.some((move) => move.stage === 'quote' && move !== last)
}

describe('the demo company in the database', () => {
  it('has every row of the world', async () => {
    const tables = {
      customer: company.customers.length,
      deal: company.deals.length,
      stage_change: company.deals.flatMap(({ history }) => history).length,
      quote: company.quotes.length,
      quote_step:
        company.quotes.flatMap(({ steps }) => steps).length + company.deals.filter(asksAgain).length,
      contract: company.contracts.length,
      sales_order: company.orders.length,
      activity: company.activities.length,
      invoice: company.invoices.length,
      instalment: company.invoices.flatMap(({ instalments }) => instalments).length,
      payment: company.payments.length,
      target: company.targets.length,
      absence: company.absences.length,
      app_user: company.people.length,
    }
    for (const [table, count] of Object.entries(tables)) {
      const { n } = await one<{ n: number }>(`select count(*)::int as n from ${table}`)
      expect(n, table).toBe(count)
    }
  })

  it('owes what the world owes, to the fen', async () => {
    const allocated = sumFen(
      company.payments.flatMap(({ allocate }) => allocate.map(({ amountFen }) => amountFen)),
    )
    const invoiced = sumFen(company.invoices.map(({ amountFen }) => amountFen))
    const { open } = await one<{ open: string }>('select sum(open_fen)::text as open from instalment')
    expect(BigInt(open)).toBe(invoiced - allocated)
    const received = sumFen(company.payments.map(({ amountFen }) => amountFen))
    const { left } = await one<{ left: string }>('select sum(unallocated_fen)::text as left from payment')
    expect(BigInt(left)).toBe(received - allocated)
  })

  it('was known when it happened', async () => {
    const known = await one<{ late: number; early: number }>(`
      select count(*) filter (where known_at > (occurred_on + 1)::timestamp at time zone 'Asia/Shanghai')::int as late,
        count(*) filter (where known_at < occurred_on::timestamp at time zone 'Asia/Shanghai')::int as early
      from (select occurred_on, known_at from payment union all select occurred_on, known_at from invoice
        union all select occurred_on, known_at from activity union all select occurred_on, known_at from stage_change) facts`)
    expect(known).toEqual({ late: 0, early: 0 })
  })

  it('has people who worked here all along, and one who has left', async () => {
    const before = startOfDay(addDays(company.start, -1))
    const { n } = await one<{ n: number }>(
      `select count(*)::int as n from app_user where created_at < to_timestamp(${before / 1000})`,
    )
    expect(n).toBe(company.people.length)
    const { rows } = await admin.query<{ login: string; status: string }>(
      'select login, status from app_user where left_on is not null',
    )
    expect(rows).toEqual([{ login: 'zhoudaguang', status: 'inactive' }])
  })

  it('adds nothing when it is loaded again', async () => {
    const count = () =>
      one<{ n: number }>(
        `select ((select count(*) from customer) + (select count(*) from deal) + (select count(*) from stage_change)
          + (select count(*) from activity) + (select count(*) from invoice) + (select count(*) from payment)
          + (select count(*) from allocation) + (select count(*) from target) + (select count(*) from contact))::int as n`,
      )
    const before = await count()
    await loadCompany({ db, orgId, now: now + 1000, people, say: () => {} }, company)
    expect(await count()).toEqual(before)
  }, 60_000)

  it('keeps the state of every customer equal to its facts', async () => {
    const { n } = await one<{ n: number }>(`
      select count(*)::int as n from customer_state s where s.open_fen <> coalesce(
        (select sum(i.open_fen) from instalment i where i.org_id = s.org_id and i.customer_id = s.customer_id), 0)`)
    expect(n).toBe(0)
  })
})
