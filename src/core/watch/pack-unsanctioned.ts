import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

/** From so much on an order is not delivered on a handshake: ¥200,000. */
const WITHOUT_CONTRACT_FEN = 20_000_000

/** What passes by the contract (C073), beside used without approval and at another price than approved. */
export const UNSANCTIONED_RULES: readonly Rule[] = [
  shipped({
    code: 'order-without-contract',
    title: { zh: '大额订单没有合同就执行', en: 'Large order used without any contract' },
    subject: 'order',
    condition: {
      all: [fixed('uncovered_uses', 'gt', 0), fixed('order_amount_fen', 'gte', WITHOUT_CONTRACT_FEN)],
    },
    severity: 2,
    responsible: 'manager',
    informed: ['subject-responsible', 'legal', 'boss'],
    moneyMetric: 'order_amount_fen',
    playbook: [
      todo(
        { zh: '补签合同，或说明为什么不用签', en: 'Get a contract, or say why none is needed' },
        'manager',
        2 * WORKDAY,
      ),
    ],
  }),
  shipped({
    code: 'customer-entered-twice',
    title: { zh: '同一客户用了两个名称', en: 'One customer under two names' },
    subject: 'customer',
    condition: fixed('same_party', 'gt', 0),
    severity: 2,
    responsible: 'manager',
    informed: ['subject-responsible', 'finance'],
    moneyMetric: 'open_fen',
    playbook: [
      todo(
        {
          zh: '核对是否同一家公司；是的话按一家控制额度和价格',
          en: 'Is it one company? If so, one limit and one price',
        },
        'manager',
        2 * WORKDAY,
      ),
    ],
  }),
]
