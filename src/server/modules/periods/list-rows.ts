import type { z } from 'zod'
import type { listComparedRows as route } from '../../../api/periods.ts'
import { dayFromNumber, dayOf } from '../../../core/calendar.ts'
import { comparablesOf } from '../../../core/periods/comparable.ts'
import { rowsOver } from '../../../core/periods/over-span.ts'
import { isOfMoney } from '../../../core/watch/metrics.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { invalid } from '../../platform/errors.ts'
import { labelFacts, lookFrom } from '../watch/index.ts'
import { knownAt, seriesOf, stretchUpTo } from './compare-pair.ts'
import { subjectOf } from './subject.ts'

const ROWS_SHOWN = 200

/** What stands behind one figure of one period, the largest first (law 9). */
export async function listComparedRows(ctx: ReadCtx, query: z.output<typeof route.query>) {
  const subject = await subjectOf(ctx, query)
  if (!comparablesOf(subject.kind).some(({ id }) => id === query.metric))
    throw invalid('comparison_figure_unknown', { figure: query.metric })
  const stretch = stretchUpTo(query.asOf ?? dayOf(ctx.now), query)
  const series = (await seriesOf(ctx, subject, [query.metric])).get(query.metric)!
  const rows = rowsOver(series, stretch, knownAt(ctx, stretch, query.basis), query.side)
  const shown = rows.slice(0, ROWS_SHOWN)
  const labels = await labelFacts(
    ctx,
    shown.flatMap(({ ref }) => (ref ? [ref] : [])),
    lookFrom(ctx, query.asOf),
  )
  return {
    unit: series.def.unit,
    isMoney: isOfMoney(query.metric),
    items: shown.map(({ on, value, ref }) => {
      const named = ref ? labels.get(`${ref.kind}:${ref.id}`) : undefined
      return { day: dayFromNumber(on), value, label: named?.label ?? '', link: named?.link ?? null }
    }),
    more: rows.length - shown.length,
  }
}
