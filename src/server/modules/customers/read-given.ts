import type { Result } from '../../../core/result.ts'
import { refused } from '../../platform/errors.ts'

type Given = string | null | undefined

/** A value by its rule of entry (C202). Not given stays not given; what is stored is not judged again. */
export function readGiven(
  given: Given,
  stored: Given,
  rule: (text: Given) => Result<string | null>,
): string | null | undefined {
  if (given === undefined || (stored !== undefined && given === stored)) return given
  const read = rule(given)
  if (!read.ok) throw refused(read, 400)
  return read.value
}
