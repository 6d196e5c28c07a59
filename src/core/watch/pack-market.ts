import { shipped } from './pack-shape.ts'
import type { Rule } from './rule.ts'

/**
 * The market in the company's own facts (C119), once a week and silent until their record has been seen:
 * markets move slowly, and what is a drift in one trade is a season in another.
 */
export const MARKET_RULES: readonly Rule[] = [
  market({
    // Fewer than 60 % of the own mean of three times four weeks, at least 12 deals.
    code: 'enquiries-drop',
    title: { zh: '新增商机明显减少', en: 'Fewer new deals' },
    condition: {
      metric: 'new_deals_4w',
      op: 'lt',
      threshold: { kind: 'own-past', windows: 3, windowDays: 28, tolerancePct: 40, minN: 12 },
    },
  }),
  market({
    // More than 130 % of the own mean of two times 90 days, at least 20 decisions in each.
    code: 'lost-to-competitors-rise',
    title: { zh: '输给竞争对手的变多', en: 'More is lost to competitors' },
    condition: {
      metric: 'lost_to_competitor_90d',
      op: 'gt',
      threshold: { kind: 'own-past', windows: 2, windowDays: 90, tolerancePct: 30, minN: 40 },
    },
  }),
  market({
    // More than 130 % of the own mean of two times 90 days, at least 10 offers in each.
    code: 'price-pressure',
    title: { zh: '报价折让越来越深', en: 'Quotes give more and more' },
    condition: {
      metric: 'quote_discount_90d',
      op: 'gt',
      threshold: { kind: 'own-past', windows: 2, windowDays: 90, tolerancePct: 30, minN: 20 },
    },
  }),
]

function market(own: Pick<Rule, 'code' | 'title' | 'condition'>): Rule {
  return shipped({
    ...own,
    subject: 'org',
    grid: 'week',
    coolDownDays: 28,
    severity: 3,
    responsible: 'boss',
    informed: ['manager'],
    moneyMetric: null,
    ladder: [],
    mode: 'trial',
  })
}
