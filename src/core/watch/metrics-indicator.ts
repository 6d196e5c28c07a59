import type { MetricDef } from './metric.ts'
import type { Bilingual } from './subject.ts'

/**
 * Figures from outside as the company's own metrics (C122). Which there are is data; what can be asked of one
 * is in the name: `indicator.steel.value` is its newest figure, `indicator.steel.change.3` how much that is
 * above or below the one three periods before.
 */
export type IndicatorMetric = { key: string; back: number }

const NAME = /^indicator\.([a-z][a-z0-9_]{0,39})\.(?:value|change\.([1-9]\d{0,2}))$/

/** The furthest back that a change is asked for: two years of working days. */
export const CHANGE_MAX = 520

export function indicatorMetricId({ key, back }: IndicatorMetric): string {
  return back === 0 ? `${indicatorDeltas(key)}.value` : `${indicatorDeltas(key)}.change.${back}`
}

export function indicatorOf(metric: string): IndicatorMetric | null {
  const match = NAME.exec(metric)
  if (!match) return null
  const back = Number(match[2] ?? 0)
  return back > CHANGE_MAX ? null : { key: match[1]!, back }
}

/** By what name the deltas of an indicator go, from which all its metrics are read. */
export function indicatorDeltas(key: string): string {
  return `indicator.${key}`
}

/** What the company says of it; before that is known, its key stands for its name. */
export type Named = { name: Bilingual; unit: string; bad: MetricDef['bad'] }

export function indicatorDef(metric: string, named?: Named): MetricDef | undefined {
  const asked = indicatorOf(metric)
  if (!asked) return undefined
  const { key, back } = asked
  const name = named?.name ?? { zh: key, en: key }
  const unit = named?.unit ? { zh: `（${named.unit}）`, en: ` (${named.unit})` } : { zh: '', en: '' }
  return {
    id: metric,
    subject: 'org',
    unit: back === 0 ? 'number' : 'bp',
    bad: named?.bad ?? 'high',
    fold: { kind: 'period', back },
    statistics: 'gauge',
    deltasOf: indicatorDeltas(key),
    named: true,
    title:
      back === 0
        ? { zh: `${name.zh}${unit.zh}`, en: `${name.en}${unit.en}` }
        : {
            zh: `${name.zh}比 ${back} 期前涨跌`,
            en: `${name.en}, change over ${back} ${back === 1 ? 'period' : 'periods'}`,
          },
    meaning:
      back === 0
        ? {
            zh: '外部数据最新一期的数值；该来的一期没有来，就是没有数据',
            en: 'The newest figure from outside; no data once the next one is late',
          }
        : {
            zh: `外部数据最新一期和 ${back} 期前相比涨跌百分之几；缺了其中一期就是没有数据`,
            en: `The newest figure from outside against the one ${back} periods before, in percent; no data when either is missing`,
          },
  }
}
