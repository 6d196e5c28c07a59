import { type RawBuilder, sql } from 'kysely'
import { type BillsCollected, collectedKinds } from '../../../core/receivable/bill.ts'
import { json } from '../../platform/db.ts'

export const BILLS_SETTING = 'billsCollected'
const ALWAYS = collectedKinds('honoured')
const SOMETIMES = collectedKinds('received').filter((kind) => !ALWAYS.includes(kind))

/**
 * Whether a row of `payment` is money that has come in, as this company counts it, for targets, boards, briefs
 * and commission: a bill is when it is honoured, discounted or passed on, or from the day it came. What is in
 * the bank is another question: there the kind `payment` alone counts. It stands here because the morning
 * message asks as well.
 */
export function isCollected(alias: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`(${column('kind')} = any(${[...ALWAYS]}) or (${column('kind')} = any(${[...SOMETIMES]})
    and exists (select 1 from org_setting bc where bc.org_id = ${column('org_id')} and bc.id = ${BILLS_SETTING}
      and bc.value = ${json('received' satisfies BillsCollected)})))`
}
