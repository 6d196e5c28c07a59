import type { Outcome } from '../../../core/notify/message.ts'

/** One HTTP request as a transport builds it; the URL may hold a secret and is never logged or stored. */
export type HttpRequest = {
  method: 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  timeoutMs: number
}

/** What the network itself takes: files too, both ways. */
export type WireRequest = Omit<HttpRequest, 'method' | 'body'> & {
  method: 'POST' | 'GET' | 'PUT'
  body: string | Buffer
  /** how much of a file to take in; without it the answer is a text of 64 KB at most */
  keepBytes?: number
}
export type WirePort = (request: WireRequest) => Promise<HttpAnswer>

/** Header names in lower case; `body` is cut at the port's limit. */
export type HttpAnswer = {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
  bytes?: Buffer
}

/** Sends without following redirects; rejects with a `PortError` only. */
export type HttpPort = (request: HttpRequest) => Promise<HttpAnswer>

export type PortErrorCode = 'timeout' | 'network' | 'tls' | 'dns' | 'address_refused' | 'bad_url'

/** The request got no answer; whether it arrived is unknown for `timeout` and `network`. */
export class PortError extends Error {
  readonly code: PortErrorCode
  constructor(code: PortErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** What one try brought, ready for the attempt row: the provider's raw words and what they mean for us. */
export type Delivery = { outcome: Outcome; httpStatus: number | null; answer: string }

/** Providers answer in a few hundred bytes; a page of HTML from a proxy is cut. */
const ANSWER_KEPT = 2_000

export async function sendHttp(
  port: HttpPort,
  request: HttpRequest,
  read: (answer: HttpAnswer) => Outcome,
): Promise<Delivery> {
  try {
    const answer = await port(request)
    return { outcome: read(answer), httpStatus: answer.status, answer: answer.body.slice(0, ANSWER_KEPT) }
  } catch (error) {
    if (!(error instanceof PortError)) throw error
    return { outcome: outcomeOfPortError(error), httpStatus: null, answer: '' }
  }
}

/** What the HTTP status alone says; null when the body has to be asked (2xx). */
export function outcomeOfStatus(answer: HttpAnswer): Outcome | null {
  const { status } = answer
  if (status >= 200 && status < 300) return null
  const code = `http_${status}`
  const message = answer.body.slice(0, 200)
  if (status >= 500 || status === 429 || status === 408) {
    return { kind: 'retry', code, message, afterMs: retryAfterMs(answer) }
  }
  return { kind: 'failed', code, message, blame: 'message' }
}

/** A provider may ask for rest in whole seconds; a day is the most we believe. A date form is ignored. */
function retryAfterMs(answer: HttpAnswer): number {
  const seconds = /^\d{1,6}$/.exec(answer.headers['retry-after']?.trim() ?? '')
  return seconds ? Math.min(Number(seconds[0]), 86_400) * 1000 : 0
}

/**
 * The JSON object of a robot's answer. Anything else (a captive portal's HTML, a cut body) is no answer at
 * all and worth another try: it proves neither success nor refusal.
 */
export function readJsonObject(answer: HttpAnswer): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(answer.body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

export function unreadable(answer: HttpAnswer): Outcome {
  return { kind: 'retry', code: 'unreadable', message: answer.body.slice(0, 200), afterMs: 0 }
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function outcomeOfPortError({ code, message }: PortError): Outcome {
  if (code === 'address_refused' || code === 'bad_url') return { kind: 'channelDisabled', code, message }
  return { kind: 'retry', code, message, afterMs: 0 }
}
