import { shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Leaf, Rule } from './rule.ts'

/**
 * Lines that move with the season, the calendar and the company (issue 4). All ship on trial: they show their
 * record before anybody is disturbed. The budget is what one manager may be bothered with for nothing.
 */
const NOTE = {
  zh: '和自己往常的水平比，已扣除节假日和春节前后；先试运行，看过记录再启用',
  en: 'Held against its own usual level, holidays allowed for; on trial until its record has been seen',
}

export const CHANCE_RULES: readonly Rule[] = [
  shipped({
    // C040 C113 C117: follow-ups of one person, weekly, ten people watched by one manager.
    code: 'rep-follow-ups-unusual',
    title: { zh: '业务员跟进明显少于往常', en: 'A rep follows up less than usual' },
    note: NOTE,
    subject: 'rep',
    condition: unusual('follow_ups_week', 'lt', 10),
    grid: 'week',
    coolDownDays: 28,
    severity: 3,
    responsible: 'manager',
    moneyMetric: null,
    playbook: [todo({ zh: '和业务员面谈，了解原因', en: 'Talk with the rep' }, 'manager', 2 * WORKDAY)],
    mode: 'trial',
  }),
  shipped({
    // C113: quotes of one person; they lead orders by weeks.
    code: 'rep-quotes-unusual',
    title: { zh: '业务员报价明显少于往常', en: 'A rep quotes less than usual' },
    note: NOTE,
    subject: 'rep',
    condition: unusual('quotes_sent_7d', 'lt', 10),
    grid: 'week',
    coolDownDays: 28,
    severity: 3,
    responsible: 'manager',
    moneyMetric: null,
    mode: 'trial',
  }),
  shipped({
    // C113 C117 one level up, where there are enough cases to see it in weeks and not in months.
    code: 'team-follow-ups-unusual',
    title: { zh: '团队跟进明显少于往常', en: 'A team follows up less than usual' },
    note: NOTE,
    subject: 'team',
    condition: unusual('follow_ups_week', 'lt', 1),
    grid: 'week',
    coolDownDays: 28,
    severity: 2,
    responsible: 'subject-responsible',
    moneyMetric: null,
    mode: 'trial',
  }),
  shipped({
    // C109 with an honest line: the literal rule is below the mean half of the time with nothing wrong.
    code: 'company-conversion-unusual',
    title: { zh: '阶段转化率明显低于往常', en: 'Stage conversion below the usual' },
    note: NOTE,
    subject: 'org',
    condition: unusual('stage_conversion_30d', 'lt', 1),
    grid: 'week',
    coolDownDays: 28,
    severity: 2,
    responsible: 'boss',
    informed: ['manager'],
    moneyMetric: null,
    ladder: [],
    mode: 'trial',
  }),
  shipped({
    // C058: quotes that take longer than they used to, before customers complain.
    code: 'company-quote-response-unusual',
    title: { zh: '报价比往常慢', en: 'Quotes take longer than usual' },
    note: NOTE,
    subject: 'org',
    condition: unusual('quote_response_mean', 'gt', 1),
    grid: 'week',
    coolDownDays: 28,
    severity: 3,
    responsible: 'boss',
    informed: ['manager'],
    moneyMetric: null,
    ladder: [],
    mode: 'trial',
  }),
  shipped({
    // C117: a level, held against its own half year; the multiplier grows with how short that is.
    code: 'company-overdue-share-unusual',
    title: { zh: '逾期占比高于往常', en: 'Overdue share above the usual' },
    note: NOTE,
    subject: 'org',
    condition: unusual('overdue_share', 'gt', 1),
    grid: 'week',
    coolDownDays: 28,
    severity: 2,
    responsible: 'finance',
    informed: ['boss'],
    moneyMetric: 'overdue_fen',
    ladder: [],
    mode: 'trial',
  }),
  shipped({
    // A decline so slow that the usual level sinks with it: last year's stands still (methods §1.8).
    code: 'new-customers-below-last-year',
    title: { zh: '新增客户比去年同期少', en: 'Fewer new customers than a year ago' },
    note: {
      zh: '和去年同期比（春节前后按农历对齐）。慢慢下滑时自己往常的水平也跟着降，只有去年的水平不动',
      en: 'Held against the same weeks last year, around the Spring Festival by the lunar calendar: in a slow decline the usual level sinks as well, last year’s does not',
    },
    subject: 'org',
    condition: {
      metric: 'new_customers_4w',
      op: 'lt',
      threshold: { kind: 'earlier-month', months: 12, tolerancePct: 30, minN: 12 },
    },
    grid: 'week',
    pendingMinutes: 7 * 24 * 60,
    coolDownDays: 56,
    severity: 3,
    responsible: 'boss',
    informed: ['manager'],
    moneyMetric: null,
    ladder: [],
    mode: 'trial',
  }),
  shipped({
    // C120: below the tenth percentile of the team by another fifth, two weeks running; somebody is always
    // last.
    code: 'rep-follow-ups-behind-team',
    title: { zh: '业务员跟进明显少于同组', en: 'A rep follows up less than the team' },
    note: {
      zh: '和同组其他人比；客户和区域不同的人没有可比性，先试运行',
      en: 'Held against the team; people with other customers and regions compare badly, so it starts on trial',
    },
    subject: 'rep',
    condition: {
      metric: 'follow_ups_week',
      op: 'lt',
      threshold: { kind: 'peers', field: 'team', percentile: 10, tolerancePct: 20, minPeers: 4 },
    },
    grid: 'week',
    pendingMinutes: 7 * 24 * 60,
    coolDownDays: 28,
    severity: 3,
    responsible: 'manager',
    moneyMetric: null,
    mode: 'trial',
  }),
]

/**
 * The company's alert budget draws the line; until there is one, four false alarms a year over all the
 * figures of one rule that one manager watches.
 */
function unusual(metric: string, op: 'lt' | 'gt', series: number): Leaf {
  return {
    metric,
    op,
    threshold: { kind: 'statistical', falsePerYear: 4, series, minWeeks: 12, shared: true },
  }
}
