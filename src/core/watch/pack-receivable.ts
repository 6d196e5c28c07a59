import { RETENTION_RULES } from './pack-retention.ts'
import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule, Scope } from './rule.ts'

/** A disputed invoice has its own course; reminding the customer would pour oil on the fire. */
const NOT_DISPUTED: Scope = { field: 'disputed', op: 'ne', value: true }

/** Whoever has named a day is left in peace until it has passed (C087). */
const NOT_DUNNED: Scope = { all: [NOT_DISPUTED, { field: 'promise', op: 'ne', value: 'standing' }] }

/** A broken promise is the manager's matter, see promise-broken; retention begins by a rule of its own. */
const FOR_THE_REP: Scope = {
  all: [NOT_DISPUTED, { field: 'promise', op: 'empty' }, { field: 'retention', op: 'ne', value: true }],
}

/**
 * One course of action per instalment: from day −10 to day +60 exactly one of these holds at a time, each
 * from its first day up to the day before the next one's (C085–C087).
 */
const DUNNING: Rule[] = [
  shipped({
    // C085: day −10 opens, day −11 does not; the due day itself belongs to the next step.
    code: 'instalment-due-soon',
    family: 'dunning',
    title: { zh: '到期前友好提醒', en: 'Friendly reminder before due' },
    subject: 'instalment',
    scope: NOT_DUNNED,
    condition: { all: [fixed('days_to_due', 'lte', 10), fixed('days_to_due', 'gt', 0)] },
    severity: 3,
    moneyMetric: 'instalment_open_fen',
    ladder: [],
    playbook: [
      todo({ zh: '给客户发友好提醒', en: 'Send the friendly reminder' }, 'subject-responsible', 2 * WORKDAY),
    ],
  }),
  shipped({
    // C086: opens on the due day only; one day later the overdue steps begin.
    code: 'instalment-due-today',
    family: 'dunning',
    title: { zh: '今天到期，正式通知', en: 'Due today: formal notice' },
    subject: 'instalment',
    scope: NOT_DUNNED,
    condition: fixed('overdue_days', 'eq', 0),
    severity: 3,
    moneyMetric: 'instalment_open_fen',
    ladder: [],
    playbook: [
      todo({ zh: '给客户发正式付款通知', en: 'Send the formal notice' }, 'subject-responsible', WORKDAY),
    ],
  }),
  overdueStep({
    code: 'instalment-overdue-1',
    scope: FOR_THE_REP,
    title: { zh: '逾期：业务员电话催款', en: 'Overdue: the rep calls' },
    from: 1,
    before: 7,
    severity: 2,
    playbook: [
      todo(
        { zh: '打电话，记下答应付款的日期', en: 'Call and note the promised date' },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  overdueStep({
    code: 'instalment-overdue-7',
    title: { zh: '逾期 7 天：主管对主管', en: '7 days overdue: manager to manager' },
    from: 7,
    before: 15,
    severity: 2,
    responsible: 'manager',
    informed: ['subject-responsible', 'finance'],
    playbook: [todo({ zh: '主管联系对方主管', en: 'Manager calls the other manager' }, 'manager', WORKDAY)],
  }),
  overdueStep({
    code: 'instalment-overdue-15',
    title: { zh: '逾期 15 天：书面催款函', en: '15 days overdue: formal letter' },
    from: 15,
    before: 30,
    severity: 2,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager'],
    playbook: [
      todo({ zh: '寄出催款函并留存凭证', en: 'Send the letter and keep the proof' }, 'finance', 2 * WORKDAY),
    ],
  }),
  overdueStep({
    code: 'instalment-overdue-30',
    title: { zh: '逾期 30 天：停止发货', en: '30 days overdue: stop deliveries' },
    from: 30,
    before: 60,
    severity: 1,
    responsible: 'manager',
    informed: ['subject-responsible', 'finance', 'boss'],
    playbook: [
      todo(
        { zh: '暂停发货和赊销，书面告知客户', en: 'Stop deliveries and tell the customer in writing' },
        'manager',
        WORKDAY,
      ),
    ],
  }),
  overdueStep({
    code: 'instalment-overdue-60',
    title: { zh: '逾期 60 天：律师函', en: "60 days overdue: lawyer's letter" },
    from: 60,
    before: null,
    severity: 1,
    responsible: 'legal',
    informed: ['manager', 'finance', 'boss'],
    playbook: [
      todo(
        { zh: '整理证据，发律师函', en: "Gather evidence, send the lawyer's letter" },
        'legal',
        3 * WORKDAY,
      ),
    ],
  }),
]

/**
 * C101: three years from the due day, or from the last thing that interrupts (Civil Code 188, 195). One of
 * these holds at a time; whatever is proven moves the end and closes them.
 */
const LIMITATION: Rule[] = [
  limitationStep({ within: 180, beyond: 90, severity: 3 }),
  limitationStep({ within: 90, beyond: 30, severity: 2 }),
  limitationStep({ within: 30, beyond: null, severity: 1 }),
]

export const RECEIVABLE_RULES: readonly Rule[] = [
  ...DUNNING,
  ...RETENTION_RULES,
  ...LIMITATION,
  shipped({
    // C104: a dispute has a clock of its own; day 14 opens, which is ten working days.
    code: 'dispute-open-14',
    title: { zh: '争议 14 天还没有结论', en: 'A dispute without an outcome for 14 days' },
    subject: 'instalment',
    condition: fixed('dispute_days', 'gte', 14),
    severity: 2,
    informed: ['manager', 'finance'],
    moneyMetric: 'instalment_open_fen',
    ladder: [],
    playbook: [
      todo(
        { zh: '和客户谈出结论，登记处理结果', en: 'Settle it with the customer and note the outcome' },
        'subject-responsible',
        2 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // C087: the promised day has passed without the money, or with less than was promised. At noon, so that
    // what came in late on that day has been read from the bank; one stage up, whatever the days say.
    code: 'promise-broken',
    title: { zh: '答应的付款没有到', en: 'A promised payment did not come' },
    subject: 'customer',
    scope: { field: 'promise', op: 'eq', value: 'broken' },
    condition: fixed('overdue_fen', 'gt', 0),
    pendingMinutes: 12 * 60,
    severity: 2,
    responsible: 'manager',
    informed: ['subject-responsible', 'finance'],
    moneyMetric: 'overdue_fen',
    ladder: [],
    playbook: [
      todo(
        { zh: '主管联系对方主管，要一个书面的付款日', en: 'Call their manager and get a day in writing' },
        'manager',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // C090: the first fen one day past its due day; one alert per customer however many instalments.
    code: 'customer-overdue',
    title: { zh: '客户有逾期款', en: 'Customer has overdue money' },
    subject: 'customer',
    condition: fixed('overdue_fen', 'gt', 0),
    severity: 2,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager', 'boss'],
    moneyMetric: 'overdue_fen',
    coolDownDays: 1,
  }),
  shipped({
    // C028: a 30-day customer fires above 45 days, well before 60; two payments are the least that shows a
    // drift. Who owes nothing puts nothing at risk, however slowly the last payment came.
    code: 'term-drift',
    title: { zh: '账期在变长', en: 'Payment term is drifting' },
    subject: 'customer',
    condition: {
      all: [
        {
          metric: 'effective_term_days',
          op: 'gt',
          threshold: { kind: 'field', field: 'termDays', pct: 150, otherwise: 45 },
          minN: 2,
        },
        fixed('open_fen', 'gt', 0),
      ],
    },
    clear: {
      any: [
        {
          metric: 'effective_term_days',
          op: 'lte',
          threshold: { kind: 'field', field: 'termDays', pct: 130, otherwise: 39 },
        },
        fixed('open_fen', 'lte', 0),
      ],
    },
    severity: 2,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager'],
    moneyMetric: 'open_fen',
    coolDownDays: 14,
  }),
  shipped({
    // C021: exactly at the limit does not fire, one fen more in ten thousand does; clears at 95 %.
    code: 'over-limit',
    title: { zh: '超信用额度', en: 'Over credit limit' },
    subject: 'customer',
    condition: fixed('limit_use_bp', 'gt', 10_000),
    clear: fixed('limit_use_bp', 'lte', 9_500),
    severity: 1,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager'],
    moneyMetric: 'exposure_fen',
  }),
  shipped({
    // C029: above 30 % of all open receivables; clears at 27 %.
    code: 'concentration',
    title: { zh: '欠款集中在一家客户', en: 'Receivables concentrated in one customer' },
    subject: 'org',
    condition: fixed('concentration_bp', 'gt', 3_000),
    clear: fixed('concentration_bp', 'lte', 2_700),
    grid: 'day',
    severity: 2,
    responsible: 'boss',
    informed: ['finance'],
    moneyMetric: 'largest_debtor_fen',
    ladder: [],
    coolDownDays: 14,
  }),
  shipped({
    // C099: more than 14 % of the orders that fell due in twelve months have an overdue instalment, what the
    // source case started from (it came down to 6 %); exactly 14 % does not fire, clears at 12 %.
    code: 'late-orders',
    title: { zh: '回款超期的订单太多', en: 'Too many orders with overdue payment' },
    subject: 'org',
    condition: { ...fixed('late_orders_share', 'gt', 1_400), minN: 10 },
    clear: fixed('late_orders_share', 'lte', 1_200),
    grid: 'day',
    severity: 2,
    responsible: 'finance',
    informed: ['boss'],
    moneyMetric: 'overdue_fen',
    coolDownDays: 14,
  }),
  shipped({
    // Of money, not of orders: above 30 % of what is open; clears at 27 %. No case stands behind the number.
    code: 'overdue-share',
    title: { zh: '逾期金额占比偏高', en: 'Overdue share of money too high' },
    note: {
      zh: '30% 没有行业出处，只是起点：在“指标”页看本公司过去一年的走势，再定自己的线',
      en: 'No source stands behind 30 %; it is a start. Look at your own year on the page of figures and set your line',
    },
    subject: 'org',
    condition: fixed('overdue_share', 'gt', 3_000),
    clear: fixed('overdue_share', 'lte', 2_700),
    grid: 'day',
    severity: 2,
    responsible: 'finance',
    informed: ['boss'],
    moneyMetric: 'overdue_fen',
    coolDownDays: 14,
  }),
]

/** C087: a step holds from its first day up to the day before the next step; the last one has no end. */
function overdueStep(
  own: Pick<Rule, 'code' | 'title' | 'severity' | 'playbook'> &
    Partial<Pick<Rule, 'responsible' | 'informed' | 'scope'>> & { from: number; before: number | null },
): Rule {
  const { from, before, ...rest } = own
  const begins = fixed('overdue_days', 'gte', from)
  return shipped({
    scope: NOT_DUNNED,
    ...rest,
    family: 'dunning',
    subject: 'instalment',
    condition: before === null ? begins : { all: [begins, fixed('overdue_days', 'lt', before)] },
    moneyMetric: 'instalment_open_fen',
  })
}

function limitationStep(step: { within: number; beyond: number | null; severity: 1 | 2 | 3 }): Rule {
  const { within, beyond, severity } = step
  const near = fixed('limitation_days', 'lte', within)
  return shipped({
    code: `limitation-${within}`,
    title: {
      zh: `诉讼时效剩余不到 ${within} 天`,
      en: `Less than ${within} days until the claim is time-barred`,
    },
    subject: 'instalment',
    condition: beyond === null ? near : { all: [near, fixed('limitation_days', 'gt', beyond)] },
    severity,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager', 'legal', 'boss'],
    moneyMetric: 'instalment_open_fen',
    ladder: [],
    playbook: [
      todo(
        {
          zh: '发书面催款并留存送达凭证，或请客户书面确认欠款',
          en: 'Demand it in writing with proof of delivery, or have the debt acknowledged in writing',
        },
        'finance',
        3 * WORKDAY,
      ),
    ],
  })
}
