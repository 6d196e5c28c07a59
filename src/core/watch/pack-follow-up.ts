import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule, Scope } from './rule.ts'

const KEY_CUSTOMER: Scope = { field: 'keyLevel', op: 'eq', value: 'key' }
const ORDINARY_CUSTOMER: Scope = { field: 'keyLevel', op: 'eq', value: 'normal' }

export const FOLLOW_UP_RULES: readonly Rule[] = [
  shipped({
    // C039: day 7 exactly does not fire, day 8 does. Only open deals; a stage change counts as contact.
    code: 'deal-no-follow-up',
    title: { zh: '商机超过 7 天没跟进', en: 'Deal without follow-up for more than 7 days' },
    subject: 'deal',
    condition: fixed('follow_up_age', 'gt', 7),
    severity: 2,
    moneyMetric: 'deal_amount_fen',
    playbook: [
      todo(
        { zh: '今天联系客户，写下下一步', en: 'Contact the customer today, note the next step' },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C039 for key customers, the same boundary: day 8.
    code: 'key-customer-no-follow-up',
    title: { zh: '重点客户超过 7 天没跟进', en: 'Key customer without follow-up for more than 7 days' },
    subject: 'customer',
    scope: KEY_CUSTOMER,
    condition: fixed('follow_up_age', 'gt', 7),
    severity: 2,
    moneyMetric: 'open_fen',
    playbook: [
      todo({ zh: '今天联系客户', en: 'Contact the customer today' }, 'subject-responsible', WORKDAY),
    ],
  }),
  shipped({
    // C039 by grade: ordinary customers have a number of their own, day 30 does not fire, day 31 does.
    code: 'customer-no-follow-up',
    title: {
      zh: '普通客户超过 30 天没跟进',
      en: 'Ordinary customer without follow-up for more than 30 days',
    },
    note: {
      zh: '重点客户另有 7 天的规则。普通客户多，先试运行，看清会提醒多少再定天数',
      en: 'Key customers have a rule of 7 days. Ordinary ones are many: on trial until you know how often it would speak',
    },
    subject: 'customer',
    scope: ORDINARY_CUSTOMER,
    condition: fixed('follow_up_age', 'gt', 30),
    severity: 3,
    moneyMetric: 'open_fen',
    ladder: [],
    mode: 'trial',
    playbook: [
      todo({ zh: '本周联系客户', en: 'Contact the customer this week' }, 'subject-responsible', 5 * WORKDAY),
    ],
  }),
  shipped({
    // C041: one day more than the norm of its stage; stages without a norm use 30 days.
    code: 'deal-stuck-in-stage',
    title: { zh: '商机卡在一个阶段', en: 'Deal stuck in a stage' },
    subject: 'deal',
    condition: {
      metric: 'stage_days',
      op: 'gt',
      threshold: { kind: 'field', field: 'stageNormDays', pct: 100, otherwise: 30 },
    },
    severity: 3,
    informed: ['manager'],
    moneyMetric: 'deal_amount_fen',
  }),
  shipped({
    // C042: older than 180 days. A fixed line says little about a young company, so it starts on trial.
    code: 'deal-too-old',
    title: { zh: '商机拖得太久', en: 'Deal open for too long' },
    note: {
      zh: '成交周期各行业不同，先试运行，看清本公司的周期后再定天数',
      en: 'Sales cycles differ by trade: on trial until your own cycle is known',
    },
    subject: 'deal',
    condition: fixed('deal_age', 'gt', 180),
    severity: 3,
    moneyMetric: 'deal_amount_fen',
    mode: 'trial',
  }),
  shipped({
    // C040: under half of the own mean of eight weeks, two weeks running, with at least 24 contacts behind
    // it.
    code: 'rep-contacts-drop',
    title: { zh: '业务员跟进骤减', en: 'Follow-ups of a rep dropped sharply' },
    subject: 'rep',
    condition: {
      metric: 'follow_ups_week',
      op: 'lt',
      threshold: { kind: 'own-past', windows: 8, windowDays: 7, tolerancePct: 50, minN: 24 },
    },
    grid: 'week',
    pendingMinutes: 7 * 24 * 60,
    coolDownDays: 14,
    severity: 2,
    responsible: 'manager',
    moneyMetric: null,
    playbook: [todo({ zh: '和业务员面谈，了解原因', en: 'Talk with the rep' }, 'manager', 2 * WORKDAY)],
  }),
  shipped({
    // C040 per key customer: under 40 % of the own mean of three times four weeks, at least 9 contacts behind
    // it.
    code: 'customer-contacts-drop',
    title: { zh: '重点客户联系骤减', en: 'Contact with a key customer dropped sharply' },
    subject: 'customer',
    scope: KEY_CUSTOMER,
    condition: {
      metric: 'contacts_4w',
      op: 'lt',
      threshold: { kind: 'own-past', windows: 3, windowDays: 28, tolerancePct: 60, minN: 9 },
    },
    grid: 'week',
    coolDownDays: 14,
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'open_fen',
  }),
  shipped({
    // C043: the same day on which nobody active is responsible any more.
    code: 'key-customer-without-responsible',
    title: { zh: '重点客户没有在岗负责人', en: 'Key customer without an active responsible person' },
    subject: 'customer',
    scope: KEY_CUSTOMER,
    condition: fixed('responsible_active', 'lt', 1),
    severity: 1,
    responsible: 'manager',
    informed: ['boss'],
    moneyMetric: 'open_fen',
    playbook: [
      todo(
        { zh: '指定新的负责人并交接', en: 'Name a new responsible person and hand over' },
        'manager',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C054: a complaint nobody has answered by its day; the customer decides about the next order meanwhile.
    code: 'complaint-late',
    title: { zh: '投诉超期没有答复', en: 'A complaint is past its day' },
    subject: 'customer',
    condition: fixed('late_complaints', 'gt', 0),
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'open_fen',
    playbook: [
      todo(
        {
          zh: '今天给客户一个答复，写下原因和处理结果',
          en: 'Answer the customer today and write down cause and outcome',
        },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C054: the second complaint while the first is open. It is tried out first: how often two at once come
    // before trouble differs from trade to trade, and a company's own past says it best.
    code: 'complaints-open-2',
    title: { zh: '同一客户两起投诉没处理完', en: 'Two complaints of a customer are open at once' },
    subject: 'customer',
    condition: fixed('open_complaints', 'gte', 2),
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'open_fen',
    mode: 'trial',
    playbook: [
      todo(
        {
          zh: '当面听完两起投诉，说定谁在哪天给答复',
          en: 'Hear both complaints out and name who answers by when',
        },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C240: more than twice the own median gap between orders (1.5 times where they keep time), more than
    // nine in ten of the gaps there were, and at least 14 days; needs three gaps of history.
    code: 'order-interval-stretched',
    title: { zh: '客户很久没下单', en: 'Customer overdue for an order' },
    subject: 'customer',
    condition: {
      metric: 'order_interval_days',
      op: 'gt',
      threshold: { kind: 'own-gaps', pct: 200, minGaps: 3, atLeast: 14, regularPct: 150, longest: true },
    },
    severity: 2,
    informed: ['manager'],
    moneyMetric: 'open_fen',
    coolDownDays: 7,
  }),
]
