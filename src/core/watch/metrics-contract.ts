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
    id: 'contract_amount_fen',
    subject: 'contract',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'last' },
    title: { zh: '合同金额', en: 'Contract amount' },
    meaning: { zh: '合同的金额', en: 'The amount of the contract' },
  },
]
