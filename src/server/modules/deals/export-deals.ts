import { dayOf } from '../../../core/calendar.ts'
import { currencyText } from '../../../core/exchange/rate.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { type ExportCell, exportColumns } from '../lists/index.ts'
import { type DealQuery, selectDeals } from './read.ts'

type Filter = Omit<DealQuery, 'page' | 'size' | 'sort'>
type Row = Awaited<ReturnType<typeof selectDeals>>[number]

const CELLS: Record<string, ExportCell<Row>> = {
  title: (row) => row.title,
  amount: { title: '金额（人民币）', cell: (row) => row.amount_fen },
  stage: (row) => row.stage_name,
  stage_days: (row) => row.stage_days,
  quiet_days: (row) => row.quiet_days,
  responsible: (row) => row.user_name,
  expected_on: (row) => row.expected_close_on,
  open_alerts: (row) => row.open_alerts,
  created_on: (row) => row.created_on,
  closed_on: (row) => row.closed_on,
  product: (row) => row.product,
  currency: (row) => row.currency,
  code: (row) => row.external_code,
  lost_reason: (row) => row.lost_reason,
  competitor: (row) => row.competitor,
}

/** The filtered list as a file; whose deal it is stands beside its name, as on the page. */
export async function drawDeals(ctx: ReadCtx, query: Filter & { cols?: string | undefined }): Promise<Drawn> {
  const rows = await selectDeals(ctx, { ...query, page: 1, size: ROWS_ASKED, sort: 'updated' })
  const { columns, cellsOf } = await exportColumns(ctx, 'deal', query.cols, CELLS)
  const [title, ...rest] = columns
  return {
    fileName: `商机-${query.asOf ?? dayOf(ctx.now)}.xlsx`,
    sheet: {
      name: '商机',
      columns: [
        title!,
        { title: '客户', kind: 'text', width: 30 },
        ...rest,
        { title: '原币金额', kind: 'text' },
      ],
      rows: rows.map((row) => {
        const [first, ...others] = cellsOf(row)
        return [first!, row.customer_name, ...others, originalText(row)]
      }),
    },
    customers: rows.map((row) => row.customer_id),
  }
}

/** With its code, for the column of currencies may not have been chosen; empty for yuan. */
function originalText({ original_minor, currency }: Row): string | null {
  return original_minor === null ? null : currencyText(original_minor, currency)
}
