import type { MetricDef } from './metric.ts'

/** C098: by the day the books gave it up, over a year; what came back later takes off again. */
export const BAD_DEBT: Omit<MetricDef, 'subject'> = {
  id: 'bad_debt_bp',
  unit: 'bp',
  ofMoney: true,
  bad: 'high',
  fold: {
    kind: 'ratio',
    num: { kind: 'window', span: 365 },
    den: { kind: 'window', span: 365 },
    scale: 10_000,
  },
  title: { zh: '坏账率（近一年，核销口径）', en: 'Bad-debt rate, one year, written off' },
  meaning: {
    zh: '最近 365 天核销的应收（减去核销后收回的）÷ 同期赊销（开票减退货折让，不含期初余额）',
    en: 'Written off in 365 days less what was recovered, divided by the credit sales of those days (invoiced less credit notes, without opening balances)',
  },
}
