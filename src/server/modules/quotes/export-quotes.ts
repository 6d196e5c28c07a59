import { dayOf } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { type ExportCell, exportColumns } from '../lists/index.ts'
import { listQuotes } from './read.ts'

const STATUS = {
  asked: '待报价',
  paused: '等客户资料',
  sent: '已报价',
  answered: '客户已回复',
  won: '成交',
  lost: '未成交',
  withdrawn: '已撤回',
} as const

type Query = Omit<Parameters<typeof listQuotes>[1], 'page' | 'size'> & { cols?: string | undefined }
type Row = Awaited<ReturnType<typeof listQuotes>>['items'][number]

const CELLS: Record<string, ExportCell<Row>> = {
  title: (row) => row.title,
  code: (row) => row.code,
  customer: (row) => row.customer?.name ?? null,
  amount: (row) => row.amountFen,
  currency: (row) => row.currency,
  original: (row) => row.original?.minor ?? row.amountFen,
  status: (row) => STATUS[row.status],
  clock: (row) => (row.clock.workMinutes / 540).toFixed(1),
  asked_on: (row) => dayOf(row.askedAt),
  sent_on: (row) => (row.sentAt === null ? null : dayOf(row.sentAt)),
  valid_until: (row) => row.validUntil,
  responsible: (row) => row.responsible?.name ?? null,
}

/** The filtered list as a file. */
export async function drawQuotes(ctx: ReadCtx, query: Query): Promise<Drawn> {
  const { items } = await listQuotes(ctx, { ...query, page: 1, size: ROWS_ASKED })
  const { columns, cellsOf } = await exportColumns(ctx, 'quote', query.cols, CELLS)
  return {
    fileName: `报价-${dayOf(ctx.now)}.xlsx`,
    sheet: { name: '报价', columns, rows: items.map(cellsOf) },
    customers: items.map(({ customer }) => customer?.id ?? null),
  }
}
