import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

const RENEW = todo(
  { zh: '联系客户谈续约，定下新的到期日', en: 'Talk with the customer about renewal, agree a new end' },
  'subject-responsible',
  5 * WORKDAY,
)

/** C075: day 30, 7 and 1 before the end, one step taking over from the other; the task is C055. */
const EXPIRY: Rule[] = [
  shipped({
    code: 'contract-ends-30',
    family: 'contract-end',
    title: { zh: '合同 30 天内到期', en: 'Contract ends within 30 days' },
    subject: 'contract',
    condition: { all: [fixed('contract_days_left', 'lte', 30), fixed('contract_days_left', 'gt', 7)] },
    severity: 3,
    informed: ['legal'],
    moneyMetric: 'contract_amount_fen',
    ladder: [],
    playbook: [RENEW],
  }),
  shipped({
    code: 'contract-ends-7',
    family: 'contract-end',
    title: { zh: '合同 7 天内到期', en: 'Contract ends within 7 days' },
    subject: 'contract',
    condition: { all: [fixed('contract_days_left', 'lte', 7), fixed('contract_days_left', 'gt', 1)] },
    severity: 2,
    informed: ['manager', 'legal'],
    moneyMetric: 'contract_amount_fen',
  }),
  shipped({
    // Stays open past the last day until the contract is prolonged or ended.
    code: 'contract-ends-1',
    family: 'contract-end',
    title: { zh: '合同明天到期或已过期', en: 'Contract ends tomorrow or has ended' },
    subject: 'contract',
    condition: fixed('contract_days_left', 'lte', 1),
    severity: 1,
    informed: ['manager', 'legal'],
    moneyMetric: 'contract_amount_fen',
  }),
]

export const CONTRACT_RULES: readonly Rule[] = [
  ...EXPIRY,
  shipped({
    // A contract under which orders come again and again is used as a frame (框架合同). Its amount is the
    // ceiling: beyond it each order waits for approval by itself (beyond_amount, decision 0009).
    code: 'frame-nearly-used',
    title: { zh: '框架合同快下满了', en: 'A frame contract is nearly used up' },
    subject: 'contract',
    condition: {
      all: [
        fixed('contract_used_bp', 'gte', 8_000),
        fixed('contract_used_bp', 'lte', 10_000),
        fixed('contract_orders', 'gte', 3),
      ],
    },
    severity: 3,
    informed: ['manager'],
    moneyMetric: 'contract_amount_fen',
    ladder: [],
    playbook: [
      todo(
        {
          zh: '和客户谈增加金额或续签；超出合同金额的订单要逐张审批',
          en: 'Agree more or renew: orders beyond the amount wait for approval one by one',
        },
        'subject-responsible',
        5 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // C073: what was let through order by order, or invoiced without one, is more than was ever signed.
    code: 'contract-used-beyond',
    title: { zh: '合同用超了', en: 'More was used of a contract than it says' },
    subject: 'contract',
    condition: {
      any: [fixed('contract_used_bp', 'gt', 10_000), fixed('contract_billed_bp', 'gt', 10_000)],
    },
    severity: 2,
    responsible: 'manager',
    informed: ['subject-responsible', 'legal', 'boss'],
    moneyMetric: 'contract_amount_fen',
    playbook: [
      todo(
        {
          zh: '和客户签补充协议增加金额，或停止在这份合同下发货、开票',
          en: 'Sign an addendum for the difference, or stop delivering and invoicing under this contract',
        },
        'manager',
        2 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // C074: nobody may notice from the money alone that goods, invoice or acceptance are late.
    code: 'obligation-overdue',
    title: { zh: '合同履约事项逾期', en: 'An obligation of a contract is overdue' },
    subject: 'contract',
    condition: fixed('obligations_overdue', 'gt', 0),
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'contract_amount_fen',
    playbook: [
      todo(
        {
          zh: '办完逾期事项并关联凭据，或与客户改期',
          en: 'Do what is overdue and tie its evidence, or agree another day',
        },
        'subject-responsible',
        2 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // C076: the seventh day after it was asked for does not fire, the eighth does.
    code: 'change-unconfirmed',
    family: 'contract-change',
    title: { zh: '增项超过 7 天没有客户确认', en: 'A change is unconfirmed for more than 7 days' },
    subject: 'contract',
    condition: fixed('change_unconfirmed_days', 'gt', 7),
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'changes_outside_fen',
    mode: 'trial',
    playbook: [
      todo(
        {
          zh: '报价后请客户书面确认（签字、盖章或聊天截图），登记到合同的增项里；不做了就撤回',
          en: 'Price it and have the customer confirm in writing, noted with the contract; or withdraw it',
        },
        'subject-responsible',
        2 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // C076: goods or work are out and nothing signed says who pays for them.
    code: 'change-done-unconfirmed',
    family: 'contract-change',
    title: { zh: '增项没确认就已交付', en: 'A change was delivered outside the contract' },
    subject: 'contract',
    condition: fixed('change_done_days', 'gt', 3),
    severity: 1,
    informed: ['manager'],
    moneyMetric: 'changes_outside_fen',
    mode: 'trial',
    playbook: [
      todo(
        {
          zh: '补办客户确认并送审变更，确认前不要再做',
          en: 'Get it confirmed and the change approved; do no more of it before',
        },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C073 C050: the first delivery, invoice or payment on a contract that nobody has approved.
    code: 'contract-used-unapproved',
    title: { zh: '合同没批准就已执行', en: 'Contract used without approval' },
    subject: 'contract',
    condition: fixed('used_unapproved', 'gt', 0),
    severity: 1,
    responsible: 'manager',
    informed: ['subject-responsible', 'legal', 'boss'],
    moneyMetric: 'contract_amount_fen',
    playbook: [
      todo({ zh: '补办合同审批，或停止执行', en: 'Get the contract approved, or stop' }, 'manager', WORKDAY),
    ],
  }),
]
