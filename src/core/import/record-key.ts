import { nameKey } from '../customer/name-key.ts'
import type { CustomerRef, ImportRecord } from './records.ts'

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
  let a = 0x811c9dc5
  let b = 0x1000193
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b + code, 0x5bd1e995) ^ (b >>> 13)
  }
  return (a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff)
}

function customerKey(customer: CustomerRef): string {
  return customer.code === undefined ? nameKey(customer.name) : `#${customer.code}`
}
