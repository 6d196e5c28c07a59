import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

/** C032: 60, 30 and 7 days before the end, one step taking over from the other. */
export const COVER_RULES: readonly Rule[] = [
  shipped({
    code: 'cover-ends-60',
    family: 'cover-end',
    title: { zh: '保险或担保 60 天内到期', en: 'Cover ends within 60 days' },
    subject: 'customer',
    condition: { all: [fixed('cover_days_left', 'lte', 60), fixed('cover_days_left', 'gt', 30)] },
    severity: 3,
    responsible: 'finance',
    moneyMetric: 'exposure_fen',
    ladder: [],
  }),
  shipped({
    code: 'cover-ends-30',
    family: 'cover-end',
    title: { zh: '保险或担保 30 天内到期', en: 'Cover ends within 30 days' },
    subject: 'customer',
    condition: { all: [fixed('cover_days_left', 'lte', 30), fixed('cover_days_left', 'gt', 7)] },
    severity: 3,
    responsible: 'finance',
    informed: ['subject-responsible'],
    moneyMetric: 'exposure_fen',
    ladder: [],
    playbook: [
      todo(
        {
          zh: '问保险公司或担保人续不续，条件变了没有',
          en: 'Ask the insurer or guarantor whether and how it goes on',
        },
        'finance',
        5 * WORKDAY,
      ),
    ],
  }),
  shipped({
    code: 'cover-ends-7',
    family: 'cover-end',
    title: { zh: '保险或担保 7 天内到期或已到期', en: 'Cover ends within 7 days or has ended' },
    subject: 'customer',
    condition: fixed('cover_days_left', 'lte', 7),
    severity: 2,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager'],
    moneyMetric: 'exposure_fen',
  }),
  shipped({
    // The use of the limit is of what is owed without any cover: that is what remains when it ends.
    code: 'cover-ends-over-limit',
    title: { zh: '保障快到期，欠款超过额度', en: 'Cover is ending and the debt is beyond the limit' },
    subject: 'customer',
    condition: { all: [fixed('cover_days_left', 'lte', 7), fixed('limit_use_bp', 'gt', 10_000)] },
    severity: 1,
    responsible: 'finance',
    informed: ['subject-responsible', 'boss'],
    moneyMetric: 'exposure_fen',
  }),
]
