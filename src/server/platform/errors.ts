/**
 * One error shape for every reply: a stable code, the status, and detail that the catalogue turns into a
 * sentence. "Not there" and "not yours" are the same error on purpose (law 6).
 */
export class AppError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: Record<string, unknown>
  /** an attempt worth keeping although everything it did is undone: written after the rollback (C180) */
  trace: RefusedAttempt | null = null

  constructor(code: string, status: number, detail: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.status = status
    this.detail = detail
  }
}

export type RefusedAttempt = {
  kind: string
  subject: { kind: string; id: string }
  customerId?: string | null
  summary?: Record<string, unknown>
}

/** The same refusal, and the attempt stays on the record. */
export function traced(error: AppError, trace: RefusedAttempt): AppError {
  error.trace = trace
  return error
}

export const notFound = (what = 'record') => new AppError('not_found', 404, { what })
export const forbidden = (permission: string) => new AppError('forbidden', 403, { permission })
export const invalid = (code: string, detail: Record<string, unknown> = {}) => new AppError(code, 400, detail)
export const conflict = (code: string, detail: Record<string, unknown> = {}) =>
  new AppError(code, 409, detail)
export const versionRequired = () => new AppError('version_required', 428)
export const stale = (current: number) => new AppError('stale_version', 412, { current })

/** Turns a refusal of a pure decision into the reply's error. */
export function refused(refusal: { code: string; detail?: Record<string, unknown> }, status = 409): AppError {
  return new AppError(refusal.code, status, refusal.detail ?? {})
}
