import type { MetricDef } from './metric.ts'

/** As long as what one person lets one customer have is added up (decision 0028). */
export const UNCONTRACTED_DAYS = 30

const SPAN = { kind: 'window', span: UNCONTRACTED_DAYS } as const

/** What a customer does beyond its contracts (C073); of companies that keep contracts here. */
export const COVER_METRICS: readonly MetricDef[] = [
  {
    id: 'uncontracted_fen',
    subject: 'customer',
    unit: 'fen',
    bad: 'high',
    fold: SPAN,
    gate: true,
    title: { zh: '没写合同的往来（近 30 天）', en: 'Dealt with under no contract, 30 days' },
    meaning: {
      zh: '最近 30 天开的、自己和订单都没写合同的发票（减去折让），加上没有对应发票的来款；公司登记过合同以后才有这个数',
      en: 'Invoices of 30 days for which neither they nor their order name a contract, less credits, and money that came for no invoice; only once the company keeps contracts here',
    },
  },
  {
    id: 'contract_cover_fen',
    subject: 'customer',
    unit: 'fen',
    bad: 'low',
    fold: { kind: 'gap', den: { kind: 'sum' }, num: SPAN },
    title: { zh: '合同余额还能覆盖多少', en: 'Left of contracts for what names none' },
    meaning: {
      zh: '已批准合同还没开票的金额，减去近 30 天没写合同的往来；小于 0 就是有往来不在任何合同里',
      en: 'What is not yet invoiced of approved contracts, less what was dealt with in 30 days under none; below 0 something is in no contract',
    },
  },
]
