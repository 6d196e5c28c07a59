import { dayOf } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
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

type Query = Omit<Parameters<typeof listQuotes>[1], 'page' | 'size'>

/** The filtered list as a file. */
export async function drawQuotes(ctx: ReadCtx, query: Query): Promise<Drawn> {
  const { items } = await listQuotes(ctx, { ...query, page: 1, size: ROWS_ASKED })
  return {
    fileName: `报价-${dayOf(ctx.now)}.xlsx`,
    sheet: {
      name: '报价',
      columns: [
        { title: '报价单号', kind: 'text' },
        { title: '报价', kind: 'text', width: 30 },
        { title: '客户', kind: 'text', width: 30 },
        { title: '状态', kind: 'text' },
        { title: '询价日期', kind: 'day' },
        { title: '发出日期', kind: 'day' },
        { title: '等待（工作日）', kind: 'text' },
        { title: '金额（人民币）', kind: 'money' },
        { title: '币种', kind: 'text' },
        { title: '原币金额', kind: 'money' },
        { title: '有效期至', kind: 'day' },
        { title: '负责人', kind: 'text' },
      ],
      rows: items.map((row) => [
        row.code,
        row.title,
        row.customer?.name ?? null,
        STATUS[row.status],
        dayOf(row.askedAt),
        row.sentAt === null ? null : dayOf(row.sentAt),
        (row.clock.workMinutes / 540).toFixed(1),
        row.amountFen,
        row.currency,
        row.original?.minor ?? row.amountFen,
        row.validUntil,
        row.responsible?.name ?? null,
      ]),
    },
    customers: items.map(({ customer }) => customer?.id ?? null),
  }
}
