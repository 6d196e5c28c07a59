import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

export const ORDER_RULES: readonly Rule[] = [
  shipped({
    // C079: the third day after leaving does not fire, the fourth does: unsigned, nothing proves it came.
    code: 'note-unsigned',
    title: { zh: '送货未签收：超过 3 天', en: 'Shipped for more than 3 days and unsigned' },
    subject: 'order',
    condition: fixed('unsigned_notes', 'gt', 0),
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'order_amount_fen',
    playbook: [
      todo(
        {
          zh: '向司机或客户要回签收单，拍照登记；没送到的查清货在哪里',
          en: 'Get the signed note from driver or customer and note it; if it never came, find the goods',
        },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C050 C073: an order at another price than approved goes to management by itself.
    code: 'order-price-unapproved',
    title: { zh: '异常订单：价格与批准的不一致', en: 'Order at another price than approved' },
    subject: 'order',
    condition: fixed('order_price_beyond', 'gt', 0),
    severity: 1,
    responsible: 'manager',
    informed: ['boss', 'subject-responsible'],
    moneyMetric: 'order_amount_fen',
    playbook: [
      todo(
        { zh: '批准这个价格，或更正订单', en: 'Get the prices approved, or correct the order' },
        'manager',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C272: exactly the tolerance does not fire. Each line is changed on the page of the rule.
    code: 'order-off-plan',
    title: { zh: '订单执行偏差超过容差', en: 'An order came out off its plan' },
    subject: 'order',
    condition: {
      any: [
        fixed('order_quantity_off_bp', 'gt', 500),
        fixed('order_price_off_bp', 'gt', 200),
        fixed('order_date_off_days', 'gt', 7),
      ],
    },
    severity: 2,
    informed: ['manager', 'finance', 'assistant'],
    moneyMetric: 'order_amount_fen',
    mode: 'trial',
    playbook: [
      todo(
        {
          zh: '和财务、售后核对：数量、价格、交期差在哪里，要不要补送、补票、折让或告诉客户',
          en: 'Check with finance and after-sales what differs: deliver or invoice the rest, grant an allowance, tell the customer',
        },
        'subject-responsible',
        2 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // C049: the planned day itself does not fire, the day after does.
    code: 'order-delivery-late',
    title: { zh: '订单交货延迟', en: 'Order delivered late' },
    subject: 'order',
    condition: fixed('delivery_late_days', 'gt', 0),
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'order_amount_fen',
    playbook: [
      todo(
        { zh: '告诉客户新的交货日，并更新订单', en: 'Tell the customer the new day and update the order' },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C050: more than seven days late goes to management without anybody passing it on.
    code: 'order-delivery-very-late',
    title: { zh: '异常订单：延迟超过 7 天', en: 'Order more than 7 days late' },
    subject: 'order',
    condition: fixed('delivery_late_days', 'gt', 7),
    severity: 1,
    responsible: 'manager',
    informed: ['boss', 'subject-responsible'],
    moneyMetric: 'order_amount_fen',
    playbook: [
      todo(
        { zh: '协调生产和客户，定下补救办法', en: 'Settle with production and customer what to do' },
        'manager',
        WORKDAY,
      ),
    ],
  }),
]
