import type { Mention, Message, Outcome, Tone } from '../../../core/notify/message.ts'
import { clip, fitLines, harmless, isLink, type Line, line, linkTarget } from './layout.ts'
import {
  type HttpAnswer,
  type HttpRequest,
  outcomeOfStatus,
  readJsonObject,
  textOf,
  unreadable,
} from './transport.ts'

/** 企业微信 group robot. There is no signature: the key in the address is the secret. */
export type WecomSettings = { kind: 'wecom'; key: string; baseUrl: string }

const TEXT_BYTES = 2_048
const MARKDOWN_BYTES = 4_096
const TITLE_BYTES = 240
const MENTIONS_SHOWN = 20

/**
 * Markdown by default. It can only mention by user id, so when somebody is known by phone alone the plain
 * text form is used: being called matters more than colours.
 */
export function buildWecom(settings: WecomSettings, message: Message): HttpRequest {
  const mentions = message.mentions.slice(0, MENTIONS_SHOWN)
  const byPhone = mentions.some((mention) => mention.wecomUserId === null && mention.phone !== null)
  return {
    method: 'POST',
    url: `${settings.baseUrl}/cgi-bin/webhook/send?key=${encodeURIComponent(settings.key)}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(byPhone ? textBody(message, mentions) : markdownBody(message, mentions)),
    timeoutMs: 10_000,
  }
}

/** 45009 and its kin ask for patience; a bad key will not get better; every other code but 0 is a failure. */
export function readWecom(answer: HttpAnswer): Outcome {
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
  [45009, 60_000],
  [45033, 60_000],
])
const DISABLED = new Set([93000, 40001, 40013, 40056, 48002, 60020])

function markdownBody(message: Message, mentions: readonly Mention[]): unknown {
  const called = mentions
    .map((mention) => (mention.wecomUserId ? `<@${harmless(mention.wecomUserId)}>` : harmless(mention.name)))
    .join(' ')
  const body: Line[] = [
    ...message.fields.map((field) => ({
      before: `>${harmless(field.label)}：${field.strong ? `<font color="${COLOUR[message.tone]}">` : ''}`,
      text: harmless(field.value),
      after: field.strong ? '</font>' : '',
    })),
    ...message.paragraphs.map((paragraph) => line(harmless(paragraph))),
  ]
  const content = fitLines({
    head: [`## ${clip(harmless(message.title), TITLE_BYTES)}`, ...(called ? [called] : [])],
    body,
    tail: message.link && isLink(message.link.url) ? [markdownLink(message.link)] : [],
    separator: '\n',
    limit: MARKDOWN_BYTES,
  })
  return { msgtype: 'markdown', markdown: { content } }
}

function textBody(message: Message, mentions: readonly Mention[]): unknown {
  const body = [
    ...message.fields.map((field) => line(`${harmless(field.label)}：${harmless(field.value)}`)),
    ...message.paragraphs.map((paragraph) => line(harmless(paragraph))),
  ]
  const content = fitLines({
    head: [clip(harmless(message.title), TITLE_BYTES)],
    body,
    tail: message.link && isLink(message.link.url) ? [`${message.link.label}：${message.link.url}`] : [],
    separator: '\n',
    limit: TEXT_BYTES,
  })
  return {
    msgtype: 'text',
    text: {
      content,
      mentioned_list: mentions.flatMap((mention) => mention.wecomUserId ?? []),
      mentioned_mobile_list: mentions.flatMap((mention) =>
        mention.wecomUserId === null ? (mention.phone ?? []) : [],
      ),
    },
  }
}

/** The robot knows three colours only: info is green, comment is grey, warning is orange. */
const COLOUR: Record<Tone, string> = { bad: 'warning', warn: 'warning', info: 'comment', good: 'info' }

function markdownLink(link: { label: string; url: string }): string {
  return `[${harmless(link.label)}](${linkTarget(link.url)})`
}
