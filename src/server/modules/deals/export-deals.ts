import type { FastifyReply } from 'fastify'
import { dayOf } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { type OutCell, sendXlsx, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { exportColumns } from '../lists/index.ts'
import { type DealQuery, selectDeals } from './read.ts'

type Filter = Omit<DealQuery, 'page' | 'size' | 'sort'>
type Row = Awaited<ReturnType<typeof selectDeals>>[number]

const CELLS: Record<string, (row: Row) => OutCell> = {
  title: (row) => row.title,
  amount: (row) => row.amount_fen,
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

/** The filtered list as .xlsx; whose deal it is stands beside its name, as on the page. */
export async function exportDeals(
  ctx: WriteCtx,
  query: Filter & { cols?: string | undefined },
  response: FastifyReply,
): Promise<{ sent: true }> {
  const rows = await selectDeals(ctx, { ...query, page: 1, size: 50_000, sort: 'updated' })
  const { columns, cellsOf } = await exportColumns(ctx, 'deal', query.cols, CELLS)
  const [title, ...rest] = columns
  const file = await sheetToXlsx({
    name: '商机',
    columns: [title!, { title: '客户', kind: 'text', width: 30 }, ...rest],
    rows: rows.map((row) => {
      const [first, ...others] = cellsOf(row)
      return [first!, row.customer_name, ...others]
    }),
  })
  await recordEvent(ctx, {
    kind: 'export.deals',
    subject: { kind: 'export', id: newId(ctx.now) },
    summary: { rows: rows.length },
  })
  return sendXlsx(response, `商机-${query.asOf ?? dayOf(ctx.now)}.xlsx`, file)
}
