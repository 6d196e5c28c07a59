import type { DealRecord, ImportRecord } from '../../../core/import/records.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { followsOf, holdsAll, isOf } from './compare-parts.ts'
import type { CustomersOfRows } from './customers-of-rows.ts'
import { dealCodeOf } from './deal-code.ts'
import { dealsOf } from './existing.ts'
import { People } from './people.ts'

/** What the run would make of these deals, by what a list shows of them. */
export async function compareDeals(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  records: readonly DealRecord[],
  states: Map<ImportRecord, 'new' | 'changed' | 'same'>,
): Promise<void> {
  if (records.length === 0) return
  const [deals, people] = await Promise.all([dealsOf(ctx, records.map(dealCodeOf)), People.load(ctx)])
  const follows = await followsOf(
    ctx,
    records.map((record) => ({ id: deals.get(dealCodeOf(record))?.id, last: record.lastFollowUp })),
  )
  for (const record of records) {
    const stored = deals.get(dealCodeOf(record))
    if (stored === undefined) {
      states.set(record, 'new')
      continue
    }
    const last = record.history.at(-1)
    const customer = record.customer ? customers.find(record.customer) : null
    const isCustomer = !record.customer || (customer && 'id' in customer && customer.id === stored.customerId)
    const told: [unknown, unknown][] = [
      [record.amountFen, stored.amount],
      [record.product, stored.product],
      [record.expectedCloseOn, stored.expectedCloseOn],
      [last?.lostReason, stored.lostReason],
      [last?.competitor, stored.competitor],
    ]
    const same =
      isCustomer &&
      told.every(([value, held]) => value === undefined || value === held) &&
      isOf(stored.responsibleId, record.responsible, people) &&
      (!record.lastFollowUp || follows(stored.id, record.lastFollowUp)) &&
      stored.stage === (last?.stage ?? record.stage) &&
      stored.title === record.title &&
      stored.stageSince === (last?.occurredOn ?? null) &&
      holdsAll(stored.custom, record.custom)
    states.set(record, same ? 'same' : 'changed')
  }
}
