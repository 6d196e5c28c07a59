import { draftRule } from '../../../core/watch/compose.ts'
import { indicatorMetricId } from '../../../core/watch/metrics-indicator.ts'
import { buildIndicators } from '../../../world/indicators.ts'
import type { Company } from '../../../world/shapes.ts'
import { createIndicator, indicatorsOf, recordValues } from '../../modules/indicators/index.ts'
import { saveRule } from '../../modules/watch/index.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { actorsOf } from './actors.ts'
import type { People } from './load-people.ts'

const ASSISTANT = 'yezhilan'
const FINANCE = 'zhangshuqin'
/** As people would say it: fewer enquiries than six weeks ago, and steel dearer than a quarter ago. */
const FEWER = { back: 6, bp: -2_000 }
const DEARER = { back: 3, bp: 600 }

/** What the demo company brings in from outside, and the rule its boss made of it (C122). */
export async function bringIndicators(ctx: WriteCtx, company: Company, people: People): Promise<void> {
  if ((await indicatorsOf(ctx)).length > 0) return
  const source = { batchId: newId(ctx.now), historyDelayDays: 0, historyUntil: company.today }
  const actors = actorsOf(company, people)
  const keys: string[] = []
  for (const { values, ...form } of buildIndicators(company)) {
    const login = form.every === 'week' ? ASSISTANT : FINANCE
    const { key } = await createIndicator(ctx, { ...form, responsibleId: people.get(login)! })
    await recordValues(
      { ...ctx, source, actor: actors.get(login)! },
      values.map((value) => ({ key, ...value })),
    )
    keys.push(key)
  }
  const [enquiries, steel] = keys
  const code = 'market-cooling'
  await saveRule(ctx, code, {
    version: 0,
    spec: {
      ...draftRule(code, 'org'),
      title: { zh: '询盘在减、钢价在涨', en: 'Fewer enquiries while steel rises' },
      condition: {
        all: [
          {
            metric: indicatorMetricId({ key: enquiries!, back: FEWER.back }),
            op: 'lte',
            threshold: { kind: 'fixed', value: FEWER.bp },
          },
          {
            metric: indicatorMetricId({ key: steel!, back: DEARER.back }),
            op: 'gte',
            threshold: { kind: 'fixed', value: DEARER.bp },
          },
        ],
      },
      coolDownDays: 28,
      moneyMetric: null,
      mode: 'trial',
    },
  })
}
