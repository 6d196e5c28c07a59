import type { ProviderState } from '../../../core/contract/signing.ts'
import { type Answer, ask, refusedBy } from '../channels/ask.ts'
import type { WirePort } from '../channels/transport.ts'
import type { Clock } from '../clock.ts'

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
