import type { MetricDef } from './metric.ts'

/**
 * What the company's own facts say of its market (C119): who asks, to whom it loses, and how far its prices
 * have to give.
 */
export const MARKET_SHAPES: readonly Omit<MetricDef, 'subject'>[] = [
  {
    id: 'new_deals_4w',
    unit: 'count',
    bad: 'low',
    fold: { kind: 'window', span: 28 },
    restsOn: [{ source: 'deal', errs: 'low' }],
    title: { zh: '近四周新增商机', en: 'New deals in four weeks' },
    meaning: {
      zh: '最近 28 天新开了几个商机，即有多少询盘',
      en: 'Deals begun in the last 28 days: how many ask',
    },
  },
  {
    id: 'lost_to_competitor_90d',
    unit: 'bp',
    bad: 'high',
    fold: {
      kind: 'ratio',
      num: { kind: 'window', span: 90 },
      den: { kind: 'window', span: 90 },
      scale: 10_000,
    },
    statistics: 'proportion',
    title: { zh: '输给竞争对手的占比（近 90 天）', en: 'Lost to competitors, 90 days' },
    meaning: {
      zh: '最近 90 天有结果的商机里，输给写明的竞争对手的占多少',
      en: 'Of the deals decided in the last 90 days, the share lost to a named competitor',
    },
  },
  {
    id: 'quote_discount_90d',
    unit: 'bp',
    ofMoney: true,
    bad: 'high',
    fold: {
      kind: 'ratio',
      num: { kind: 'window', span: 90 },
      den: { kind: 'window', span: 90 },
      scale: 10_000,
    },
    title: { zh: '报价折让深度（近 90 天）', en: 'Discount in quotes, 90 days' },
    meaning: {
      zh: '最近 90 天发出的报价里，有价格表可比的各行比价格表少了百分之几（按金额）；高于价格表的抵减',
      en: 'Of quotes sent in the last 90 days, how far lines with a list price lie below it, by amount; what lies above counts against it',
    },
  },
]
