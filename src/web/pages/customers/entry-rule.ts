import type { Result } from '../../../core/result.ts'

/**
 * A rule of entry as a form knows rules: said beside the field while one types, by the same function that
 * decides when it is saved (C202). A value that stood there before is the server's to let pass.
 */
export function byEntry(
  rule: (text: string | null | undefined) => Result<string | null>,
  message: string,
  before?: string | null,
) {
  return {
    validator: (_: unknown, text: string | undefined) =>
      (before && text === before) || rule(text).ok ? Promise.resolve() : Promise.reject(new Error(message)),
  }
}
