import type { MetricDef } from './metric.ts'

/**
 * What each morning's look ahead came to (C102, C103). A look is a fact of its day and holds until the next
 * one; who was slowing is named in it, so that a figure opens its customers.
 */
export const CASH_SHAPES: readonly Omit<MetricDef, 'subject'>[] = [
  {
    id: 'cash_shortfall_fen',
    unit: 'fen',
    bad: 'high',
    fold: { kind: 'sum' },
    title: { zh: '资金缺口', en: 'Cash shortfall' },
    meaning: {
      zh: '未来 13 周里资金最紧的那天，比资金底线少多少（按每家客户的付款习惯预计回款）',
      en: 'On the tightest day of the next 13 weeks, how far below the floor (money expected by how customers pay)',
    },
  },
  {
    id: 'slowing_fen',
    unit: 'fen',
    bad: 'high',
    fold: { kind: 'sum' },
    title: { zh: '付款变慢的大客户欠款', en: 'Owed by large customers who pay later' },
    meaning: {
      zh: '占应收 3% 以上、近 90 天付款比前 270 天慢一周以上的客户，一共欠多少',
      en: 'Owed by customers with 3% of receivables or more whose last 90 days were a week slower than the 270 before',
    },
  },
  {
    id: 'slowing_share_bp',
    unit: 'bp',
    ofMoney: true,
    bad: 'high',
    fold: { kind: 'ratio', num: { kind: 'sum' }, den: { kind: 'sum' }, scale: 10_000 },
    title: { zh: '付款变慢的大客户占比', en: 'Share of large customers who pay later' },
    meaning: {
      zh: '付款变慢的大客户欠款 ÷ 未收金额（不含有争议的部分）',
      en: 'Owed by large customers who pay later, divided by open receivables without what is contested',
    },
  },
  {
    id: 'slowing_customers',
    unit: 'count',
    bad: 'high',
    fold: { kind: 'sum' },
    title: { zh: '付款变慢的大客户数', en: 'Large customers who pay later' },
    meaning: {
      zh: '同时变慢的大客户有几家',
      en: 'How many large customers pay later at the same time',
    },
  },
]
