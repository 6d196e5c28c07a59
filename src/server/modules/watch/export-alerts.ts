import type { FastifyReply } from 'fastify'
import { dayOf, formatInstant } from '../../../core/calendar.ts'
import { alertsText } from '../../../text/web/alerts.ts'
import { uiText } from '../../../text/web/ui.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { sendXlsx, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { type AlertQuery, listAlerts } from './read-alerts.ts'

const ROWS_MAX = 50_000

/** The worklist as it stands on the screen, for a meeting or a file; the export itself is an event (C192). */
export async function exportAlerts(ctx: WriteCtx, query: AlertQuery, response: FastifyReply) {
  const { rows } = await listAlerts(ctx, { ...query, page: 1, pageSize: ROWS_MAX })
  const day = query.asOf ?? dayOf(ctx.now)
  const file = await sheetToXlsx({
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
  })
  await recordEvent(ctx, {
    kind: 'export.alerts',
    subject: { kind: 'export', id: newId(ctx.now) },
    summary: { rows: rows.length },
  })
  return sendXlsx(response, `预警-${day}.xlsx`, file)
}
