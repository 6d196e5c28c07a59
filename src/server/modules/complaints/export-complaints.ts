import { dayOf, formatInstant } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import { complaintsText } from '../../../text/web/complaints.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { listComplaints } from './read-complaints.ts'

type Query = Omit<Parameters<typeof listComplaints>[1], 'page' | 'size'>

/** The filtered list as a file. */
export async function drawComplaints(ctx: ReadCtx, query: Query): Promise<Drawn> {
  const { items } = await listComplaints(ctx, { ...query, page: 1, size: ROWS_ASKED })
  const say = complaintsText.zh
  return {
    fileName: `投诉-${dayOf(ctx.now)}.xlsx`,
    sheet: {
      name: '投诉',
      columns: [
        { title: '客户', kind: 'text', width: 30 },
        { title: '投诉内容', kind: 'text', width: 40 },
        { title: '类型', kind: 'text' },
        { title: '轻重', kind: 'text' },
        { title: '订单号', kind: 'text' },
        { title: '投诉日期', kind: 'day' },
        { title: '处理期限', kind: 'day' },
        { title: '超期天数', kind: 'number' },
        { title: '争议金额', kind: 'money' },
        { title: '负责人', kind: 'text' },
        { title: '首次响应', kind: 'text', width: 20 },
        { title: '响应用时（工作日）', kind: 'number' },
        { title: '响应超时', kind: 'text' },
        { title: '处理日期', kind: 'day' },
        { title: '处理用时（工作日）', kind: 'number' },
        { title: '原因', kind: 'text' },
        { title: '处理结果', kind: 'text', width: 40 },
      ],
      rows: items.map((row) => [
        row.customer.name,
        row.title,
        say[`kind_${row.kind}`],
        say[`level_${row.severity}`],
        row.order?.number ?? null,
        row.openedOn,
        row.dueOn,
        row.lateDays,
        row.contestedFen,
        row.responsible?.name ?? null,
        row.answer.at === null ? null : formatInstant(row.answer.at),
        inDays(row.answer.responseMinutes),
        row.answer.isLate ? '是' : null,
        row.resolvedOn,
        inDays(row.answer.closingMinutes),
        row.cause === null ? null : say[`cause_${row.cause}`],
        row.resolution,
      ]),
    },
    customers: items.map(({ customer }) => customer.id),
  }
}

/** Of 540 working minutes each, to a hundredth. */
function inDays(minutes: number | null): number | null {
  return minutes === null ? null : Math.round(minutes / 5.4) / 100
}
