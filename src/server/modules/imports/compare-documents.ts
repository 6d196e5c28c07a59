import { dayOf } from '../../../core/calendar.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import type { ContractRecord, ImportRecord, OrderRecord, QuoteRecord } from '../../../core/import/records.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { planContracts } from '../contracts/index.ts'
import { ownNews } from '../custom-fields/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { planOrders } from '../orders/index.ts'
import { planQuotes } from '../quotes/index.ts'
import type { CustomersOfRows } from './customers-of-rows.ts'
import { contractInputOf, type Named, orderInputOf, quoteInputOf } from './document-inputs.ts'
import { dealIdsByCode } from './existing.ts'
import { People } from './people.ts'

type DocumentRecord = QuoteRecord | OrderRecord | ContractRecord

/** Quotes, orders and contracts by the very comparison that their saving makes. */
export async function compareDocuments(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  records: readonly DocumentRecord[],
  states: Map<ImportRecord, 'new' | 'changed' | 'same'>,
): Promise<void> {
  const nameOf = await namesOf(ctx, customers, records)
  const of = <K extends DocumentRecord['kind']>(kind: K) =>
    records.filter((record): record is Extract<DocumentRecord, { kind: K }> => record.kind === kind)
  const note = (some: readonly DocumentRecord[], plans: readonly { outcome: 'new' | 'changed' | 'same' }[]) =>
    some.forEach((record, index) => {
      states.set(record, plans[index]!.outcome)
    })
  const calendar = await loadCalendar(ctx)
  const quotes = of('quote').map((record) => quoteInputOf(record, nameOf(record), calendar))
  note(of('quote'), await planQuotes(ctx, quotes))
  const orders = of('order').map((record) => orderInputOf(record, nameOf(record)))
  note(of('order'), await planOrders(ctx, orders))
  const contracts = of('contract').map((record) => contractInputOf(record, nameOf(record), dayOf(ctx.now)))
  const plans = await planContracts(ctx, contracts)
  note(of('contract'), await withOwn(ctx, 'contract', plans))
}

type Plan = {
  input: { custom?: CustomValues | undefined }
  existing: { id: string } | null
  outcome: 'new' | 'changed' | 'same'
}

/** Documents of which nothing but own fields would change are changed by that. */
async function withOwn(
  ctx: ReadCtx,
  record: Parameters<typeof ownNews>[1],
  plans: readonly Plan[],
): Promise<{ outcome: Plan['outcome'] }[]> {
  const told = plans.flatMap(({ existing, input }) => (existing ? [{ id: existing.id, ...input }] : []))
  const news = await ownNews(ctx, record, told)
  return plans.map(({ existing, outcome }) => ({
    outcome: outcome === 'same' && existing && news.has(existing.id) ? 'changed' : outcome,
  }))
}

/** Whom the records name, as far as they are there: a customer that the run would add has no id yet. */
async function namesOf(
  ctx: ReadCtx,
  customers: CustomersOfRows,
  records: readonly DocumentRecord[],
): Promise<(record: DocumentRecord) => Named> {
  const people = await People.load(ctx)
  const deals = await dealIdsByCode(
    ctx,
    records.flatMap(({ dealCode }) => dealCode ?? []),
  )
  const idOf = (found: { id: string } | { refusal: string } | null) =>
    found && 'id' in found ? found.id : null
  return ({ customer, dealCode, responsible }) => ({
    customerId: idOf(customers.find(customer)) ?? '',
    dealId: dealCode === undefined ? null : (deals.get(dealCode) ?? null),
    responsibleId: responsible ? idOf(people.find(responsible)) : null,
  })
}
