import type { MetricDef } from './metric.ts'

/** The clocks of an instalment run only while something of it is unpaid. */
export const INSTALMENT_METRICS: readonly MetricDef[] = [
  {
    id: 'days_to_due',
    subject: 'instalment',
    unit: 'days',
    bad: 'low',
    fold: { kind: 'left' },
    gate: true,
    title: { zh: '距到期天数', en: 'Days to due' },
    meaning: { zh: '离到期日还有几天，到期当天为 0', en: 'Days until the due day, 0 on the day itself' },
  },
  {
    id: 'overdue_days',
    subject: 'instalment',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'age', ahead: true },
    gate: true,
    deltasOf: 'days_to_due',
    restsOn: [{ source: 'payment', errs: 'high' }],
    title: { zh: '逾期天数', en: 'Days overdue' },
    meaning: { zh: '过了到期日几天，到期当天为 0', en: 'Days past the due day, 0 on the day itself' },
  },
  {
    id: 'dispute_days',
    subject: 'instalment',
    unit: 'days',
    bad: 'high',
    fold: { kind: 'age' },
    gate: true,
    title: { zh: '争议持续天数', en: 'Days in dispute' },
    meaning: {
      zh: '客户提出争议到现在几天，只算还没有结论的争议',
      en: 'Days since the customer contested it, while the dispute has no outcome',
    },
  },
  {
    id: 'limitation_days',
    subject: 'instalment',
    unit: 'days',
    bad: 'low',
    fold: { kind: 'left' },
    gate: true,
    title: { zh: '诉讼时效剩余天数', en: 'Days of limitation left' },
    meaning: {
      zh: '离三年诉讼时效届满还有几天：从到期日或最近一次有据可查的催款、承诺、付款起算',
      en: 'Days until three years have passed since the due day, or the last proven demand, promise or payment',
    },
  },
  {
    id: 'instalment_open_fen',
    subject: 'instalment',
    unit: 'fen',
    bad: 'high',
    fold: { kind: 'sum' },
    title: { zh: '本期未收金额', en: 'Unpaid of this instalment' },
    meaning: { zh: '这一期还没收回的钱', en: 'What is still owed of this instalment' },
  },
]
