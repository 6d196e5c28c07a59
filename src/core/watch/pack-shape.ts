import type { LadderStep, Leaf, PlaybookStep, Rule } from './rule.ts'
import type { Bilingual } from './subject.ts'

/** Working minutes of one working day, 09:00–18:00. */
export const WORKDAY = 540

/** What most shipped rules share; a rule states only what is its own. */
export function shipped(
  own: Pick<Rule, 'code' | 'title' | 'subject' | 'condition' | 'severity' | 'moneyMetric'> & Partial<Rule>,
): Rule {
  return {
    version: 1,
    scope: null,
    grid: 'change',
    pendingMinutes: 0,
    coolDownDays: 0,
    responsible: 'subject-responsible',
    informed: [],
    ladder: UP_THE_LINE,
    playbook: [],
    mode: 'on',
    ...own,
  }
}

export function fixed(metric: string, op: Leaf['op'], value: number): Leaf {
  return { metric, op, threshold: { kind: 'fixed', value } }
}

export function todo(title: Bilingual, to: PlaybookStep['to'], dueWorkingMinutes: number): PlaybookStep {
  return { title, to, dueWorkingMinutes }
}

/** Nobody took it up within a working day: the manager. Not solved within a working week: the boss (C129). */
const UP_THE_LINE: LadderStep[] = [
  { afterWorkingMinutes: WORKDAY, unless: 'acknowledged', to: 'manager' },
  { afterWorkingMinutes: 5 * WORKDAY, unless: 'resolved', to: 'boss' },
]
