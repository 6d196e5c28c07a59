import type { MetricDef } from './metric.ts'

/** C141: a plan that nobody has tried is a hope; a company without a plan has no such figure. */
export const DRILL_AGE: Omit<MetricDef, 'subject'> = {
  id: 'drill_age_days',
  unit: 'days',
  bad: 'high',
  fold: { kind: 'age' },
  title: { zh: '距上次应急演练天数', en: 'Days since the last drill' },
  meaning: {
    zh: '距最近一次结束的应急演练过去了几天；从没演练过的，从写下预案那天算起',
    en: 'Whole days since the last drill of the emergency plan ended, or since there is a plan when there was none',
  },
}
