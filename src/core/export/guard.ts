/** Lists that leave as a file (C192). Documents of one record are not lists and have rules of their own. */
export const EXPORT_LISTS = [
  'customers',
  'deals',
  'quotes',
  'orders',
  'receivables',
  'instalments',
  'alerts',
  'team',
  'responses',
  'complaints',
  'commission',
  'contracts',
  'notes',
  'allowances',
  'receipts',
  'bills',
  'disputes',
  'dunning',
  'credit',
  'tasks',
  'imports',
  'outbox',
  'people',
  'targets',
  'quality',
  'indicators',
  'comparison',
  'scores',
  'uninvoiced',
  'terms',
] as const
export type ExportList = (typeof EXPORT_LISTS)[number]

/** More lines than this are no file that a person reads: it is refused rather than cut. */
export const MOST_ROWS = 50_000
/** What a list is asked for when it is drawn: one more says that it is too long. */
export const ROWS_ASKED = MOST_ROWS + 1

/** How much is in a file: its lines, and how many different customers it names. */
export type Extent = { rows: number; customers: number }

export type ExportPolicy = {
  /** from so many lines on, or so many customers named, a second person agrees */
  rowsFrom: number
  customersFrom: number
  /** lines a person may take out on one day without being asked: pieces add up to the whole */
  dayRows: number
}

export const DEFAULT_EXPORT_POLICY: ExportPolicy = { rowsFrom: 500, customersFrom: 100, dayRows: 1_000 }

export type Question = 'rows' | 'customers' | 'day' | 'pieces'

/**
 * What went out today without anybody's consent: the lines of all files, and the customers that the other
 * files of the same list named (the same file fetched again is no other one).
 */
export type Taken = { rows: number; customers: number }

/**
 * Why a second person must agree to this file, or null. Whoever owns the company is not asked by anybody
 * below; their exports are logged like all.
 */
export function askFor(
  extent: Extent,
  { policy, taken, isBoss }: { policy: ExportPolicy; taken: Taken; isBoss: boolean },
): Question | null {
  if (isBoss) return null
  if (extent.customers >= policy.customersFrom) return 'customers'
  if (extent.rows >= policy.rowsFrom) return 'rows'
  if (extent.customers > 0 && taken.customers + extent.customers >= policy.customersFrom) return 'pieces'
  return taken.rows + extent.rows > policy.dayRows ? 'day' : null
}

/** A list grows between asking and fetching; a tenth is growth, more is another list. */
export function covers(granted: Extent, extent: Extent): boolean {
  const within = (had: number, has: number) => has * 10 <= had * 11
  return within(granted.rows, extent.rows) && within(granted.customers, extent.customers)
}

/** A consent is for now: so many days after it was given the list it spoke of is another. */
export const GRANT_DAYS = 3
