import { dayOf } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { OutCell } from '../../platform/xlsx-out.ts'
import type { Drawn } from '../exports/index.ts'
import { exportColumns } from '../lists/index.ts'
import { type CustomerQuery, type ListRow, selectCustomers } from './read-list.ts'

type Filter = Omit<CustomerQuery, 'page' | 'size' | 'sort'>

const CELLS: Record<string, (row: ListRow) => OutCell> = {
  name: (row) => row.name,
  grade: (row) => row.grade,
  responsible: (row) => row.user_name,
  open: (row) => row.open_fen,
  overdue: (row) => row.overdue_fen,
  overdue_days: (row) => row.overdue_days,
  last_on: (row) => row.last_activity_on,
  open_deals: (row) => row.open_deals,
  open_alerts: (row) => row.open_alerts,
  city: (row) => row.city,
  key_level: (row) => (row.key_level === 'key' ? '重点' : '普通'),
  code: (row) => row.external_code,
  uscc: (row) => row.uscc,
  term_days: (row) => row.term_days,
  limit: (row) => row.limit_fen,
  created_on: (row) => row.created_on,
}

/** The filtered list as a file: it is what was on the screen. */
export async function drawCustomers(
  ctx: ReadCtx,
  query: Filter & { cols?: string | undefined },
): Promise<Drawn> {
  const { rows } = await selectCustomers(ctx, { ...query, sort: 'overdue', page: 1, size: ROWS_ASKED })
  const { columns, cellsOf } = await exportColumns(ctx, 'customer', query.cols, CELLS)
  return {
    fileName: `客户-${query.asOf ?? dayOf(ctx.now)}.xlsx`,
    sheet: { name: '客户', columns, rows: rows.map(cellsOf) },
    customers: rows.map(({ id }) => id),
  }
}
