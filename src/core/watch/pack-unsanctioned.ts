import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

/** From so much on nothing is done on a handshake, one order or many small ones: ¥200,000. */
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
    // What names no contract and is covered by none of the customer, be it invoiced or only paid.
    code: 'customer-beyond-contracts',
    title: { zh: '大额往来不在任何合同里', en: 'Large dealings under no contract' },
    subject: 'customer',
    condition: {
      all: [fixed('uncontracted_fen', 'gte', WITHOUT_CONTRACT_FEN), fixed('contract_cover_fen', 'lt', 0)],
    },
    severity: 2,
    responsible: 'manager',
    informed: ['subject-responsible', 'legal', 'boss'],
    moneyMetric: 'uncontracted_fen',
    playbook: [
      todo(
        {
          zh: '逐笔核对：补上所属合同，补签合同，或说明为什么不用签',
          en: 'Go through them: name the contract they belong to, get one, or say why none is needed',
        },
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
