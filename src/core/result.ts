/**
 * A decision either yields a value or a refusal with a stable code; refusals are values, never exceptions.
 */
export type Result<T, C extends string = string> = { ok: true; value: T } | Refusal<C>

export type Refusal<C extends string = string> = { ok: false; code: C; detail?: Record<string, unknown> }

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

export function refuse<C extends string>(code: C, detail?: Record<string, unknown>): Refusal<C> {
  return detail === undefined ? { ok: false, code } : { ok: false, code, detail }
}
