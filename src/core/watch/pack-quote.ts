import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

export const QUOTE_RULES: readonly Rule[] = [
  shipped({
    // C058: three working days exactly do not fire; the first moment of the fourth does.
    code: 'quote-response-late',
    title: { zh: '超过 3 个工作日没报价', en: 'No quote for more than 3 working days' },
    subject: 'quote',
    condition: fixed('quote_wait_days', 'gt', 3),
    severity: 2,
    responsible: 'manager',
    informed: ['subject-responsible'],
    moneyMetric: 'quote_amount_fen',
    playbook: [
      todo(
        { zh: '问清卡在哪里，今天给客户报价或答复', en: 'Find out what holds it up; quote or answer today' },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C064: opens with three days left and stays open past the last day, until renewed or decided.
    code: 'quote-validity-ends',
    title: { zh: '报价快要失效', en: 'Quote is about to run out' },
    subject: 'quote',
    condition: fixed('quote_valid_days', 'lte', 3),
    severity: 3,
    moneyMetric: 'quote_amount_fen',
    ladder: [],
  }),
  shipped({
    // C060: under 70 % of the own mean of three times 90 days, with at least 30 decisions behind it.
    code: 'quote-hit-rate-drop',
    title: { zh: '报价命中率下滑', en: 'Quote hit rate is falling' },
    subject: 'org',
    condition: {
      metric: 'quote_hit_rate',
      op: 'lt',
      threshold: { kind: 'own-past', windows: 3, windowDays: 90, tolerancePct: 30, minN: 30 },
    },
    grid: 'week',
    coolDownDays: 28,
    severity: 3,
    responsible: 'boss',
    informed: ['manager'],
    moneyMetric: null,
    ladder: [],
  }),
]
