import type { MetricDef } from './metric.ts'

export const QUOTE_METRICS: readonly MetricDef[] = [
  {
    id: 'quote_wait_days',
    subject: 'quote',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'sum' },
    gate: true,
    restsOn: [{ source: 'quote', errs: 'high' }],
    title: { zh: '等报价的工作日', en: 'Working days waiting for a quote' },
    meaning: {
      zh: '从客户询价起，已经开始了几个工作日；等客户补充资料的时间不算，报价发出即停',
      en: 'Working days begun since the request; time spent waiting for the customer does not count, and the first quote sent ends it',
    },
  },
  {
    id: 'quote_valid_days',
    subject: 'quote',
    unit: 'days',
    bad: 'low',
    fold: { kind: 'left' },
    gate: true,
    title: { zh: '报价有效期剩余天数', en: 'Days of validity left' },
    meaning: {
      zh: '离报价失效还有几天，最后一天为 0，只算还没有结果的报价',
      en: 'Days until an undecided quote runs out, 0 on its last day',
    },
  },
  {
    id: 'quote_amount_fen',
    subject: 'quote',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'last' },
    title: { zh: '报价金额', en: 'Quoted amount' },
    meaning: {
      zh: '最近一次报出的金额；还没报的，用询价时估计的金额',
      en: 'The amount last quoted, or the one expected when it was asked for',
    },
  },
]

type Shape = Omit<MetricDef, 'subject'>

/** Of people and of the company: how fast, how often, and how well quotes do. */
export const QUOTE_SHAPES: readonly Shape[] = [
  {
    id: 'quote_response_mean',
    unit: 'workminutes',
    bad: 'high',
    fold: window90(1),
    statistics: 'duration',
    title: { zh: '报价平均响应时长（近 90 天）', en: 'Mean quote response, 90 days' },
    meaning: {
      zh: '最近 90 天发出的报价，从询价到首次发出平均用了几个工作日',
      en: 'Working time from request to first sending, mean of the quotes sent in the last 90 days',
    },
  },
  {
    id: 'quote_response_median',
    unit: 'workminutes',
    bad: 'high',
    fold: { kind: 'median', span: 90 },
    statistics: 'duration',
    title: { zh: '报价响应时长中位数（近 90 天）', en: 'Median quote response, 90 days' },
    meaning: {
      zh: '最近 90 天发出的报价，一半在这个时间内发出',
      en: 'Half of the quotes of the last 90 days were sent within this working time',
    },
  },
  {
    id: 'quote_late_share',
    unit: 'bp',
    bad: 'high',
    fold: window90(10_000),
    statistics: 'proportion',
    restsOn: [{ source: 'quote', errs: 'high' }],
    title: {
      zh: '报价超过 3 个工作日的占比（近 90 天）',
      en: 'Share of quotes over 3 working days, 90 days',
    },
    meaning: {
      zh: '最近 90 天客户等到报价、或已经等了 3 个工作日以上的询价里，超过 3 个工作日的占多少；还没报出的也算',
      en: 'Of requests of the last 90 days that were quoted or have waited more than 3 working days, the share that waited longer than that; those still waiting count',
    },
  },
  {
    id: 'quotes_sent_7d',
    unit: 'count',
    bad: 'low',
    fold: { kind: 'window', span: 7 },
    statistics: 'count',
    restsOn: [{ source: 'quote', errs: 'low' }],
    title: { zh: '近 7 天报价量', en: 'Quotes sent in 7 days' },
    meaning: { zh: '最近 7 天首次发出了几份报价', en: 'Quotes first sent in the last 7 days' },
  },
  {
    id: 'quotes_sent_4w_fen',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'window', span: 28 },
    restsOn: [{ source: 'quote', errs: 'low' }],
    title: { zh: '近四周报价金额', en: 'Amount quoted in four weeks' },
    meaning: {
      zh: '最近 28 天首次发出的报价金额',
      en: 'Amount of the quotes first sent in the last 28 days',
    },
  },
  {
    id: 'quote_hit_rate',
    unit: 'bp',
    bad: 'low',
    fold: window90(10_000),
    statistics: 'proportion',
    title: { zh: '报价命中率（近 90 天）', en: 'Quote hit rate, 90 days' },
    meaning: {
      zh: '最近 90 天客户作出决定的报价里，成交的占多少',
      en: 'Won of all quotes the customer decided on in the last 90 days',
    },
  },
  {
    id: 'quote_feedback_rate',
    unit: 'bp',
    bad: 'low',
    fold: window90(10_000),
    statistics: 'proportion',
    restsOn: [{ source: 'quote', errs: 'low' }],
    title: { zh: '报价反馈率（近 90 天）', en: 'Quote feedback rate, 90 days' },
    meaning: {
      zh: '发出满 7 天的报价里，客户在 7 天内有回音的占多少',
      en: 'Of quotes sent at least 7 days ago, the share the customer answered within 7 days',
    },
  },
]

function window90(scale: number): MetricDef['fold'] {
  return { kind: 'ratio', num: { kind: 'window', span: 90 }, den: { kind: 'window', span: 90 }, scale }
}
