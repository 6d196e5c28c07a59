import { createHmac } from 'node:crypto'
import type { Instant } from '../../../core/calendar.ts'
import type { Mention, Message, Outcome, Tone } from '../../../core/notify/message.ts'
import { byteLength, clip, harmless, isLink } from './layout.ts'
import {
  type HttpAnswer,
  type HttpRequest,
  outcomeOfStatus,
  readJsonObject,
  textOf,
  unreadable,
} from './transport.ts'

/** 飞书 group robot (Lark with another base URL). */
export type FeishuSettings = {
  kind: 'feishu'
  token: string
  signSecret: string | null
  keyword: string | null
  format: 'card' | 'text'
  baseUrl: string
}

const BODY_BYTES = 20_000
const TITLE_BYTES = 240
const VALUE_BYTES = 3_000
const MENTIONS_SHOWN = 20

/** `at` is the instant of sending: the signature is valid for one hour around it. */
export function buildFeishu(settings: FeishuSettings, message: Message, at: Instant): HttpRequest {
  const seconds = String(Math.floor(at / 1000))
  const signed = settings.signSecret
    ? { timestamp: seconds, sign: signFeishu(settings.signSecret, seconds) }
    : {}
  return {
    method: 'POST',
    url: `${settings.baseUrl}/open-apis/bot/v2/hook/${encodeURIComponent(settings.token)}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: fitBody((shown) =>
      JSON.stringify({
        ...signed,
        ...(settings.format === 'card' ? card(settings, message, shown) : text(settings, message, shown)),
      }),
    ),
    timeoutMs: 10_000,
  }
}

/** base64(HMAC-SHA256(key = "seconds\nsecret", message = empty)); the opposite way round from DingTalk. */
export function signFeishu(secret: string, seconds: string): string {
  return createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64')
}

/** Old replies carry only StatusCode; a reply with neither proves nothing. */
export function readFeishu(answer: HttpAnswer): Outcome {
  const body = readJsonObject(answer)
  const number = typeof body?.code === 'number' ? body.code : body?.StatusCode
  // Refusals may come with HTTP 400 and the code in the body: the code says more than the status.
  if (body === null || typeof number !== 'number') return outcomeOfStatus(answer) ?? unreadable(answer)
  const code = String(number)
  const words = textOf(body.msg) || textOf(body.StatusMessage)
  if (number === 0) {
    return outcomeOfStatus(answer) ?? { kind: 'sent', code, message: words, requestId: null }
  }
  if (number === 11232) return { kind: 'retry', code, message: words, afterMs: 60_000 }
  if (DISABLED.has(number)) return { kind: 'channelDisabled', code, message: words }
  const byStatus = outcomeOfStatus(answer)
  if (byStatus?.kind === 'retry') return byStatus
  return { kind: 'failed', code, message: words, blame: 'message' }
}

const DISABLED = new Set([19021, 19022, 19024, 19001])

/** Lines are dropped from the end until the whole body fits; each single value is clipped beforehand. */
function fitBody(build: (shown: number) => string): string {
  for (let shown = 60; ; shown -= 1) {
    const body = build(shown)
    if (byteLength(body) <= BODY_BYTES || shown === 0) return body
  }
}

function card(settings: FeishuSettings, message: Message, shown: number): object {
  const fields = message.fields.slice(0, shown)
  const paragraphs = message.paragraphs.slice(0, Math.max(0, shown - fields.length))
  const cut = fields.length + paragraphs.length < message.fields.length + message.paragraphs.length
  const called = mentionsOf(message).map(cardMention).join(' ')
  const elements: unknown[] = []
  if (called) elements.push(division(called))
  if (fields.length > 0) elements.push({ tag: 'div', fields: fields.map(cardField) })
  for (const paragraph of paragraphs) elements.push(division(clip(harmless(paragraph), VALUE_BYTES)))
  if (cut) elements.push(division('…'))
  if (message.link && isLink(message.link.url)) {
    elements.push({ tag: 'hr' }, { tag: 'action', actions: [button(message.link)] })
  }
  return {
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: {
        title: { tag: 'plain_text', content: titleOf(settings, message) },
        template: TEMPLATE[message.tone],
      },
      elements,
    },
  }
}

const TEMPLATE: Record<Tone, string> = { bad: 'red', warn: 'orange', info: 'blue', good: 'green' }

function division(content: string): unknown {
  return { tag: 'div', text: { tag: 'lark_md', content } }
}

function cardField(field: { label: string; value: string }): unknown {
  const value = clip(harmless(field.value), VALUE_BYTES)
  return {
    is_short: byteLength(value) <= 40,
    text: { tag: 'lark_md', content: `**${harmless(field.label)}**\n${value}` },
  }
}

function button(link: { label: string; url: string }): unknown {
  return { tag: 'button', type: 'primary', text: { tag: 'plain_text', content: link.label }, url: link.url }
}

function text(settings: FeishuSettings, message: Message, shown: number): object {
  const lines = [
    ...message.fields.map((field) => `${harmless(field.label)}：${clip(harmless(field.value), VALUE_BYTES)}`),
    ...message.paragraphs.map((paragraph) => clip(harmless(paragraph), VALUE_BYTES)),
  ]
  const called = mentionsOf(message).map(textMention).join(' ')
  const content = [
    titleOf(settings, message),
    ...lines.slice(0, shown),
    ...(lines.length > shown ? ['…'] : []),
    ...(message.link && isLink(message.link.url) ? [`${message.link.label}：${message.link.url}`] : []),
    ...(called ? [called] : []),
  ].join('\n')
  return { msg_type: 'text', content: { text: content } }
}

function titleOf({ keyword }: FeishuSettings, message: Message): string {
  const title = clip(harmless(message.title), TITLE_BYTES)
  return keyword && !title.includes(keyword) ? `[${keyword}] ${title}` : title
}

function mentionsOf(message: Message): readonly Mention[] {
  return message.mentions.slice(0, MENTIONS_SHOWN)
}

function cardMention({ feishuOpenId, name }: Mention): string {
  return feishuOpenId ? `<at id=${plainId(feishuOpenId)}></at>` : harmless(name)
}

function textMention({ feishuOpenId, name }: Mention): string {
  return feishuOpenId ? `<at user_id="${plainId(feishuOpenId)}">${harmless(name)}</at>` : `@${harmless(name)}`
}

/** Only what an open id may hold: it stands inside a tag. */
function plainId(id: string): string {
  return id.replace(/[^\w-]/g, '')
}
