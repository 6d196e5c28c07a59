import { customerList, dealList } from './ledger-lists.ts'
import { receivablesLedger } from './ledger-receivables.ts'
import type { Company } from './shapes.ts'

/**
 * The company as it would look in the spreadsheets of a firm without a system: three files as cells, each
 * with the totals that an import must reach. Writing real files is the business of whoever has a disk.
 */
export function ledgerSheets(company: Company) {
  return {
    receivables: receivablesLedger(company),
    customers: customerList(company),
    deals: dealList(company),
  }
}
