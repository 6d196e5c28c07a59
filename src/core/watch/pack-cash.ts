import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

export const CASH_RULES: readonly Rule[] = [
  shipped({
    // C102: the mean falls below the floor on some day of the next thirteen weeks; one fen is enough.
    code: 'cash-shortfall',
    title: { zh: '资金要出缺口', en: 'Cash is going to fall short' },
    subject: 'org',
    condition: fixed('cash_shortfall_fen', 'gt', 0),
    severity: 1,
    responsible: 'finance',
    informed: ['boss'],
    moneyMetric: 'cash_shortfall_fen',
    coolDownDays: 3,
    playbook: [
      todo(
        {
          zh: '看资金日历：催最紧那天之前该到的款，能延的付款往后排',
          en: 'Open the cash calendar: collect what is due before the tightest day, move payments that can wait',
        },
        'finance',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C103: two or more large customers at once, with more than 20 % of what is owed; clears at 15 %.
    code: 'slowdown-together',
    title: { zh: '几家大客户一起拖款', en: 'Large customers slow down together' },
    subject: 'org',
    condition: { all: [fixed('slowing_share_bp', 'gt', 2_000), fixed('slowing_customers', 'gte', 2)] },
    clear: { any: [fixed('slowing_share_bp', 'lte', 1_500), fixed('slowing_customers', 'lt', 2)] },
    severity: 2,
    responsible: 'finance',
    informed: ['boss', 'manager'],
    moneyMetric: 'slowing_fen',
    coolDownDays: 14,
  }),
]
