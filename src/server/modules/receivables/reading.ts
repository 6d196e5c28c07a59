import { type RawBuilder, sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import { at } from '../../platform/db.ts'

export type Reading = 'business' | 'known'

/**
 * Which rows of a fact table count as of a day, in one of the two readings of the past (law 2): by business
 * date what happened by then and stands today; as known what was known at the end of that day, whatever was
 * recorded or voided later.
 */
export function countsAsOf(alias: string, asOf: Day, reading: Reading): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  if (reading === 'business')
    return sql`(${column('occurred_on')} <= ${asOf} and ${column('voided_at')} is null)`
  const then = at(endOfDay(asOf))
  return sql`(${column('known_at')} <= ${then} and (${column('voided_at')} is null or ${column('voided_at')} > ${then}))`
}

/**
 * Which payments are documents of the account of a customer: that a bill has become money moves nothing.
 */
export function isDocument(alias: string): RawBuilder<boolean> {
  return sql`${sql.ref(`${alias}.bill_move`)} is distinct from 'turned'`
}

/**
 * What such a document is called. Below zero in the ledger are a refused bill, and the gain of an exchange:
 * more yuan came than were booked.
 */
export function documentKind(alias: string): RawBuilder<string> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`case ${column('bill_move')} when 'received' then 'bill' when 'refused' then 'bill_refused'
    else case when ${column('kind')} <> 'exchange' then ${column('kind')}
      when ${column('amount_fen')} > 0 then 'exchange_loss' else 'exchange_gain' end end`
}

/** Whether something of the instalment was written off (C097): nothing is open, and nobody has paid. */
export function isWrittenOff(instalment: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${instalment}.${name}`)
  return sql`exists (select 1 from allocation lost join payment wo on wo.org_id = lost.org_id and wo.id = lost.payment_id
    where lost.org_id = ${column('org_id')} and lost.instalment_id = ${column('id')} and lost.voided_at is null
      and wo.kind = 'write_off')`
}
