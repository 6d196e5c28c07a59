import { GRADES } from '../credit/scale.ts'
import type { FieldOperator, FieldTest, FieldValue, Scope } from '../watch/rule.ts'
import { type CustomKind, type CustomRecord, keyOfPath } from './custom-field.ts'

/** How a rule may be limited by a field of the company's own (C223 C121). */
const OPERATORS: Record<CustomKind, readonly FieldOperator[]> = {
  choice: ['in', 'not-in', 'filled', 'empty'],
  'yes-no': ['eq'],
  number: ['gte', 'lte', 'filled', 'empty'],
  money: ['gte', 'lte', 'filled', 'empty'],
  date: ['filled', 'empty'],
  text: ['eq', 'filled', 'empty'],
}

export function operatorsFor(kind: CustomKind): readonly FieldOperator[] {
  return OPERATORS[kind]
}

/** A field that a scope may be limited by: one of the company's own, or the credit grade of the customer. */
export type ScopeField = { path: string; kind: CustomKind; choices: readonly string[] }

/** What belongs to a customer can be limited by the grade it had then (C015). */
export const GRADE_FIELD: ScopeField = { path: 'creditGrade', kind: 'choice', choices: GRADES }
const GRADED = ['customer', 'deal', 'quote', 'order', 'contract', 'instalment']

export function isGraded(subject: string): boolean {
  return GRADED.includes(subject)
}

/** A limit to begin with. */
export function firstTest({ path, kind, choices }: ScopeField): FieldTest {
  const [op] = OPERATORS[kind]
  return { field: path, op: op!, ...firstValue(kind, choices) }
}

/** The same limit by another operator, with a value that operator can work with. */
export function withOperator(test: FieldTest, op: FieldOperator, kind: CustomKind): FieldTest {
  const { value, ...rest } = test
  if (op === 'filled' || op === 'empty') return { field: rest.field, op }
  return { ...rest, op, value: value ?? firstValue(kind, []).value! }
}

function firstValue(kind: CustomKind, choices: readonly string[]): { value?: FieldValue | FieldValue[] } {
  if (kind === 'choice') return { value: choices.slice(0, 1) }
  if (kind === 'yes-no') return { value: true }
  if (kind === 'date') return {}
  return { value: kind === 'text' ? '' : 0 }
}

/** A scope as a list of tests that must all hold; null for trees within trees. */
export function plainScope(scope: Scope | null): FieldTest[] | null {
  if (scope === null) return []
  if ('field' in scope) return [scope]
  if (!('all' in scope)) return null
  const tests = scope.all.filter((part): part is FieldTest => 'field' in part)
  return tests.length === scope.all.length ? tests : null
}

export function scopeOf(tests: readonly FieldTest[]): Scope | null {
  if (tests.length === 0) return null
  return tests.length === 1 ? tests[0]! : { all: [...tests] }
}

/** Keys of own fields that a scope names, wherever they stand in it. */
export function keysIn(scope: Scope | null): string[] {
  if (scope === null) return []
  if ('field' in scope) return [keyOfPath(scope.field)].filter((key) => key !== null)
  if ('not' in scope) return keysIn(scope.not)
  return ('all' in scope ? scope.all : scope.any).flatMap(keysIn)
}

/** Subjects of rules that are records with own fields. */
export const OWN_SUBJECTS = ['customer', 'deal', 'quote', 'contract', 'order'] as const

/** Whose own fields a rule about such subjects is limited by: an instalment has those of its invoice. */
export function recordOf(subject: string): CustomRecord | null {
  if (subject === 'instalment') return 'invoice'
  return OWN_SUBJECTS.find((one) => one === subject) ?? null
}
