import { createHmac } from 'node:crypto'
import type { Instant } from '../../../core/calendar.ts'
import type { Mention, Message, Outcome } from '../../../core/notify/message.ts'
import { byteLength, clip, fitLines, harmless, isLink, type Line, line, linkTarget } from './layout.ts'
import {
  type HttpAnswer,
  type HttpRequest,
  outcomeOfStatus,
  readJsonObject,
  textOf,
  unreadable,
} from './transport.ts'

/** 钉钉 group robot; safety is any of keyword, signature and address list. */
export type DingtalkSettings = {
  kind: 'dingtalk'
  accessToken: string
  signSecret: string | null
  keyword: string | null
  baseUrl: string
}

const BODY_BYTES = 20_000
const TITLE_BYTES = 240
const MENTIONS_SHOWN = 20
const THROTTLED_MS = 600_000

/** `at` is the instant of sending: the signature is valid for one hour around it. */
export function buildDingtalk(settings: DingtalkSettings, message: Message, at: Instant): HttpRequest {
  const { accessToken, signSecret, baseUrl } = settings
  // Signing with an empty secret is refused by robots that use keywords instead.
  const signed = signSecret ? `&timestamp=${at}&sign=${encodeURIComponent(signDingtalk(signSecret, at))}` : ''
  return {
    method: 'POST',
    url: `${baseUrl}/robot/send?access_token=${encodeURIComponent(accessToken)}${signed}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: fitBody(settings, message),
    timeoutMs: 10_000,
  }
}

/** base64(HMAC-SHA256(key = secret, message = "ms\nsecret")); the opposite way round from Feishu. */
export function signDingtalk(secret: string, ms: Instant): string {
  return createHmac('sha256', secret).update(`${ms}\n${secret}`).digest('base64')
}

/**
 * Always HTTP 200. 310000 is the safety setting (its text says which one), so nothing will pass until it is
 * mended.
 */
export function readDingtalk(answer: HttpAnswer): Outcome {
  const byStatus = outcomeOfStatus(answer)
  if (byStatus) return byStatus
  const body = readJsonObject(answer)
  if (typeof body?.errcode !== 'number') return unreadable(answer)
  const code = String(body.errcode)
  const text = textOf(body.errmsg)
  if (body.errcode === 0) return { kind: 'sent', code, message: text, requestId: null }
  const afterMs = RETRY_AFTER_MS.get(body.errcode)
  if (afterMs !== undefined) return { kind: 'retry', code, message: text, afterMs }
  if (DISABLED.has(body.errcode)) return { kind: 'channelDisabled', code, message: text }
  return { kind: 'failed', code, message: text, blame: 'message' }
}

const RETRY_AFTER_MS = new Map([
  [-1, 0],
  [130101, THROTTLED_MS],
  [410100, THROTTLED_MS],
])
const DISABLED = new Set([310000, 300001, 300005, 400101, 400013, 400102, 400106])

/** The limit is on the whole body, and JSON escapes grow it: shrink the text in proportion until it fits. */
function fitBody(settings: DingtalkSettings, message: Message): string {
  let limit = BODY_BYTES
  for (;;) {
    const body = JSON.stringify(markdownBody(settings, message, limit))
    const size = byteLength(body)
    if (size <= BODY_BYTES || limit <= 0) return body
    limit = Math.min(limit - 1, Math.floor((limit * BODY_BYTES) / size))
  }
}

function markdownBody({ keyword }: DingtalkSettings, message: Message, limit: number): unknown {
  const mentions = message.mentions.slice(0, MENTIONS_SHOWN)
  const plain = clip(harmless(message.title), TITLE_BYTES)
  // A robot in keyword mode refuses whatever lacks the word, so that the very first message would fail.
  const title = keyword && !plain.includes(keyword) ? `[${keyword}] ${plain}` : plain
  // Without the number or id in the text itself nobody is highlighted.
  const called = mentions.map((mention) => `@${handleOf(mention)}`).join(' ')
  const body: Line[] = [
    ...message.fields.map((field) => ({
      before: `- ${harmless(field.label)}：${field.strong ? '**' : ''}`,
      text: harmless(field.value),
      after: field.strong ? '**' : '',
    })),
    ...message.paragraphs.map((paragraph) => line(harmless(paragraph))),
  ]
  const text = fitLines({
    head: [`### ${title}`, ...(called ? [called] : [])],
    body,
    tail:
      message.link && isLink(message.link.url)
        ? [`[${harmless(message.link.label)}](${linkTarget(message.link.url)})`]
        : [],
    separator: '\n\n',
    limit,
  })
  return {
    msgtype: 'markdown',
    markdown: { title, text },
    at: {
      atMobiles: mentions.flatMap((mention) => (mention.dingtalkUserId ? [] : (mention.phone ?? []))),
      atUserIds: mentions.flatMap((mention) => mention.dingtalkUserId ?? []),
      isAtAll: false,
    },
  }
}

function handleOf(mention: Mention): string {
  return harmless(mention.dingtalkUserId ?? mention.phone ?? mention.name)
}
