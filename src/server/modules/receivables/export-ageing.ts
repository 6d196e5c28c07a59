import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ReadCtx } from '../../platform/context.ts'
import type { Drawn } from '../exports/index.ts'
import { readAgeing } from './read-ageing.ts'

/** Ageing by customer as .xlsx, the same figures as the page (C218). */
export async function drawAgeing(
  ctx: ReadCtx,
  asked: { asOf?: Day | undefined; known?: boolean | undefined; q?: string | undefined },
): Promise<Drawn> {
  const asOf = asked.asOf ?? dayOf(ctx.now)
  const reading = asked.known ? 'known' : 'business'
  const ageing = await readAgeing(ctx, { asOf, reading, q: asked.q, top: 100_000 })
  const sheet: Drawn['sheet'] = {
    name: `账龄 ${asOf}`,
    columns: [
      { title: '客户', kind: 'text', width: 32 },
      { title: '编码', kind: 'text' },
      { title: '负责人', kind: 'text' },
      { title: '应收', kind: 'money' },
      { title: '逾期', kind: 'money' },
      { title: '争议中', kind: 'money' },
      { title: '质保金未到期', kind: 'money' },
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
      row.retentionFen,
      row.maxOverdueDays,
      ...row.bucketFen,
    ]),
  }
  return { fileName: `应收账龄-${asOf}.xlsx`, sheet, customers: ageing.customers.map(({ id }) => id) }
}
