import { createHmac, createPrivateKey, type KeyObject, sign, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../../core/calendar.ts'
import type { Message, Outcome } from '../../../core/notify/message.ts'
import { byteLength } from './layout.ts'
import { type HttpAnswer, type HttpRequest, outcomeOfStatus } from './transport.ts'

/** Standard Webhooks. Two secrets during a rotation: both sign, the receiver may check either. */
export type WebhookSettings = { kind: 'webhook'; url: string; secrets: readonly string[] }

const BODY_BYTES = 20_000
const TOLERANCE_MS = 300_000

export function buildWebhook(settings: WebhookSettings, message: Message, at: Instant): HttpRequest {
  const body = fitBody(message)
  const seconds = Math.floor(at / 1000)
  return {
    method: 'POST',
    url: settings.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Bellwether-Webhooks/1',
      'webhook-id': message.id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': settings.secrets
        .map((secret) => signWebhook(secret, { id: message.id, seconds, body }))
        .join(' '),
    },
    body,
    timeoutMs: 20_000,
  }
}

type Signed = { id: string; seconds: number; body: string }

/**
 * `whsec_…` signs with HMAC-SHA256 (v1), `whsk_…` with Ed25519 (v1a). Throws on a secret of another shape.
 */
export function signWebhook(secret: string, { id, seconds, body }: Signed): string {
  const content = `${id}.${seconds}.${body}`
  if (secret.startsWith('whsk_')) {
    return `v1a,${sign(null, Buffer.from(content), ed25519Key(secret)).toString('base64')}`
  }
  return `v1,${createHmac('sha256', hmacKey(secret)).update(content).digest('base64')}`
}

/** True when one of the signatures fits and the timestamp is within five minutes of `now`. */
export function verifyWebhook(
  secret: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  now: Instant,
): boolean {
  const id = headers['webhook-id']
  const seconds = Number(headers['webhook-timestamp'])
  const signatures = headers['webhook-signature']
  if (!id || !signatures || !Number.isInteger(seconds)) return false
  if (Math.abs(now - seconds * 1000) > TOLERANCE_MS) return false
  const expected = Buffer.from(signWebhook(secret, { id, seconds, body }))
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

/** 24 to 64 bytes, base64 after the prefix. */
export function isWebhookSecret(secret: string): boolean {
  const match = /^(whsec|whsk)_([A-Za-z0-9+/]+={0,2})$/.exec(secret)
  if (!match?.[2]) return false
  const size = Buffer.from(match[2], 'base64').length
  return match[1] === 'whsec' ? size >= 24 && size <= 64 : size === 32 || size === 64
}

/**
 * 2xx is success; a redirect is a failure (following it would leave the checked address); 410 means gone
 * for good.
 */
export function readWebhook(answer: HttpAnswer): Outcome {
  if (answer.status === 410) {
    return { kind: 'channelDisabled', code: 'http_410', message: answer.body.slice(0, 200) }
  }
  return (
    outcomeOfStatus(answer) ?? {
      kind: 'sent',
      code: `http_${answer.status}`,
      message: '',
      requestId: answer.headers['x-request-id'] ?? null,
    }
  )
}

function fitBody(message: Message): string {
  const head = { type: message.event.type, timestamp: new Date(message.at).toISOString() }
  const whole = JSON.stringify({ ...head, data: message.event.data })
  if (byteLength(whole) < BODY_BYTES) return whole
  // The receiver fetches the rest by the link; a body over the limit would be refused whole.
  const data = { title: message.title, link: message.link?.url ?? null, truncated: true }
  return JSON.stringify({ ...head, data })
}

function hmacKey(secret: string): Buffer {
  if (!isWebhookSecret(secret)) throw new RangeError('not a webhook secret')
  return Buffer.from(secret.slice('whsec_'.length), 'base64')
}

/** Node takes Ed25519 keys as PKCS#8: a fixed prefix and the 32 bytes of the seed. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

function ed25519Key(secret: string): KeyObject {
  if (!isWebhookSecret(secret)) throw new RangeError('not a webhook key')
  const seed = Buffer.from(secret.slice('whsk_'.length), 'base64').subarray(0, 32)
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
}
