import { sql } from 'kysely'
import type { ImportTarget } from '../../../core/import/mapping.ts'
import type { Db } from '../../platform/db.ts'

const LEDGER = [
  'customer',
  'customer_period',
  'customer_state',
  'invoice',
  'instalment',
  'payment',
  'allocation',
]
const TABLES: Record<ImportTarget, readonly string[]> = {
  customers: ['customer', 'customer_period', 'customer_state'],
  contacts: ['customer', 'contact'],
  invoices: LEDGER,
  payments: LEDGER,
  deals: ['customer', 'customer_state', 'deal', 'stage_change'],
  activities: ['customer', 'customer_state', 'activity'],
  targets: ['target'],
  indicators: ['indicator_value'],
  rates: ['exchange_rate'],
  orders: ['customer', 'customer_state', 'sales_order', 'order_step'],
  contracts: ['customer', 'customer_state', 'contract', 'contract_step'],
  quotes: ['customer', 'customer_state', 'quote', 'quote_step'],
}

/** After the first chunk, and whenever the rows have grown fourfold. */
const FIRST = 500
const GROWTH = 4

/** A tenth of the usual sample: in the midst of an import a rough idea is enough, and the tables wait. */
const ROUGH = sql`set local default_statistics_target = 10`

/**
 * Tells the planner about rows it has never seen: without it, the first import of a new organisation is
 * planned as if its tables held one row. Returns the number of rows at which to look again.
 */
export async function refreshStatistics(
  db: Db,
  target: ImportTarget,
  done: number,
  due: number,
): Promise<number> {
  if (done < (due || FIRST)) return due || FIRST
  await db.transaction().execute(async (tx) => {
    await ROUGH.execute(tx)
    await sql`analyze ${sql.join(TABLES[target].map((table) => sql.table(table)))}`.execute(tx)
  })
  return Math.max(done, FIRST) * GROWTH
}
