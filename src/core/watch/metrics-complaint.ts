import type { MetricDef } from './metric.ts'

const SPAN = { kind: 'window', span: 90 } as const

function took(what: 'response' | 'closing', zh: string, en: string): Omit<MetricDef, 'subject'>[] {
  const shared = { unit: 'workminutes', bad: 'high', statistics: 'duration' } as const
  const from = `最近 90 天${zh}的投诉，从提出到${zh}`
  return [
    {
      ...shared,
      id: `complaint_${what}_mean`,
      fold: { kind: 'ratio', num: SPAN, den: SPAN, scale: 1 },
      title: { zh: `投诉${zh}平均时长（近 90 天）`, en: `Mean time to the ${en} of a complaint, 90 days` },
      meaning: {
        zh: `${from}平均用了多少工作时间`,
        en: `Working time from complaint to ${en}, mean of 90 days`,
      },
    },
    {
      ...shared,
      id: `complaint_${what}_median`,
      fold: { kind: 'median', span: 90 },
      title: {
        zh: `投诉${zh}时长中位数（近 90 天）`,
        en: `Median time to the ${en} of a complaint, 90 days`,
      },
      meaning: {
        zh: `${from}，一半在这个工作时间内`,
        en: `Half of the complaints of 90 days reached their ${en} within this working time`,
      },
    },
  ]
}

/** Of people, teams and the company: how soon who complains hears of us, and how soon it ends (C268). */
export const COMPLAINT_SHAPES: readonly Omit<MetricDef, 'subject'>[] = [
  ...took('response', '首次响应', 'first answer'),
  ...took('closing', '处理完成', 'end'),
  {
    id: 'complaint_late_share',
    unit: 'bp',
    bad: 'high',
    fold: { kind: 'ratio', num: SPAN, den: SPAN, scale: 10_000 },
    statistics: 'proportion',
    title: { zh: '投诉响应超时占比（近 90 天）', en: 'Complaints answered late, 90 days' },
    meaning: {
      zh: '最近 90 天的投诉里，首次响应超过时限的占多少：按登记时的轻重，严重 2 小时、一般 1 个工作日、轻微 2 个工作日；没响应的到点算超时',
      en: 'Of the complaints of 90 days, the share first answered after 2 hours, 1 or 2 working days by its weight as registered; without an answer late from then on',
    },
  },
]
