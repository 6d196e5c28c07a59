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
  shipped({
    code: 'document-ends-30',
    family: 'document-end',
    title: { zh: '信用报告或资质 30 天内到期', en: 'Credit report or qualification ends within 30 days' },
    subject: 'customer',
    condition: { all: [fixed('document_days_left', 'lte', 30), fixed('document_days_left', 'gt', 7)] },
    severity: 3,
    responsible: 'subject-responsible',
    moneyMetric: 'exposure_fen',
    ladder: [],
    playbook: [
      todo(
        {
          zh: '向客户要新的，登记后提醒自动撤销',
          en: 'Ask the customer for a new one; recording it clears this',
        },
        'subject-responsible',
        5 * WORKDAY,
      ),
    ],
  }),
  shipped({
    code: 'document-ends-7',
    family: 'document-end',
    title: {
      zh: '信用报告或资质 7 天内到期或已到期',
      en: 'Credit report or qualification ends within 7 days or has ended',
    },
    subject: 'customer',
    condition: fixed('document_days_left', 'lte', 7),
    severity: 2,
    responsible: 'subject-responsible',
    informed: ['finance'],
    moneyMetric: 'exposure_fen',
  }),
]
