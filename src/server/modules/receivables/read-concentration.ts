import { type RawBuilder, sql } from 'kysely'
import { addDays, addMonths, type Day, firstDayOf, monthOf } from '../../../core/calendar.ts'
import { type Amount, type Concentration, concentrationOf } from '../../../core/receivable/concentration.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { customFieldsOf } from '../custom-fields/index.ts'
import { customerIdsEver, customersThen } from '../customers/index.ts'
import { openAsOf } from './read-ageing.ts'
import { countsAsOf, type Reading } from './reading.ts'

/** Of the largest so many are named. */
const SHOWN = 10
const MARKETS = 50

type Row = { id: string; name: string; market: string; owed: bigint; sold: bigint }

/**
 * How much hangs on how few customers (C029), as of any day and in both readings: in what is owed, and in the
 * sales of the twelve months up to that day. A market is where the customer was then, or what a field of the
 * company's own said of it.
 */
export async function readConcentration(
  ctx: ReadCtx,
  { asOf, reading, by }: { asOf: Day; reading: Reading; by: string },
) {
  const fields = (await customFieldsOf(ctx, 'customer')).filter(
    ({ kind, isRetired }) => !isRetired && (kind === 'choice' || kind === 'text'),
  )
  const field = fields.find(({ key }) => by === `custom.${key}`)
  if (by !== 'city' && !field) throw notFound('custom_field')
  const from = addDays(sameDayLastYear(asOf), 1)
  const rows = await amountsOf(
    ctx,
    { asOf, reading, from },
    field ? sql`c.custom ->> ${field.key}` : sql`c.city`,
  )
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const of = (some: readonly Row[], side: 'owed' | 'sold') =>
    concentrationOf(
      some.map((row): Amount => ({ id: row.id, fen: row[side] })),
      SHOWN,
    )
  const named = ({ largest, ...whole }: Concentration) => ({
    ...whole,
    largest: largest.map(({ id, fen }) => ({ customer: { id, name: names.get(id) ?? '' }, fen })),
  })
  const bare = ({ largest: _, ...whole }: Concentration) => whole
  const markets = [...Map.groupBy(rows, ({ market }) => market)]
    .map(([name, some]) => ({
      name,
      // Each row is another customer; one in credit on both sides counts on neither.
      customers: some.filter(({ owed, sold }) => owed > 0n || sold > 0n).length,
      receivables: bare(of(some, 'owed')),
      revenue: bare(of(some, 'sold')),
    }))
    .sort((a, b) => Number(b.revenue.totalFen - a.revenue.totalFen) || (a.name < b.name ? -1 : 1))
  return {
    asOf,
    from,
    reading,
    by,
    receivables: named(of(rows, 'owed')),
    revenue: named(of(rows, 'sold')),
    markets: markets.slice(0, MARKETS),
    moreMarkets: Math.max(0, markets.length - MARKETS),
    choices: [
      { by: 'city', nameZh: '城市', nameEn: 'City' },
      ...fields.map(({ key, name }) => ({ by: `custom.${key}`, nameZh: name.zh, nameEn: name.en })),
    ],
  }
}

/** The same day of the month a year before, or the last of that month where there is none. */
function sameDayLastYear(asOf: Day): Day {
  const month = addMonths(monthOf(asOf), -12)
  const last = addDays(firstDayOf(addMonths(month, 1)), -1)
  const same = `${month}-${asOf.slice(8)}` as Day
  return same > last ? last : same
}

/** Of every customer in scope that owes or bought anything; sales as they are counted elsewhere. */
async function amountsOf(
  ctx: ReadCtx,
  { asOf, reading, from }: { asOf: Day; reading: Reading; from: Day },
  market: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select c.id, c.name, coalesce(${market}, '') as market, coalesce(o.fen, 0)::bigint as owed, coalesce(s.fen, 0)::bigint as sold
    from ${customersThen(ctx, asOf)} c
    left join (select customer_id, sum(open_fen) as fen from ${openAsOf(ctx, asOf, reading)} o group by 1) o on o.customer_id = c.id
    left join (
      select f.customer_id, sum(f.fen) as fen from (
        select i.customer_id, i.amount_fen as fen
        from instalment i join invoice v on v.org_id = i.org_id and v.id = i.invoice_id
        where i.org_id = ${ctx.orgId} and ${countsAsOf('i', asOf, reading)} and i.occurred_on between ${from} and ${asOf}
          and v.kind <> 'opening'
        union all
        select p.customer_id, -p.amount_fen from payment p
        where p.org_id = ${ctx.orgId} and ${countsAsOf('p', asOf, reading)} and p.occurred_on between ${from} and ${asOf}
          and p.kind = 'credit_note'
      ) f group by 1) s on s.customer_id = c.id
    where c.org_id = ${ctx.orgId} and c.id in (${customerIdsEver(ctx, 'receivable.read')})
      and (o.fen is not null or s.fen is not null)`.execute(ctx.db)
  return rows
}
