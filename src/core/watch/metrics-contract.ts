import type { MetricDef } from './metric.ts'

export const CONTRACT_METRICS: readonly MetricDef[] = [
  {
    id: 'contract_days_left',
    subject: 'contract',
    unit: 'days',
    bad: 'low',
    fold: { kind: 'left' },
    gate: true,
    title: { zh: '合同剩余天数', en: 'Days left of the contract' },
    meaning: {
      zh: '离合同到期还有几天，最后一天为 0，只算未终止的合同',
      en: 'Days until the contract ends, 0 on its last day, while it has not been ended',
    },
  },
  {
    id: 'used_unapproved',
    subject: 'contract',
    unit: 'count',
    bad: 'high',
    fold: { kind: 'sum' },
    gate: true,
    title: { zh: '未批准就执行的次数', en: 'Used without approval' },
    meaning: {
      zh: '合同还没批准，已经发生的交货、开票和收款笔数；没有挂合同的订单和发票不算',
      en: 'Deliveries, invoices and payments on a contract not approved; orders and invoices of no contract are not counted',
    },
  },
  {
    id: 'obligations_overdue',
    subject: 'contract',
    unit: 'count',
    bad: 'high',
    fold: { kind: 'sum' },
    gate: true,
    title: { zh: '逾期履约事项', en: 'Overdue obligations' },
    meaning: {
      zh: '合同没终止时，过了日子还没做的交货、开票、验收有几项；收款逾期另有预警，不在这里数',
      en: 'Deliveries, invoices and acceptances past their day while the contract runs; payments have warnings of their own',
    },
  },
  {
    id: 'contract_used_bp',
    subject: 'contract',
    unit: 'bp',
    ofMoney: true,
    bad: 'high',
    fold: { kind: 'ratio', num: { kind: 'sum' }, den: { kind: 'last' }, scale: 10_000 },
    gate: true,
    title: { zh: '合同已下单比例', en: 'Ordered of the contract' },
    meaning: {
      zh: '名下没有取消的订单合计 ÷ 合同金额，只算未终止的合同',
      en: 'Orders under it that were not cancelled, divided by its amount, while it has not been ended',
    },
  },
  {
    id: 'contract_billed_bp',
    subject: 'contract',
    unit: 'bp',
    ofMoney: true,
    bad: 'high',
    fold: { kind: 'ratio', num: { kind: 'sum' }, den: { kind: 'last' }, scale: 10_000 },
    gate: true,
    title: { zh: '合同已开票比例', en: 'Invoiced of the contract' },
    meaning: {
      zh: '挂在合同或它的订单上的发票（减去折让）÷ 合同金额，只算未终止的合同',
      en: 'Invoices of it or of its orders, less credits, divided by its amount, while it has not been ended',
    },
  },
  {
    id: 'contract_orders',
    subject: 'contract',
    unit: 'count',
    bad: 'low',
    fold: { kind: 'sum' },
    title: { zh: '合同名下订单数', en: 'Orders under the contract' },
    meaning: { zh: '挂在这份合同上、没有取消的订单有几张', en: 'Orders under it that were not cancelled' },
  },
  {
    id: 'contract_amount_fen',
    subject: 'contract',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'last' },
    title: { zh: '合同金额', en: 'Contract amount' },
    meaning: { zh: '合同的金额', en: 'The amount of the contract' },
  },
]

/** C081: by the day the contract was recorded, over a year. */
export const CONTRACT_VIOLATION: MetricDef = {
  id: 'contract_violation_bp',
  subject: 'org',
  unit: 'bp',
  bad: 'high',
  fold: {
    kind: 'ratio',
    num: { kind: 'window', span: 365 },
    den: { kind: 'window', span: 365 },
    scale: 10_000,
  },
  statistics: 'proportion',
  title: { zh: '合同违规率（近一年）', en: 'Contract violations, one year' },
  meaning: {
    zh: '最近 365 天登记的合同里，没批准就交货或开票的，或名下订单擅自改了价格还没批准的，占多少',
    en: 'Of the contracts recorded in 365 days, the share used before approval or with an order at unapproved prices',
  },
}
