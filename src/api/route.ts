import { z } from 'zod'
import type { Permission } from '../core/permission.ts'

/**
 * One constant per route, shared by the server (`serve`), the web (`call`) and the OpenAPI document.
 * `permission: 'public'` is for what must work before sign-in; 'signed-in' needs a session only.
 */
export type Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> = {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  permission: Permission | 'public' | 'signed-in'
  params: P
  query: Q
  /** what the page may ask by; the shapes themselves do not travel to it (decision 0032) */
  queryNames: readonly string[]
  body: B
  reply: R
  summary: string
  /** the body is a form with one part `file` */
  takesFile?: true
  /** a change of what somebody has seen: refused without If-Match, or two overwrite each other (R22) */
  isVersioned?: true
}

const nothing = z.object({})
type Nothing = typeof nothing

type Spec<R extends z.ZodType, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  id: string
  method: Route['method']
  path: string
  permission: Route['permission']
  summary: string
  params?: P
  query?: Q
  body?: B
  takesFile?: true
  isVersioned?: true
  reply: R
}

/** A route whose callers must say which version they saw: the web does not compile without. */
export function route<
  R extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(spec: Spec<R, P, Q, B> & { isVersioned: true }): Route<P, Q, B, R> & { isVersioned: true }
export function route<
  R extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(spec: Spec<R, P, Q, B>): Route<P, Q, B, R>
export function route(spec: Spec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>): Route {
  const query = spec.query ?? nothing
  return {
    ...spec,
    params: spec.params ?? nothing,
    query,
    queryNames: Object.keys((query as { shape?: object }).shape ?? {}),
    body: spec.body ?? nothing,
  }
}

/** Fen travel as safe integers in JSON; a larger amount is a programming error and refuses loudly. */
export const fen = z.codec(z.int(), z.bigint(), {
  decode: (n) => BigInt(n),
  encode: (b) => {
    const n = Number(b)
    if (!Number.isSafeInteger(n)) throw new RangeError(`amount outside the safe range: ${b}`)
    return n
  },
})

export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
export const month = z.string().regex(/^\d{4}-\d{2}$/)
export const id = z.uuid()
/** Milliseconds since the epoch. */
export const instant = z.int()
