import type { Instant } from '../calendar.ts'
import { fieldsAt, type History, inScope } from './evaluate.ts'
import type { Scope } from './rule.ts'

/** Whether a subject with these fields is ever in scope, at any time that is known of. */
export function isEverInScope(scope: Scope | null, fields: History['fields']): boolean {
  if (scope === null || inScope(scope, {})) return true
  const points = new Set<Instant>()
  for (const changes of Object.values(fields)) {
    for (const { at, until } of changes) {
      points.add(at)
      if (until !== undefined) points.add(until)
    }
  }
  for (const point of points) if (inScope(scope, fieldsAt({ fields }, point))) return true
  return false
}
