import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { countsAsOf, type Reading } from './reading.ts'

/** Which rows of `alias`, all counting as of that day, had not come to their end by then. */
export function unresolvedAsOf(alias: string, asOf: Day, reading: Reading): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return reading === 'business'
    ? sql`(${column('resolved_on')} is null or ${column('resolved_on')} > ${asOf})`
    : sql`(${column('resolved_at')} is null or ${column('resolved_at')} > ${at(endOfDay(asOf))})`
}

/**
 * What was contested of each instalment as of a day: columns instalment_id, fen (before it is cut down to
 * what is open). An invoice that a ledger marked as disputed counts whole until somebody registers the
 * dispute properly; from then on the registered amounts decide.
 */
export function contestedAsOf(ctx: ReadCtx, asOf: Day, reading: Reading): RawBuilder<unknown> {
  return sql`(
    select c.instalment_id, sum(c.fen)::bigint as fen from (
      select d.instalment_id, d.amount_fen as fen from dispute d
      where d.org_id = ${ctx.orgId} and ${countsAsOf('d', asOf, reading)} and ${unresolvedAsOf('d', asOf, reading)}
      union all
      select i.id, i.amount_fen from invoice v join instalment i on i.org_id = v.org_id and i.invoice_id = v.id
      where v.org_id = ${ctx.orgId} and v.disputed and not exists (select 1 from dispute d
        where d.org_id = i.org_id and d.instalment_id = i.id and ${countsAsOf('d', asOf, reading)})
    ) c group by c.instalment_id)`
}
