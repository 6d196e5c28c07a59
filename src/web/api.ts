import {
  QueryClient,
  type QueryKey,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import type { z } from 'zod'
import type { Route } from '../api/route.ts'

/**
 * Replies are used as they travel: an amount is a safe integer of fen (`Money` draws it), an instant is epoch
 * milliseconds. Query values are sent as text under the same names that stand in the page's own URL.
 */
export type ParamsOf<R extends Route> = z.input<R['params']>
export type QueryOf<R extends Route> = {
  [K in keyof z.output<R['query']>]?: string | number | boolean | undefined
}
export type BodyOf<R extends Route> = z.input<R['body']>
export type ReplyOf<R extends Route> = z.input<R['reply']>

export type Sent<R extends Route> = {
  params?: ParamsOf<R>
  query?: QueryOf<R>
  body?: BodyOf<R>
  /** What is sent again after a lost answer carries the key of the first time, so that it acts once. */
  key?: string
} & Seen<R>

/** The version that was on the screen: a newer one on the server answers 412. */
type Seen<R extends Route> = R extends { isVersioned: true } ? { ifMatch: number } : { ifMatch?: number }

/**
 * The one shape of an error, from the server or from the wire. `code` finds its sentence in the
 * catalogue.
 */
export class CallError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: Record<string, unknown>

  constructor(code: string, status: number, message: string, detail: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.detail = detail
  }
}

export async function call<R extends Route>(route: R, sent: Sent<R> = {} as Sent<R>): Promise<ReplyOf<R>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (route.method !== 'GET' && route.method !== 'DELETE') headers['content-type'] = 'application/json'
  // A repeated POST (double click, retry after a lost answer) must not act twice.
  if (route.method === 'POST') headers['idempotency-key'] = sent.key ?? randomKey()
  if (sent.ifMatch !== undefined) headers['if-match'] = `"${sent.ifMatch}"`
  const init: RequestInit = { method: route.method, headers, credentials: 'same-origin' }
  if (headers['content-type']) init.body = JSON.stringify(sent.body ?? {})
  return readReply(await reach(urlOf(route, sent), init))
}

/** Sends a file (and named text fields) to a route that takes multipart; `onProgress` gets 0…1. */
export async function upload<R extends Route>(
  route: R,
  sent: { params?: ParamsOf<R>; query?: QueryOf<R>; file: File; fields?: Record<string, string> },
): Promise<ReplyOf<R>> {
  const form = new FormData()
  for (const [name, value] of Object.entries(sent.fields ?? {})) form.append(name, value)
  form.append('file', sent.file, sent.file.name)
  const headers = { accept: 'application/json', 'idempotency-key': randomKey() }
  const init: RequestInit = { method: route.method, headers, body: form, credentials: 'same-origin' }
  return readReply(await reach(urlOf(route, sent), init))
}

/** A file with the name it is to be kept under; a refusal is the same error as everywhere. */
export async function fetchFile(url: string): Promise<{ name: string; blob: Blob }> {
  const response = await reach(url, { credentials: 'same-origin' })
  if (!response.ok) return readReply(response)
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')
  return { name: decodeURIComponent(named?.[1] ?? 'export.xlsx'), blob: await response.blob() }
}

/** Where a route lives; also the address of a download link. */
export function urlOf<R extends Route>(
  route: R,
  sent: { params?: ParamsOf<R>; query?: QueryOf<R> } = {},
): string {
  const params = (sent.params ?? {}) as Record<string, string>
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(sent.query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

export function keyOf<R extends Route>(
  route: R,
  sent: { params?: ParamsOf<R>; query?: QueryOf<R> } = {},
): QueryKey {
  return [route.id, sent.params ?? {}, known(sent.query ?? {})]
}

/**
 * Of what stands in the URL, the part that this route understands, with the page's own `given` values on top.
 * Loader and page call it alike and so mean the same cache entry.
 */
export function fromUrl<R extends Route>(
  route: R,
  values: Record<string, string | undefined>,
  given: QueryOf<R> = {},
): QueryOf<R> {
  const found = route.queryNames.flatMap((name) => (values[name] ? [[name, values[name]]] : []))
  return { ...(Object.fromEntries(found) as QueryOf<R>), ...given }
}

/** What a loader prefetches and what a page reads: the same options, hence the same cache entry. */
export function queryOf<R extends Route>(route: R, sent: { params?: ParamsOf<R>; query?: QueryOf<R> } = {}) {
  return queryOptions({
    queryKey: keyOf(route, sent),
    queryFn: () => call(route, sent as Sent<R>),
  })
}

/** Data that the loader has brought already: no loading branch in the page. */
export function useData<R extends Route>(
  route: R,
  sent: { params?: ParamsOf<R>; query?: QueryOf<R> } = {},
): ReplyOf<R> {
  return useSuspenseQuery(queryOf(route, sent)).data
}

/** Data that may come later or not at all (a search box, a drawer). */
export function useLater<R extends Route>(
  route: R,
  sent: { params?: ParamsOf<R>; query?: QueryOf<R>; enabled?: boolean } = {},
) {
  const { enabled = true, ...rest } = sent
  return useQuery({ ...queryOf(route, rest as { params?: ParamsOf<R>; query?: QueryOf<R> }), enabled })
}

/**
 * A write. Afterwards everything read from the routes in `refresh` is fetched again (default: all that is on
 * the screen); `answers` is the route that would answer as this one does, so that the next act goes by this
 * one's version however soon it comes. The error stays in `error`, to be shown once, where the action was
 * offered.
 */
export function useSend<R extends Route>(
  route: R,
  options: { refresh?: readonly Route[]; answers?: Route; onDone?: (reply: ReplyOf<R>) => void } = {},
) {
  const client = useQueryClient()
  return useMutation<ReplyOf<R>, CallError, Sent<R>>({
    mutationFn: (sent) => call(route, sent),
    onSuccess: async (reply, { params }) => {
      if (options.answers) await replace(client, keyOf(options.answers, { params: params ?? {} }), reply)
      await refresh(client, options.refresh)
      options.onDone?.(reply)
    },
    // Somebody was faster: what the page shows is read again, so that the second try goes by it.
    onError: async (error) => {
      if (error.code === 'stale_version') await refresh(client, options.refresh)
    },
  })
}

/**
 * The version to send. It is the one that was on the screen, until its sender was told that somebody was
 * faster: then it is the one read again since, so that the second try goes through with all that was typed.
 */
export function versionToSend(error: CallError | null, seen: number, now: number | undefined): number {
  return error?.code === 'stale_version' ? (now ?? seen) : seen
}

/** What was being read meanwhile is older than what a write has just answered. */
async function replace(client: QueryClient, queryKey: QueryKey, reply: unknown): Promise<void> {
  await client.cancelQueries({ queryKey, exact: true })
  client.setQueryData(queryKey, reply)
}

export async function refresh(client: QueryClient, routes?: readonly Route[]): Promise<void> {
  const ids = routes?.map((route) => route.id)
  await client.invalidateQueries(
    ids ? { predicate: (query) => ids.includes(String(query.queryKey[0])) } : { refetchType: 'active' },
  )
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // A refusal stays a refusal however often it is asked; only the wire deserves a second try.
        retry: (count, error) => count < 1 && error instanceof CallError && error.status === 0,
        refetchOnWindowFocus: true,
      },
      // Without a connection a write fails at once and says so; paused, it would only spin and be lost.
      mutations: { networkMode: 'always' },
    },
  })
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch {
    throw new CallError('offline', 0, 'offline')
  }
}

async function readReply<T>(response: Response): Promise<T> {
  const text = await response.text()
  let body: unknown
  try {
    body = text ? JSON.parse(text) : {}
  } catch {
    throw new CallError('unreadable_reply', response.status, response.statusText)
  }
  if (response.ok) return body as T
  const error = (body ?? {}) as { code?: string; message?: string; detail?: Record<string, unknown> }
  throw new CallError(error.code ?? 'unknown', response.status, error.message ?? '', error.detail)
}

/** crypto.randomUUID exists on https and localhost only; a LAN address needs the longer way. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function known(query: Record<string, unknown>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of Object.keys(query).sort()) {
    const value = query[name]
    if (value !== undefined && value !== '') kept[name] = String(value)
  }
  return kept
}
