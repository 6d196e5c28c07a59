import { dayOf } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { type ExportCell, exportColumns } from '../lists/index.ts'
import { listOrders } from './read.ts'

const STATUS = { open: '待交货', partial: '部分交货', delivered: '已交完', cancelled: '已取消' } as const

type Query = Omit<Parameters<typeof listOrders>[1], 'page' | 'size'> & { cols?: string | undefined }
type Row = Awaited<ReturnType<typeof listOrders>>['items'][number]

const CELLS: Record<string, ExportCell<Row>> = {
  number: (row) => row.number,
  title: (row) => row.title,
  customer: (row) => row.customer.name,
  amount: (row) => row.amountFen,
  currency: (row) => row.currency,
  original: (row) => row.original?.minor ?? row.amountFen,
  status: (row) => STATUS[row.status],
  ordered_on: (row) => row.orderedOn,
  planned_on: (row) => row.plannedOn,
  delivered_on: (row) => row.deliveredOn,
  late_days: (row) => row.lateDays,
  invoiced: (row) => row.invoicedFen,
  responsible: (row) => row.responsible?.name ?? null,
}

/** The filtered list as a file. */
export async function drawOrders(ctx: ReadCtx, query: Query): Promise<Drawn> {
  const { items } = await listOrders(ctx, { ...query, page: 1, size: ROWS_ASKED })
  const { columns, cellsOf } = await exportColumns(ctx, 'order', query.cols, CELLS)
  return {
    fileName: `订单-${dayOf(ctx.now)}.xlsx`,
    sheet: { name: '订单', columns, rows: items.map(cellsOf) },
    customers: items.map(({ customer }) => customer.id),
  }
}
