import { type CustomTest, readTests, writeTests } from '../../core/fields/custom-tests.ts'
import type { UrlValues } from '../ui/url.tsx'
import type { FilterField } from './list-fields.tsx'

type Tests = Record<FilterField['param'], CustomTest[]>

/** The tests that stand in the URL, and back. */
export function testsIn(values: UrlValues): Tests {
  return { fields: readTests(values['fields'] ?? '') ?? [], custom: readTests(values['custom'] ?? '') ?? [] }
}

export function urlOfTests({ fields, custom }: Tests): UrlValues {
  const written = (tests: CustomTest[]) => (tests.length === 0 ? undefined : writeTests(tests))
  return { fields: written(fields), custom: written(custom) }
}
