import type { Trade } from '../deal/pipeline-templates.ts'
import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Leaf, Rule } from './rule.ts'
import type { Bilingual } from './subject.ts'

/** A rule to begin with, opened in the editor as a draft; `why` says in one sentence what it watches. */
export type RuleTemplate = { trade: Trade; why: Bilingual; rule: Omit<Rule, 'version'> }

type Own = Pick<Rule, 'code' | 'title' | 'subject' | 'condition' | 'moneyMetric'> & Partial<Rule>

/** Silent whatever else it says: nobody is disturbed before the company has seen a record of its own. */
function template(trade: Trade, why: Bilingual, own: Own): RuleTemplate {
  const { version: _version, ...rule } = shipped({ severity: 2, coolDownDays: 7, ...own, note: why })
  return { trade, why, rule: { ...rule, mode: 'trial' } }
}

/** Beyond a share of the norm of its own stage; a stage without a norm has three weeks. */
function beyondNorm(pct: number): Leaf {
  const threshold = { kind: 'field', field: 'stageNormDays', pct, otherwise: 21 } as const
  return { metric: 'stage_days', op: 'gt', threshold }
}

const CALL_TODAY = todo(
  { zh: '今天联系客户，写下下一步', en: 'Contact the customer today, note the next step' },
  'subject-responsible',
  WORKDAY,
)

const CALL_FOR_MONEY = todo(
  { zh: '主管今天打电话，记下付款日', en: 'The manager calls today and notes the day of payment' },
  'manager',
  WORKDAY,
)

const MANUFACTURING: readonly RuleTemplate[] = [
  template(
    'manufacturing',
    {
      zh: '盯交货：计划交货日当天还没交完的订单。比随规则包来的“延迟”早一天，还来得及协调车间',
      en: 'Watches deliveries: orders not all delivered on their planned day, one day sooner than the rule that ships',
    },
    {
      code: 'delivery-today',
      title: { zh: '今天该交货，还没交完', en: 'Due to be delivered today and not complete' },
      subject: 'order',
      condition: fixed('days_to_delivery', 'lte', 0),
      informed: ['manager'],
      moneyMetric: 'order_amount_fen',
      playbook: [
        todo(
          {
            zh: '问清车间今天能不能发，不能就先告诉客户',
            en: 'Ask whether it ships today; if not, tell the customer',
          },
          'subject-responsible',
          WORKDAY,
        ),
      ],
    },
  ),
  template(
    'manufacturing',
    {
      zh: '盯大额货款：5 万元以上的一期逾期 3 天，主管就出面，不等满 7 天',
      en: 'Watches large receivables: 50,000 yuan or more, three days overdue, goes to the manager before day seven',
    },
    {
      code: 'large-overdue-3',
      title: { zh: '大额货款逾期 3 天', en: 'A large receivable is 3 days overdue' },
      subject: 'instalment',
      condition: { all: [fixed('overdue_days', 'gte', 3), fixed('instalment_open_fen', 'gte', 5_000_000)] },
      responsible: 'manager',
      informed: ['subject-responsible', 'finance'],
      moneyMetric: 'instalment_open_fen',
      playbook: [CALL_FOR_MONEY],
    },
  ),
  template(
    'manufacturing',
    {
      zh: '盯打样和报价：在一个阶段停到标准天数的两倍，多半客户在比别家',
      en: 'Watches samples and quotes: twice as long in a stage as its norm; mostly the customer is looking elsewhere',
    },
    {
      code: 'stage-twice-the-norm',
      title: { zh: '商机停到标准天数的两倍', en: 'Deal twice as long in a stage as its norm' },
      subject: 'deal',
      condition: beyondNorm(200),
      informed: ['manager'],
      moneyMetric: 'deal_amount_fen',
      playbook: [CALL_TODAY],
    },
  ),
]

const DISTRIBUTION: readonly RuleTemplate[] = [
  template(
    'distribution',
    {
      zh: '盯回款：任何一期逾期 5 天。毛利薄，拖一个月利润就没了',
      en: 'Watches payment: anything five days overdue. Margins are thin: a month late and the profit is gone',
    },
    {
      code: 'overdue-5',
      title: { zh: '货款逾期 5 天', en: 'A receivable is 5 days overdue' },
      subject: 'instalment',
      scope: { field: 'disputed', op: 'ne', value: true },
      condition: fixed('overdue_days', 'gte', 5),
      responsible: 'manager',
      informed: ['subject-responsible', 'finance'],
      moneyMetric: 'instalment_open_fen',
      playbook: [CALL_FOR_MONEY],
    },
  ),
  template(
    'distribution',
    {
      zh: '盯习惯性拖款：现在有逾期，而且实际账期已比约定长一成',
      en: 'Watches payers who drift: something overdue now, and a tenth longer than agreed on the whole',
    },
    {
      code: 'overdue-and-drifting',
      title: { zh: '有逾期，付款也越来越慢', en: 'Overdue, and paying ever later' },
      subject: 'customer',
      condition: {
        all: [
          fixed('overdue_fen', 'gt', 0),
          {
            metric: 'effective_term_days',
            op: 'gt',
            threshold: { kind: 'field', field: 'termDays', pct: 110, otherwise: 45 },
            minN: 2,
          },
        ],
      },
      informed: ['manager', 'finance'],
      moneyMetric: 'open_fen',
      playbook: [
        todo(
          { zh: '下一单先谈付款，再谈发货', en: 'Talk about payment before the next delivery' },
          'subject-responsible',
          2 * WORKDAY,
        ),
      ],
    },
  ),
  template(
    'distribution',
    {
      zh: '盯复购：过了自己平常下单间隔的一倍半，又两周没人联系的老客户',
      en: 'Watches repeat orders: half as long again as the usual interval, and nobody in touch for two weeks',
    },
    {
      code: 'reorder-late-and-quiet',
      title: { zh: '该补货了没下单，也没人联系', en: 'Overdue for an order, and nobody in touch' },
      subject: 'customer',
      condition: {
        all: [
          {
            metric: 'order_interval_days',
            op: 'gt',
            threshold: { kind: 'own-gaps', pct: 150, minGaps: 3, atLeast: 10 },
          },
          fixed('follow_up_age', 'gt', 14),
        ],
      },
      informed: ['manager'],
      moneyMetric: 'open_fen',
      playbook: [CALL_TODAY],
    },
  ),
]

const SOFTWARE: readonly RuleTemplate[] = [
  template(
    'software',
    {
      zh: '盯演示和谈判：停到标准天数的两倍，又 3 天没跟进，热度正在过去',
      en: 'Watches demos and negotiations: twice the norm of the stage, and three days without a word',
    },
    {
      code: 'trial-going-cold',
      title: { zh: '试用、谈判正在冷下来', en: 'A trial or negotiation is going cold' },
      subject: 'deal',
      condition: { all: [beyondNorm(200), fixed('follow_up_age', 'gt', 3)] },
      informed: ['manager'],
      moneyMetric: 'deal_amount_fen',
      playbook: [CALL_TODAY],
    },
  ),
  template(
    'software',
    {
      zh: '盯项目款：3 万元以上的一期逾期 10 天，常常是验收没谈拢，不是没钱',
      en: 'Watches project money: 30,000 yuan or more, ten days overdue; often acceptance is stuck, not the money',
    },
    {
      code: 'milestone-overdue-10',
      title: { zh: '项目款逾期 10 天', en: 'A milestone payment is 10 days overdue' },
      subject: 'instalment',
      condition: { all: [fixed('overdue_days', 'gte', 10), fixed('instalment_open_fen', 'gte', 3_000_000)] },
      informed: ['manager', 'finance'],
      moneyMetric: 'instalment_open_fen',
      playbook: [
        todo(
          {
            zh: '问清卡在验收还是付款，约定日子',
            en: 'Find out whether acceptance or payment is stuck; agree a day',
          },
          'subject-responsible',
          WORKDAY,
        ),
      ],
    },
  ),
  template(
    'software',
    {
      zh: '盯续约：服务合同还有 60 天到期。预算要提前批，30 天往往来不及',
      en: 'Watches renewals: a service contract ends within 60 days. Budgets are approved early, 30 days are too few',
    },
    {
      code: 'renewal-60',
      title: { zh: '服务合同 60 天内到期', en: 'A service contract ends within 60 days' },
      subject: 'contract',
      condition: { all: [fixed('contract_days_left', 'lte', 60), fixed('contract_days_left', 'gt', 30)] },
      severity: 3,
      moneyMetric: 'contract_amount_fen',
      ladder: [],
      playbook: [
        todo(
          { zh: '和客户谈续约和明年预算', en: "Talk about renewal and next year's budget" },
          'subject-responsible',
          5 * WORKDAY,
        ),
      ],
    },
  ),
]

const PROJECTS: readonly RuleTemplate[] = [
  template(
    'projects',
    {
      zh: '盯大项目：20 万元以上的商机 5 天没跟进。项目少，丢一个就是一个季度',
      en: 'Watches large projects: 200,000 yuan or more and five days without a word. There are few of them',
    },
    {
      code: 'large-deal-quiet-5',
      title: { zh: '大项目 5 天没跟进', en: 'A large project without a word for 5 days' },
      subject: 'deal',
      condition: { all: [fixed('deal_amount_fen', 'gte', 20_000_000), fixed('follow_up_age', 'gt', 5)] },
      informed: ['manager'],
      moneyMetric: 'deal_amount_fen',
      playbook: [CALL_TODAY],
    },
  ),
  template(
    'projects',
    {
      zh: '盯进度款：10 万元以上的一期逾期 3 天，主管马上出面',
      en: 'Watches progress payments: 100,000 yuan or more, three days overdue, goes to the manager at once',
    },
    {
      code: 'progress-overdue-3',
      title: { zh: '进度款逾期 3 天', en: 'A progress payment is 3 days overdue' },
      subject: 'instalment',
      condition: { all: [fixed('overdue_days', 'gte', 3), fixed('instalment_open_fen', 'gte', 10_000_000)] },
      severity: 1,
      responsible: 'manager',
      informed: ['subject-responsible', 'finance'],
      moneyMetric: 'instalment_open_fen',
      playbook: [CALL_FOR_MONEY],
    },
  ),
  template(
    'projects',
    {
      zh: '盯验收：交付 15 天还没验收，质保金的日子就定不下来',
      en: 'Watches acceptance: fifteen days after delivery nothing is accepted, so retention has no due day',
    },
    {
      code: 'unaccepted-15',
      title: { zh: '交付 15 天还没验收', en: 'Not accepted 15 days after delivery' },
      subject: 'instalment',
      condition: fixed('unaccepted_days', 'gte', 15),
      severity: 3,
      informed: ['manager'],
      moneyMetric: 'instalment_open_fen',
      ladder: [],
      playbook: [
        todo(
          { zh: '约客户验收，拿到验收单', en: 'Arrange acceptance and get it signed' },
          'subject-responsible',
          5 * WORKDAY,
        ),
      ],
    },
  ),
]

/**
 * Rules that ship with no company, offered by trade where somebody begins a rule of their own (C121). What
 * they did at the example company is measured, see `core/backtest/template-records.ts`; the lines are those
 * usual in the trade, of which the harmful ones were left out. Weak figures are said as they are.
 */
export const RULE_TEMPLATES: readonly RuleTemplate[] = [
  ...MANUFACTURING,
  ...DISTRIBUTION,
  ...SOFTWARE,
  ...PROJECTS,
]
