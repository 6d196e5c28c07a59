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
