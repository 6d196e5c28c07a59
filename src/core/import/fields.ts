import type { FieldDef } from './field-def.ts'
import { CONTACTS, CUSTOMERS } from './fields-customers.ts'
import { CONTRACTS, ORDERS, QUOTES } from './fields-documents.ts'
import { INDICATORS } from './fields-indicators.ts'
import { RATES } from './fields-rates.ts'
import { INVOICES, PAYMENTS } from './fields-receivables.ts'
import { ACTIVITIES, DEALS, TARGETS } from './fields-sales.ts'
import type { ImportTarget } from './mapping.ts'

const FIELDS: Record<ImportTarget, readonly FieldDef[]> = {
  customers: CUSTOMERS,
  contacts: CONTACTS,
  invoices: INVOICES,
  payments: PAYMENTS,
  deals: DEALS,
  activities: ACTIVITIES,
  targets: TARGETS,
  quotes: QUOTES,
  orders: ORDERS,
  contracts: CONTRACTS,
  indicators: INDICATORS,
  rates: RATES,
}

/** The fields an import of this kind understands, in the order a form shows them. */
export function fieldsOf(target: ImportTarget): readonly FieldDef[] {
  return FIELDS[target]
}

export function fieldOf(target: ImportTarget, field: string): FieldDef | undefined {
  return FIELDS[target].find((def) => def.field === field)
}
