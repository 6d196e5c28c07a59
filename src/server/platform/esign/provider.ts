import type { ProviderState } from '../../../core/contract/signing.ts'
import type { HttpAnswer, WirePort, WireRequest } from '../channels/transport.ts'
import { PortError } from '../channels/transport.ts'
import type { Clock } from '../clock.ts'

/**
 * What a service answered: 'retry' may come right by itself; 'settings' is about our account (clock, app id,
 * secret, right), so nothing is tried until somebody has looked; 'refused' is about this one task.
 */
export type Answer<T> =
  | { kind: 'ok'; value: T; text: string }
  | { kind: 'retry' | 'settings' | 'refused'; code: string; message: string; afterMs: number }

export type Signer = { company: string; name: string; mobile: string }
export type Sending = {
  /** ours, the same however often it is tried */
  id: string
  subject: string
  fileName: string
  file: Buffer
  us: Signer
  them: Signer
  /** last instant on which it can be signed */
  expiresAt: number
}

/** How far a sending has come; each step is kept before the next is taken. */
export type Progress = { fileRef: string | null; taskRef: string | null; isStarted: boolean }

/**
 * An e-signature service as the house uses it (C080). `advance` takes exactly one step; every step but the
 * last tells nobody, so that one done twice after a crash leaves at most a draft that is never sent.
 */
export type EsignProvider = {
  advance: (progress: Progress, sending: Sending) => Promise<Answer<Progress>>
  read: (progress: Progress) => Promise<Answer<ProviderState>>
  fetch: (progress: Progress) => Promise<Answer<Buffer>>
  cancel: (progress: Progress, reason: string) => Promise<Answer<null>>
  /** One harmless call that proves the account; its words are shown as they are. */
  test: () => Promise<Answer<null>>
}

export type Ways = { http: WirePort; clock: Clock; nonce: () => string }

export const CALL_MS = 10_000
export const FILE_MS = 60_000
/** Larger than any file we keep; what fills it may have been cut. */
const FILE_BYTES = 20 * 1024 * 1024

/** One request, or why there was no answer. */
export async function ask(
  http: WirePort,
  request: WireRequest,
): Promise<{ kind: 'ok'; value: HttpAnswer; text: string } | Exclude<Answer<never>, { kind: 'ok' }>> {
  try {
    const answer = await http(request)
    const rest = Number(answer.headers['retry-after'] ?? 0) * 1000
    const afterMs = Number.isFinite(rest) ? Math.min(Math.max(rest, 0), 86_400_000) : 0
    if (answer.status >= 500 || answer.status === 429)
      return { kind: 'retry', code: `http_${answer.status}`, message: answer.body.slice(0, 300), afterMs }
    return { kind: 'ok', value: answer, text: answer.body.slice(0, 2_000) }
  } catch (error) {
    if (!(error instanceof PortError)) throw error
    const isOurs = error.code === 'address_refused' || error.code === 'bad_url'
    return { kind: isOurs ? 'settings' : 'retry', code: error.code, message: error.message, afterMs: 0 }
  }
}

/** Sends the bytes of a document to an address the service named. */
export async function putFile(http: WirePort, url: string, file: Buffer): Promise<Answer<null>> {
  const headers = { 'content-type': 'application/octet-stream' }
  const answer = await ask(http, { method: 'PUT', url, headers, body: file, timeoutMs: FILE_MS })
  if (answer.kind !== 'ok') return answer
  const { status, body } = answer.value
  return status < 300 ? { kind: 'ok', value: null, text: '' } : refusedBy(`http_${status}`, body)
}

/** Fetches a file from an address; what is not a PDF is no signed contract. */
export async function getFile(
  http: WirePort,
  url: string,
  headers: Record<string, string> = {},
): Promise<Answer<Buffer>> {
  const request = {
    method: 'GET',
    url,
    headers,
    body: '',
    timeoutMs: FILE_MS,
    keepBytes: FILE_BYTES,
  } as const
  const answer = await ask(http, request)
  if (answer.kind !== 'ok') return answer
  const bytes = answer.value.bytes ?? Buffer.alloc(0)
  if (bytes.length >= FILE_BYTES) return refusedBy('too_large', '>= 20 MB')
  if (answer.value.status >= 300 || !bytes.subarray(0, 5).equals(Buffer.from('%PDF-')))
    return refusedBy(
      answer.value.status >= 300 ? `http_${answer.value.status}` : 'not_a_pdf',
      answer.value.body,
    )
  return { kind: 'ok', value: bytes, text: '' }
}

export function refusedBy(code: string, message: string): Answer<never> {
  return { kind: 'refused', code, message: message.slice(0, 300), afterMs: 0 }
}
