import { isDay } from '../calendar.ts'
import type { ListFieldKind } from '../list/list-fields.ts'
import { boundOf, type CustomTest } from './custom-tests.ts'

export type TestProblem = 'filter_operator' | 'custom_bound'

/** Whether a test can be asked of a value of this kind; a nonsensical one is refused, never passed over. */
export function problemOfTest(kind: ListFieldKind, test: CustomTest): TestProblem | null {
  if (test.op === 'has') return kind === 'text' ? null : 'filter_operator'
  if (test.op === 'is') {
    return kind === 'choice' || kind === 'person' || kind === 'yes-no' ? null : 'filter_operator'
  }
  if (!('value' in test)) return null
  if (kind === 'date') return isDay(test.value) ? null : 'custom_bound'
  if (kind !== 'number' && kind !== 'money') return 'filter_operator'
  return boundOf(kind, test.value) === null ? 'custom_bound' : null
}
