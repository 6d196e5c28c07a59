import { type RawBuilder, sql } from 'kysely'
import { type BillsCollected, collectedKinds } from '../../../core/receivable/bill.ts'

export const BILLS_SETTING = 'billsCollected'
const MONEY = collectedKinds('honoured')

/**
 * Since which day which way of counting held, the latest first; before the first a bill is collected when it
 * is money. `b` is the alias of the setting.
 */
const billsCountedSince = sql`jsonb_to_recordset(bc.value) as since ("from" date, collected text)`

/**
 * Whether a row of `payment` is money that has come in, as this company counts it, for targets, boards,
 * briefs and commission: a bill is when it is honoured, discounted or passed on, or, if the company said
 * so by the day it came, from that day; then that it turns into money is no second time. What is in the
 * bank is another question: there the kind `payment` alone counts. It stands here because the morning
 * message asks as well.
 */
export function isCollected(alias: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  const counted = sql`(select since.collected from bill cb join org_setting bc on bc.org_id = cb.org_id and bc.id = ${BILLS_SETTING}
    cross join ${billsCountedSince} where cb.org_id = ${column('org_id')} and cb.id = ${column('bill_id')} and since."from" <= cb.occurred_on
    order by since."from" desc limit 1)`
  return sql`(case when ${column('bill_id')} is null then ${column('kind')} = 'payment'
    when ${counted} = ${'received' satisfies BillsCollected} then ${column('bill_move')} <> 'turned'
    else ${column('kind')} = any(${[...MONEY]}) end)`
}
