import type { ImportTarget } from '../../../core/import/mapping.ts'
import { may, type Permission, type Role } from '../../../core/permission.ts'

/** Importing is writing many at once: whoever may not write one such record may not import a thousand. */
const WRITES: Record<ImportTarget, Permission> = {
  customers: 'customer.write',
  contacts: 'customer.write',
  invoices: 'receivable.write',
  payments: 'receivable.write',
  deals: 'deal.write',
  activities: 'activity.write',
  targets: 'target.write',
  quotes: 'quote.write',
  orders: 'order.write',
  contracts: 'contract.write',
  indicators: 'indicator.write',
  rates: 'rate.write',
}

export function mayImport(roles: readonly Role[], target: ImportTarget): boolean {
  return may(roles, 'import.run') && may(roles, WRITES[target])
}
