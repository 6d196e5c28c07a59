import type { Instant } from '../../../core/calendar.ts'
import { signDingtalk } from './dingtalk.ts'
import { signFeishu } from './feishu.ts'
import { byteLength } from './layout.ts'
import type { SandboxAccount, SandboxRequest } from './sandbox-request.ts'
import { textOf } from './transport.ts'
import { verifyWebhook } from './webhook.ts'

/** How each provider judges a request, as its documentation says. Pure: the stand-in does the remembering. */
export type Verdict = { accepted: boolean; status: number; body: string }

type Situation = { account: SandboxAccount | null; earlier: readonly Instant[]; now: Instant }

const HOUR_MS = 3_600_000

export function answerWecom(request: SandboxRequest, { account, earlier, now }: Situation): Verdict {
  const say = (errcode: number, errmsg: string) => verdict(errcode === 0, { errcode, errmsg })
  if (account === null) return say(93000, 'invalid webhook url')
  if (countWithin(earlier, now, 60_000) >= 20) return say(45009, 'api freq out of limit')
  const body = parse(request.body)
  const type = textOf(body?.msgtype)
  const limit = WECOM_BYTES[type]
  if (limit === undefined) return say(40008, 'invalid message type')
  const content = textOf(section(body, type).content)
  if (content === '') return say(44004, 'text content is empty')
  if (byteLength(content) > limit) return say(45002, 'content size out of limit')
  return say(0, 'ok')
}

const WECOM_BYTES: Record<string, number> = { text: 2_048, markdown: 4_096, markdown_v2: 4_096 }

export function answerDingtalk(request: SandboxRequest, { account, earlier, now }: Situation): Verdict {
  const say = (errcode: number, errmsg: string) => verdict(errcode === 0, { errcode, errmsg })
  if (request.method !== 'POST') return say(43002, 'require POST')
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return say(43004, 'content-type must be application/json')
  }
  if (account === null) return say(300001, 'token is not exist')
  const signature = checkDingtalkSign(request, account, now)
  if (signature) return say(310000, signature)
  if (countWithin(earlier, now, 60_000) >= 20) return say(130101, 'send too fast')
  const body = parse(request.body)
  const content = section(body, 'markdown')
  const text = textOf(content.text)
  if (body?.msgtype !== 'markdown') return say(400105, 'unsupported msgtype')
  if (textOf(content.title) === '' || text === '') return say(40035, 'missing parameter')
  if (byteLength(request.body) > 20_000) return say(460101, 'message too long, exceed 20000 bytes')
  if (account.keyword && !text.includes(account.keyword)) return say(310000, 'keywords not in content')
  return say(0, 'ok')
}

function checkDingtalkSign(
  { query }: SandboxRequest,
  { signSecret }: SandboxAccount,
  now: Instant,
): string | null {
  if (signSecret === null) return null
  const ms = Number(query.timestamp ?? Number.NaN)
  if (!Number.isInteger(ms) || Math.abs(now - ms) > HOUR_MS) return 'invalid timestamp'
  return query.sign === signDingtalk(signSecret, ms) ? null : 'sign not match'
}

export function answerFeishu(request: SandboxRequest, { account, earlier, now }: Situation): Verdict {
  const refuse = (code: number, msg: string) => verdict(false, { code, data: {}, msg })
  if (account === null) return refuse(19001, 'param invalid: incoming webhook access token invalid')
  const body = parse(request.body)
  if (body === null || byteLength(request.body) > 20 * 1024) return refuse(9499, 'Bad Request')
  if (account.signSecret !== null) {
    const seconds = textOf(body.timestamp)
    const fresh = Math.abs(now - Number(seconds) * 1000) <= HOUR_MS
    if (!fresh || body.sign !== signFeishu(account.signSecret, seconds)) {
      return refuse(19021, 'sign match fail or timestamp is not within one hour from current time')
    }
  }
  if (countWithin(earlier, now, 60_000) >= 100 || countWithin(earlier, now, 1_000) >= 5) {
    return refuse(11232, 'frequency limited')
  }
  const content = body.msg_type === 'interactive' ? body.card : body.content
  if (typeof content !== 'object' || content === null) return refuse(9499, 'Bad Request')
  if (account.keyword && !JSON.stringify(content).includes(account.keyword)) {
    return refuse(19024, 'Key Words Not Found')
  }
  return verdict(true, { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' })
}

export function answerWebhook(request: SandboxRequest, { account, now }: Situation): Verdict {
  if (account === null) return { accepted: false, status: 404, body: '{}' }
  const valid =
    account.signSecret !== null && verifyWebhook(account.signSecret, request.headers, request.body, now)
  if (!valid) return { accepted: false, status: 401, body: '{"error":"signature"}' }
  if (byteLength(request.body) >= 20_000) return { accepted: false, status: 413, body: '{}' }
  return { accepted: true, status: 200, body: '{}' }
}

function countWithin(earlier: readonly Instant[], now: Instant, windowMs: number): number {
  return earlier.filter((at) => at > now - windowMs).length
}

function verdict(accepted: boolean, body: Record<string, unknown>): Verdict {
  return { accepted, status: 200, body: JSON.stringify(body) }
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function section(body: Record<string, unknown> | null, name: string): Record<string, unknown> {
  const value = body?.[name]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
