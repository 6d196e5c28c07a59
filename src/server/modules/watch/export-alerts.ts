import { dayOf, formatInstant } from '../../../core/calendar.ts'
import { ROWS_ASKED } from '../../../core/export/guard.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { uiText } from '../../../text/web/ui.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { type AlertQuery, listAlerts } from './read-alerts.ts'

/** The worklist as it stands on the screen, for a meeting or a file. */
export async function drawAlerts(ctx: ReadCtx, query: AlertQuery): Promise<Drawn> {
  const { rows } = await listAlerts(ctx, { ...query, page: 1, pageSize: ROWS_ASKED })
  const day = query.asOf ?? dayOf(ctx.now)
  const sheet: Drawn['sheet'] = {
    name: '预警',
    columns: [
      { title: '等级', kind: 'text', width: 8 },
      { title: '客户', kind: 'text', width: 34 },
      { title: '对象', kind: 'text', width: 26 },
      { title: '规则', kind: 'text', width: 24 },
      { title: '事项', kind: 'text', width: 40 },
      { title: '涉及金额', kind: 'money' },
      { title: '负责人', kind: 'text' },
      { title: '发现时间', kind: 'text', width: 18 },
      { title: '处理期限', kind: 'text', width: 18 },
      { title: '状态', kind: 'text' },
    ],
    rows: rows.map((row) => [
      uiText.zh[`severity${row.severity}`],
      row.customer?.name ?? null,
      row.subject.label,
      row.title.zh,
      row.sentence.zh,
      row.moneyFen,
      row.responsible.name,
      formatInstant(row.openedAt),
      formatInstant(row.deadlineAt),
      alertsText.zh[row.status],
    ]),
  }
  return {
    fileName: `预警-${day}.xlsx`,
    sheet,
    customers: rows.map(({ customer }) => customer?.id ?? null),
  }
}
