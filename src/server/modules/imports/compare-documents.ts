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
  const note = async <K extends DocumentRecord['kind']>(kind: K, plans: readonly Plan[]) => {
    const renewed = await ownNews(
      ctx,
      kind,
      plans.flatMap((plan) => toldOf(plan) ?? []),
    )
    of(kind).forEach((record, index) => {
      const { outcome, ...plan } = plans[index]!
      const isRenewed = renewed.has(idOf(plan) ?? '')
      states.set(record, outcome === 'same' && isRenewed ? 'changed' : outcome)
    })
  }
  const calendar = await loadCalendar(ctx)
  const quotes = of('quote').map((record) => quoteInputOf(record, nameOf(record), calendar))
  await note('quote', await planQuotes(ctx, quotes))
  const orders = of('order').map((record) => orderInputOf(record, nameOf(record)))
  await note('order', await planOrders(ctx, orders))
  const contracts = of('contract').map((record) => contractInputOf(record, nameOf(record), dayOf(ctx.now)))
  await note('contract', await planContracts(ctx, contracts))
}

type Plan = {
  input: { custom?: CustomValues | undefined }
  existing?: { id: string } | null
  existingId?: string | null
  outcome: 'new' | 'changed' | 'same'
}

function idOf({ existing, existingId }: Pick<Plan, 'existing' | 'existingId'>): string | null {
  return existing?.id ?? existingId ?? null
}

function toldOf({ input, ...plan }: Plan): { id: string; custom: CustomValues | undefined } | null {
  const id = idOf(plan)
  return id === null ? null : { id, custom: input.custom }
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
  const foundId = (found: { id: string } | { refusal: string } | null) =>
    found && 'id' in found ? found.id : null
  return ({ customer, dealCode, responsible }) => ({
    customerId: foundId(customers.find(customer)) ?? '',
    dealId: dealCode === undefined ? null : (deals.get(dealCode) ?? null),
    responsibleId: responsible ? foundId(people.find(responsible)) : null,
  })
}
