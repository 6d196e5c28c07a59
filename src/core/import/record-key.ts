import { nameKey } from '../customer/name-key.ts'
import type { CustomerRef, ImportRecord } from './records.ts'
import { hashOf } from './text-hash.ts'

/** What makes two rows of a file the same record. */
export function recordKey(record: ImportRecord): string {
  switch (record.kind) {
    case 'customer':
      return record.externalCode === undefined ? nameKey(record.name) : `#${record.externalCode}`
    case 'contact':
      return `${customerKey(record.customer)}|${record.name}|${record.phone ?? ''}`
    case 'invoice':
      return `${customerKey(record.customer)}|${record.number}`
    case 'payment':
    case 'quote':
    case 'order':
    case 'contract':
      return record.externalCode
    case 'deal':
      return record.externalCode ?? `${record.customer ? customerKey(record.customer) : ''}|${record.title}`
    case 'activity':
      return record.externalCode
    case 'indicator':
      return `${record.indicator}|${record.on}`
    case 'rate':
      return `${record.currency}|${record.on}`
    case 'target':
      return `${record.person.code ?? record.person.name}|${record.month}|${record.targetKind}`
  }
}

/** A 52-bit hash of everything a record says: equal hashes are the same row twice. */
export function recordContent(record: ImportRecord): number {
  const text = JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  )
  return hashOf(text)
}

function customerKey(customer: CustomerRef): string {
  return customer.code === undefined ? nameKey(customer.name) : `#${customer.code}`
}

/** The field by which a record is told from others: what two of the same key have in common. */
export function identityField(record: ImportRecord): string {
  if (record.kind === 'invoice') return 'number'
  if (record.kind === 'customer') return record.externalCode === undefined ? 'name' : 'externalCode'
  if (record.kind === 'contact') return 'name'
  if (record.kind === 'indicator') return 'period'
  if (record.kind === 'rate') return 'on'
  return record.kind === 'target' ? 'person' : 'externalCode'
}
