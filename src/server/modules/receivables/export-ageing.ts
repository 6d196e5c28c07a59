import type { FastifyReply } from 'fastify'
import type { Day } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { recordEvent } from '../../platform/events.ts'
import { sendXlsx, sheetToXlsx } from '../../platform/xlsx-out.ts'
import { readAgeing } from './read-ageing.ts'
import type { Reading } from './reading.ts'

/** Ageing by customer as .xlsx, the same figures as the page; the export itself is an event (C192 C218). */
export async function exportAgeing(
  ctx: WriteCtx,
  query: { asOf: Day; reading: Reading; q?: string | undefined },
  response: FastifyReply,
) {
  const ageing = await readAgeing(ctx, { ...query, top: 100_000 })
  const file = await sheetToXlsx({
    name: `账龄 ${query.asOf}`,
    columns: [
      { title: '客户', kind: 'text', width: 32 },
      { title: '编码', kind: 'text' },
      { title: '负责人', kind: 'text' },
      { title: '应收', kind: 'money' },
      { title: '逾期', kind: 'money' },
      { title: '争议中', kind: 'money' },
      { title: '最长逾期天数', kind: 'number' },
      ...ageing.buckets.map((bucket) => ({
        title: bucket.label === 'not_due' ? '未到期' : `${bucket.label} 天`,
        kind: 'money' as const,
      })),
    ],
    rows: ageing.customers.map((row) => [
      row.name,
      row.externalCode,
      row.responsible?.name ?? null,
      row.openFen,
      row.overdueFen,
      row.disputedFen,
      row.maxOverdueDays,
      ...row.bucketFen,
    ]),
  })
  await recordEvent(ctx, {
    kind: 'export.ageing',
    subject: { kind: 'export', id: newId(ctx.now) },
    summary: { rows: ageing.customers.length, asOf: query.asOf, reading: query.reading },
  })
  return sendXlsx(response, `应收账龄-${query.asOf}.xlsx`, file)
}
