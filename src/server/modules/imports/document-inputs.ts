import type { Day } from '../../../core/calendar.ts'
import { type BookedRate, isForeign } from '../../../core/exchange/rate.ts'
import type { ContractRecord, OrderRecord, QuoteRecord } from '../../../core/import/records.ts'
import { openingOf, type WorkCalendar } from '../../../core/workdays.ts'
import type { ContractInput } from '../contracts/index.ts'
import type { OrderInput } from '../orders/index.ts'
import type { QuoteInput } from '../quotes/index.ts'

/** Whom and what the record names; the responsible person is null when it names nobody. */
export type Named = { customerId: string; dealId: string | null; responsibleId: string | null }

/** What a row says it was booked at: so much for one unit, on the document's own day. */
export function toldRate(
  { currency = 'CNY', bookedAt }: { currency?: string; bookedAt?: bigint },
  day: Day,
): BookedRate | null {
  return bookedAt === undefined || !isForeign(currency) ? null : { micro: bookedAt, per: 1, day }
}

/** A quote with its course (C058 C060); a step known by its day only happened when work began. */
export function quoteInputOf(record: QuoteRecord, named: Named, calendar: WorkCalendar): QuoteInput {
  return {
    ...named,
    externalCode: record.externalCode,
    title: record.title,
    currency: record.currency ?? 'CNY',
    toldRate: toldRate(record, record.steps[0]!.on),
    custom: record.custom,
    steps: record.steps.map(({ on, ...step }) => ({ ...step, at: openingOf(calendar, on) })),
  }
}

/** An order with planned and actual delivery (C048); an order delivered in the file is complete. */
export function orderInputOf(record: OrderRecord, named: Named): OrderInput {
  return {
    ...named,
    number: record.externalCode,
    title: record.title,
    amountFen: record.amountFen,
    lines: record.lines,
    currency: record.currency ?? 'CNY',
    toldRate: toldRate(record, record.orderedOn),
    orderedOn: record.orderedOn,
    plannedOn: record.plannedOn ?? null,
    deliveredOn: record.deliveredOn,
    custom: record.custom,
  }
}

/** A contract with its dates (C075); one without an approval day stands as not approved (C073). */
export function contractInputOf(record: ContractRecord, named: Named, today: Day): ContractInput {
  const day = record.signedOn ?? record.effectiveOn ?? today
  return {
    ...named,
    number: record.externalCode,
    title: record.title,
    amountFen: record.amountFen,
    currency: record.currency ?? 'CNY',
    toldRate: toldRate(record, day < today ? day : today),
    signedOn: record.signedOn ?? null,
    effectiveOn: record.effectiveOn ?? null,
    endsOn: record.endsOn ?? null,
    approvedOn: record.approvedOn,
    custom: record.custom,
  }
}
