import type { z } from 'zod'
import type { exportComparison } from '../../../api/periods.ts'
import { may } from '../../../core/permission.ts'
import { verdictWords } from '../../../text/periods.ts'
import { valueText } from '../../../text/values.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { forbidden } from '../../platform/errors.ts'
import type { OutColumn } from '../../platform/xlsx-out.ts'
import type { Drawn } from '../exports/index.ts'
import { comparePair } from './compare-pair.ts'

const NUMBER = (title: string): OutColumn => ({ title, kind: 'number', width: 12 })

/** Every figure with both of its periods, its cases and what can be said of the difference. */
export async function drawComparison(
  ctx: ReadCtx,
  query: z.output<typeof exportComparison.query>,
): Promise<Drawn> {
  if (!may(ctx.actor.roles, 'metric.read')) throw forbidden('metric.read')
  const { a, b, figures, subject, basis } = await comparePair(ctx, query)
  const cases = (side: (typeof figures)[number]['a'], isShare: boolean) =>
    isShare ? [side.num, side.den] : [null, side.n]
  return {
    fileName: `期间对比-${a.from}-${b.to}.xlsx`,
    sheet: {
      name: '期间对比',
      above: [
        ...(subject.name ? [subject.name] : []),
        `前一期 ${a.from} 至 ${a.to} · 后一期 ${b.from} 至 ${b.to}`,
        basis === 'business' ? '按业务日期' : '当时知道的',
      ],
      columns: [
        { title: '指标', kind: 'text', width: 24 },
        { title: '前一期', kind: 'text', width: 14 },
        ...[NUMBER('件数'), NUMBER('总数')],
        { title: '后一期', kind: 'text', width: 14 },
        ...[NUMBER('件数'), NUMBER('总数')],
        ...[NUMBER('变化（%）'), NUMBER('倍数')],
        { title: '说得准吗', kind: 'text', width: 40 },
        { title: '怎么算', kind: 'text', width: 60 },
      ],
      rows: figures.map((row) => [
        row.title.zh,
        row.a.value === null ? '没有数据' : valueText(row.unit, row.a.value).zh,
        ...cases(row.a, row.isShare),
        row.b.value === null ? '没有数据' : valueText(row.unit, row.b.value).zh,
        ...cases(row.b, row.isShare),
        row.change?.relativeBp == null ? null : row.change.relativeBp / 100,
        row.change?.factor == null ? null : Math.round(row.change.factor * 100) / 100,
        verdictWords(row).zh,
        row.meaning.zh,
      ]),
    },
    customers: [],
  }
}
