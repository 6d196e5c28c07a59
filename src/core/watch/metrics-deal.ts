import type { MetricDef } from './metric.ts'

/** All clocks of a deal run only while it is open. */
export const DEAL_METRICS: readonly MetricDef[] = [
  {
    id: 'follow_up_age',
    subject: 'deal',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'age' },
    gate: true,
    restsOn: [
      { source: 'activity', errs: 'high' },
      { source: 'deal', errs: 'high' },
    ],
    title: { zh: '未跟进天数', en: 'Days since last follow-up' },
    meaning: {
      zh: '距离最近一次跟进或阶段变更过去了几天，只算进行中的商机',
      en: 'Whole days since the last follow-up or stage change of an open deal',
    },
  },
  {
    id: 'stage_days',
    subject: 'deal',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'age' },
    gate: true,
    restsOn: [{ source: 'deal', errs: 'high' }],
    title: { zh: '本阶段停留天数', en: 'Days in stage' },
    meaning: { zh: '进入当前阶段过去了几天', en: 'Whole days since the deal entered its present stage' },
  },
  {
    id: 'deal_age',
    subject: 'deal',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'age' },
    gate: true,
    title: { zh: '商机存续天数', en: 'Deal age' },
    meaning: {
      zh: '商机从第一个阶段到现在过去了几天',
      en: 'Whole days since the deal entered its first stage',
    },
  },
  {
    id: 'deal_amount_fen',
    subject: 'deal',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'last' },
    title: { zh: '商机金额', en: 'Deal amount' },
    meaning: { zh: '当时登记的商机金额', en: 'The amount on record at that time' },
  },
]
