import { type AlertStatus, isSettled } from './alert.ts'

/** Why it came to this (C138): the kinds of cause a small company can do something about. */
export const CAUSES = [
  'people',
  'process',
  'customer',
  'market',
  'price',
  'delivery',
  'data',
  'other',
] as const
export type Cause = (typeof CAUSES)[number]

/** What the measure brought; 'open' until it is known. */
export const EFFECTS = ['open', 'worked', 'partly', 'no-effect'] as const
export type Effect = (typeof EFFECTS)[number]

export type CaseRefusal = 'not_resolved' | 'not_permitted'

/** A retrospective is written on what is over (C137): by whoever may handle the alert, or review it. */
export function refuseCase(status: AlertStatus, mayWrite: boolean): CaseRefusal | null {
  if (!isSettled(status)) return 'not_resolved'
  return mayWrite ? null : 'not_permitted'
}

export type CaseTraits = { ruleCode: string; subjectKind: string; metric: string; customerId: string | null }

/** The same rule counts most, then the same figure, the same customer, the same kind of thing; 0 = unlike. */
export function likeness(a: CaseTraits, b: CaseTraits): number {
  const alike: [boolean, number][] = [
    [a.ruleCode === b.ruleCode, 8],
    [a.metric === b.metric, 4],
    [a.customerId !== null && a.customerId === b.customerId, 2],
    [a.subjectKind === b.subjectKind, 1],
  ]
  const sum = alike.reduce((points, [is, worth]) => points + (is ? worth : 0), 0)
  // Being about the same kind of thing is not yet being alike.
  return sum > 1 ? sum : 0
}
