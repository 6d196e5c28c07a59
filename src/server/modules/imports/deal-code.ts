import { nameKey } from '../../../core/customer/name-key.ts'
import type { DealRecord } from '../../../core/import/records.ts'

/**
 * A deal without a number is the same one when customer and title are: the second import must find it again.
 */
export function dealCodeOf(record: DealRecord): string {
  if (record.externalCode !== undefined) return record.externalCode
  const customer = record.customer ? (record.customer.code ?? nameKey(record.customer.name)) : ''
  return `${customer}/${nameKey(record.title)}`.slice(0, 200)
}
