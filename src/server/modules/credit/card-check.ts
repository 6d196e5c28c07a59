import { sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import {
  CASES_LEAST,
  type Case,
  casesOf,
  firstCaseOn,
  separationOf,
} from '../../../core/credit/separation.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { scopedCustomerIds } from '../customers/index.ts'
import { loadRaw } from './load-raw.ts'
import { lateShareAt, readPortfolio } from './portfolio.ts'

/** Of more customers than this the same sample is read every time: a page may not take minutes. */
const CUSTOMERS_MOST = 2_000
const CHUNK = 500

/**
 * How well each factor of the card told good payers from bad ones among the customers a reader may see, as
 * known at the end of a day: the check that an expert card owes (methods §4.1).
 */
export async function checkCard(ctx: ReadCtx, asOfDay?: Day) {
  const asOf = asOfDay ?? dayOf(ctx.now)
  const from = firstCaseOn(asOf)
  const [ids, portfolio] = await Promise.all([soldTo(ctx, { from, asOf }), readPortfolio(ctx)])
  const sample = ids.slice(0, CUSTOMERS_MOST)
  const cases: Case[] = []
  for (let first = 0; first < sample.length; first += CHUNK) {
    const raws = await loadRaw(ctx, sample.slice(first, first + CHUNK), from)
    for (const raw of raws) cases.push(...casesOf(raw, asOf, (day) => lateShareAt(portfolio, day)))
  }
  return {
    asOf: asOfDay ?? null,
    from,
    cases: cases.length,
    bad: cases.filter(({ bad }) => bad).length,
    customers: new Set(cases.map(({ customerId }) => customerId)).size,
    sampled: ids.length > sample.length,
    least: CASES_LEAST,
    factors: separationOf(cases),
  }
}

/** Customers to whom anything was sold on credit since, in an order that has nothing to do with them. */
async function soldTo(ctx: ReadCtx, { from, asOf }: { from: Day; asOf: Day }): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from (${scopedCustomerIds(ctx, 'credit.read')}) c
    where exists (select 1 from instalment i where i.org_id = ${ctx.orgId} and i.customer_id = c.id
      and i.occurred_on > ${from} and i.known_at <= ${at(endOfDay(asOf))})
    order by md5(c.id::text) limit ${CUSTOMERS_MOST + 1}`.execute(ctx.db)
  return rows.map(({ id }) => id)
}
