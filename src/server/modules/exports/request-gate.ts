import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import { GRANT_DAYS } from '../../../core/export/guard.ts'
import { contentHashOf } from '../approvals/index.ts'

type Asked = {
  id: string
  user_id: string
  list: string
  search: string
  row_count: number
  customer_count: number
}

/** What the second person agrees to, and nothing else (decision 0005). */
export function gateOf(request: Asked) {
  const { id, user_id, list, search, row_count, customer_count } = request
  const contentHash = contentHashOf({
    userId: user_id,
    list,
    search,
    rows: row_count,
    customers: customer_count,
  })
  return { kind: 'export', subject: { kind: 'export', id }, contentHash }
}

/** `settledAt`: when it was agreed to; null while it waits. */
export function isExpired(settledAt: Instant | null, now: Instant): boolean {
  return settledAt !== null && now - settledAt > GRANT_DAYS * DAY_MS
}
