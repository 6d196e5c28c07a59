import { buildContact, buildCustomer } from './build-customers.ts'
import { buildContract, buildOrder, buildQuote } from './build-documents.ts'
import { buildIndicator } from './build-indicator.ts'
import type { Occurrences } from './build-invoice.ts'
import { buildPayment } from './build-payment.ts'
import { buildRate } from './build-rate.ts'
import { buildActivity, buildDeal, buildTargets } from './build-sales.ts'
import type { ImportRecord } from './records.ts'
import type { RowReader } from './row-reader.ts'

/** What one row asks to be saved, of every target but invoices, which go over several rows. */
export function buildRecords(reader: RowReader, occurrence: Occurrences): ImportRecord[] | null {
  switch (reader.plan.mapping.target) {
    case 'customers':
      return listOf(buildCustomer(reader))
    case 'contacts':
      return listOf(buildContact(reader))
    case 'payments':
      return listOf(buildPayment(reader, occurrence))
    case 'deals':
      return listOf(buildDeal(reader))
    case 'activities':
      return listOf(buildActivity(reader, occurrence))
    case 'quotes':
      return listOf(buildQuote(reader, occurrence))
    case 'orders':
      return listOf(buildOrder(reader))
    case 'contracts':
      return listOf(buildContract(reader))
    case 'indicators':
      return listOf(buildIndicator(reader))
    case 'rates':
      return listOf(buildRate(reader))
    default:
      return buildTargets(reader)
  }
}

function listOf(record: ImportRecord | null): ImportRecord[] | null {
  return record === null ? null : [record]
}
