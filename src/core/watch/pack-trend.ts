import { shipped } from './pack-shape.ts'
import type { Condition, Rule } from './rule.ts'

export const TREND_RULES: readonly Rule[] = [
  shipped({
    // C109 exactly as asked for: below the mean of the past three 30-day windows; equal to the mean does not
    // fire.
    code: 'stage-conversion-below-mean',
    title: { zh: '阶段转化率低于过去三个月均值', en: 'Stage conversion below the mean of three months' },
    note: {
      zh: '这条规则照原话设置：没有任何异常时，也约有一半的时间低于均值，所以先试运行。加上容差再启用',
      en: 'Set exactly as worded: with nothing wrong it is below the mean about half of the time. Add a tolerance before switching it on',
    },
    subject: 'org',
    condition: {
      metric: 'stage_conversion_30d',
      op: 'lt',
      threshold: { kind: 'own-past', windows: 3, windowDays: 30, tolerancePct: 0, minN: 30 },
    },
    grid: 'week',
    severity: 3,
    responsible: 'boss',
    moneyMetric: null,
    ladder: [],
    mode: 'trial',
  }),
  shipped({
    // C109 of each stage by itself, so that the warning names the one that fell; the same boundary, and at
    // least thirty deals that left the stage behind the mean, ten of them in the window itself.
    code: 'one-stage-below-its-mean',
    title: {
      zh: '某个阶段的转化率低于自己过去三个月均值',
      en: 'A stage converts below its own mean of three months',
    },
    note: {
      zh: '指出是哪个阶段。没有任何异常时，也约有一半的时间低于均值，所以先试运行。加上容差再启用',
      en: 'Names the stage. With nothing wrong it is below its mean about half of the time: add a tolerance before switching it on',
    },
    subject: 'stage',
    condition: {
      metric: 'stage_conversion_30d',
      op: 'lt',
      threshold: { kind: 'own-past', windows: 3, windowDays: 30, tolerancePct: 0, minN: 30 },
    },
    grid: 'week',
    coolDownDays: 28,
    severity: 3,
    responsible: 'boss',
    informed: ['manager'],
    moneyMetric: null,
    ladder: [],
    mode: 'trial',
  }),
  shipped({
    // C113 C115: new customers lead bookings; under 60 % of the own mean of three times four weeks, at least
    // 12 cases.
    code: 'new-customers-drop',
    title: { zh: '新增客户明显减少', en: 'Fewer new customers' },
    subject: 'org',
    condition: {
      metric: 'new_customers_4w',
      op: 'lt',
      threshold: { kind: 'own-past', windows: 3, windowDays: 28, tolerancePct: 40, minN: 12 },
    },
    grid: 'week',
    coolDownDays: 28,
    severity: 2,
    responsible: 'boss',
    informed: ['manager'],
    moneyMetric: null,
    ladder: [],
  }),
  shipped({
    // C125: under 80 % of the target up to today, from the eighth working day of the month on.
    code: 'bookings-behind-target',
    title: { zh: '本月签单落后于目标', en: 'Bookings behind target' },
    subject: 'rep',
    condition: behindTarget('mtd_bookings_bp'),
    grid: 'day',
    pendingMinutes: 2 * 24 * 60,
    severity: 3,
    informed: ['manager'],
    moneyMetric: 'mtd_bookings_gap_fen',
  }),
  shipped({
    // C125 for collections, the same boundary.
    code: 'collections-behind-target',
    title: { zh: '本月回款落后于目标', en: 'Collections behind target' },
    subject: 'rep',
    condition: behindTarget('mtd_collections_bp'),
    grid: 'day',
    pendingMinutes: 2 * 24 * 60,
    severity: 3,
    informed: ['manager'],
    moneyMetric: 'mtd_collections_gap_fen',
  }),
]

/** One target row per working day gone by, so that n says how far into the month it is. */
function behindTarget(metric: string): Condition {
  return { metric, op: 'lt', threshold: { kind: 'fixed', value: 8_000 }, minN: 8 }
}
