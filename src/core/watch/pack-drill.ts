import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

export const DRILL_RULES: readonly Rule[] = [
  shipped({
    // C141: half a year without a drill; the 181st day is the first.
    code: 'drill-due',
    title: { zh: '该做应急演练了', en: 'A drill is due' },
    subject: 'org',
    condition: fixed('drill_age_days', 'gt', 180),
    severity: 3,
    responsible: 'manager',
    informed: ['boss'],
    moneyMetric: null,
    playbook: [
      todo(
        {
          zh: '在“应急预案”页开始一次演练，结束时写下发现的问题',
          en: 'Begin a drill on the page of the emergency plan, and write down what it found',
        },
        'manager',
        5 * WORKDAY,
      ),
    ],
  }),
]
