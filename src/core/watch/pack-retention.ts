import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule, Scope } from './rule.ts'

const RETENTION: Scope = { field: 'retention', op: 'eq', value: true }
const NOT_DISPUTED: Scope = { field: 'disputed', op: 'ne', value: true }

/**
 * Money kept back until after acceptance (质保金): whoever sold it has moved on when it falls due, so it is
 * prepared earlier than other money, and what nobody has had accepted is found at all (decision 0020).
 */
export const RETENTION_RULES: readonly Rule[] = [
  shipped({
    // Day −30 opens; from day −10 the friendly reminder of the dunning course takes over.
    code: 'retention-due-soon',
    family: 'dunning',
    title: { zh: '质保金 30 天内到期', en: 'Retention falls due within 30 days' },
    subject: 'instalment',
    scope: { all: [RETENTION, NOT_DISPUTED] },
    condition: { all: [fixed('days_to_due', 'lte', 30), fixed('days_to_due', 'gt', 10)] },
    severity: 3,
    moneyMetric: 'instalment_open_fen',
    ladder: [],
    playbook: [
      todo(
        {
          zh: '找齐验收单、质保期内的维修记录，把没了结的质量问题先了结',
          en: 'Gather the acceptance and the repairs of the period; settle what is open about quality',
        },
        'subject-responsible',
        5 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // The first six days overdue, in place of the usual call: from day 7 it goes the way of all money.
    code: 'retention-overdue',
    family: 'dunning',
    title: { zh: '质保金到期未退', en: 'Retention is overdue' },
    subject: 'instalment',
    scope: { all: [RETENTION, NOT_DISPUTED, { field: 'promise', op: 'empty' }] },
    condition: { all: [fixed('overdue_days', 'gte', 1), fixed('overdue_days', 'lt', 7)] },
    severity: 2,
    informed: ['finance'],
    moneyMetric: 'instalment_open_fen',
    playbook: [
      todo(
        {
          zh: '带验收单书面申请退质保金，记下答应付款的日期',
          en: 'Ask for it in writing with the acceptance, and note the promised day',
        },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
  shipped({
    // Day 30 after the last delivery: without an acceptance it never falls due and nobody ever asks for it.
    code: 'retention-unaccepted',
    title: {
      zh: '交货后一直没登记验收，质保金没有到期日',
      en: 'Delivered and never accepted: retention has no due day',
    },
    subject: 'instalment',
    scope: RETENTION,
    condition: fixed('unaccepted_days', 'gte', 30),
    severity: 2,
    informed: ['manager', 'finance'],
    moneyMetric: 'instalment_open_fen',
    playbook: [
      todo(
        {
          zh: '请客户签验收单，在合同上登记验收日期',
          en: 'Have the customer accept it in writing and record the day on the contract',
        },
        'subject-responsible',
        3 * WORKDAY,
      ),
    ],
  }),
]
