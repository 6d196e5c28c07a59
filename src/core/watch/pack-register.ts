import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

/**
 * C011: what the company register says of customers that are looked up. The first fires on the day of the
 * look-up that shows it and clears with one that does not; the second counts 180 days from the change.
 */
export const REGISTER_RULES: readonly Rule[] = [
  shipped({
    code: 'register-bad',
    title: { zh: '工商查出注销、吊销、失信或被执行', en: 'Struck off, dishonest or under enforcement' },
    subject: 'customer',
    condition: {
      any: [
        fixed('register_ended', 'gte', 1),
        fixed('register_dishonest', 'gte', 1),
        fixed('register_enforced', 'gte', 1),
      ],
    },
    severity: 1,
    responsible: 'subject-responsible',
    informed: ['manager', 'finance'],
    moneyMetric: 'exposure_fen',
    playbook: [
      todo(
        {
          zh: '核对是不是同一家公司，是就先停新订单和发货，和财务定怎么收款',
          en: 'Check that it is this company; if so hold new orders and deliveries and settle with finance how to collect',
        },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    code: 'register-changed',
    title: { zh: '工商变更：换法人、减资或搬迁', en: 'New legal representative, less capital or a move' },
    subject: 'customer',
    condition: {
      any: [
        fixed('register_new_rep', 'gte', 1),
        fixed('register_capital_cut', 'gte', 1),
        fixed('register_moved', 'gte', 1),
      ],
    },
    severity: 2,
    responsible: 'subject-responsible',
    informed: ['finance'],
    moneyMetric: 'exposure_fen',
    playbook: [
      todo(
        {
          zh: '问清为什么变，合同和授权书上的签字人要不要换，额度要不要重评',
          en: 'Ask why; see whether signatories of contracts change and whether the limit should be judged anew',
        },
        'subject-responsible',
        3 * WORKDAY,
      ),
    ],
  }),
]
