import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

/** C011 C024 C025: a grade that falls is told with what it puts at risk, and what could be done about it. */
export const CREDIT_RULES: readonly Rule[] = [
  shipped({
    code: 'credit-grade-fell',
    title: { zh: '信用等级下降', en: 'Credit grade fell' },
    subject: 'customer',
    condition: fixed('grade_fell', 'gte', 1),
    severity: 2,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager'],
    moneyMetric: 'exposure_fen',
    playbook: [
      todo(
        {
          zh: '看是哪三条理由拉低的，和建议额度对一下：要不要降额度、缩账期、改预付',
          en: 'See the three reasons, hold the limit against the suggested one: lower it, shorten the term, ask for prepayment?',
        },
        'finance',
        2 * WORKDAY,
      ),
      todo(
        {
          zh: '问客户出了什么事，未发货的订单先确认付款安排',
          en: 'Ask the customer what happened; settle payment before what is not delivered yet leaves',
        },
        'subject-responsible',
        2 * WORKDAY,
      ),
    ],
  }),
]
