import type { LossKind } from '../core/backtest/miss.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** What can be lost, in words. */
export const LOSS_WORDS: Record<LossKind, Bilingual> = {
  'bad-debt': {
    zh: '坏账（核销、认定损失或逾期满 180 天）',
    en: 'Bad debt (written off, judged lost or 180 days overdue)',
  },
  'overdue-60': { zh: '逾期满 60 天', en: '60 days overdue' },
  'deal-lost': { zh: '丢了大单', en: 'Large deal lost' },
  churn: { zh: '客户流失', en: 'Customer gone' },
}
