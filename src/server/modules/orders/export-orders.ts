import { dayOf } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { listOrders } from './read.ts'

const STATUS = { open: '待交货', partial: '部分交货', delivered: '已交完', cancelled: '已取消' } as const

type Query = Omit<Parameters<typeof listOrders>[1], 'page' | 'size'>

/** The filtered list as a file. */
export async function drawOrders(ctx: ReadCtx, query: Query): Promise<Drawn> {
  const { items } = await listOrders(ctx, { ...query, page: 1, size: ROWS_ASKED })
  return {
    fileName: `订单-${dayOf(ctx.now)}.xlsx`,
    sheet: {
      name: '订单',
      columns: [
        { title: '订单号', kind: 'text' },
        { title: '客户', kind: 'text', width: 30 },
        { title: '内容', kind: 'text', width: 30 },
        { title: '状态', kind: 'text' },
        { title: '金额（人民币）', kind: 'money' },
        { title: '币种', kind: 'text' },
        { title: '原币金额', kind: 'money' },
        { title: '下单日期', kind: 'day' },
        { title: '计划交货', kind: 'day' },
        { title: '实际交货', kind: 'day' },
        { title: '延迟天数', kind: 'number' },
        { title: '负责人', kind: 'text' },
      ],
      rows: items.map((row) => [
        row.number,
        row.customer.name,
        row.title,
        STATUS[row.status],
        row.amountFen,
        row.currency,
        row.original?.minor ?? row.amountFen,
        row.orderedOn,
        row.plannedOn,
        row.deliveredOn,
        row.lateDays,
        row.responsible?.name ?? null,
      ]),
    },
    customers: items.map(({ customer }) => customer.id),
  }
}
