import type { SendMailOptions } from 'nodemailer'
import type { Instant } from '../../../core/calendar.ts'
import type { Message } from '../../../core/notify/message.ts'
import { buildDingtalk, type DingtalkSettings, readDingtalk } from './dingtalk.ts'
import { buildFeishu, type FeishuSettings, readFeishu } from './feishu.ts'
import { buildMail, type MailPort, type MailReceiver, type MailSettings, sendMail } from './mail.ts'
import { type Delivery, type HttpPort, type HttpRequest, sendHttp } from './transport.ts'
import { buildWebhook, readWebhook, type WebhookSettings } from './webhook.ts'
import { buildWecom, readWecom, type WecomSettings } from './wecom.ts'

/** Settings with the secrets in clear: made just before sending, never stored or logged. */
export type ChannelTarget =
  | WecomSettings
  | DingtalkSettings
  | FeishuSettings
  | WebhookSettings
  | (MailSettings & { to: MailReceiver })

export type Ports = { http: HttpPort; mail: MailPort }

/**
 * A message laid out for one channel. `shown` is the body without any secret: it is kept and drawn in the
 * outbox.
 */
export type Prepared =
  | { kind: 'wecom' | 'dingtalk' | 'feishu' | 'webhook'; request: HttpRequest; shown: string }
  | { kind: 'mail'; settings: MailSettings; mail: SendMailOptions; shown: string }

export function prepare(target: ChannelTarget, message: Message, at: Instant): Prepared {
  switch (target.kind) {
    case 'wecom':
      return overHttp(target.kind, buildWecom(target, message), message.id)
    case 'dingtalk':
      return overHttp(target.kind, buildDingtalk(target, message, at), message.id)
    case 'feishu':
      return overHttp(target.kind, buildFeishu(target, message, at), message.id)
    case 'webhook':
      return overHttp(target.kind, buildWebhook(target, message, at), message.id)
    case 'mail': {
      const mail = buildMail(target, message, target.to, at)
      const shown = JSON.stringify({ subject: message.subject, text: mail.text, tone: message.tone })
      return { kind: 'mail', settings: target, mail, shown }
    }
  }
}

/** One try. Never throws for what a provider or the network does; the outcome says it. */
export async function send(prepared: Prepared, ports: Ports): Promise<Delivery> {
  if (prepared.kind === 'mail') return await sendMail(ports.mail, prepared.settings, prepared.mail)
  return await sendHttp(ports.http, prepared.request, READERS[prepared.kind])
}

const READERS = { wecom: readWecom, dingtalk: readDingtalk, feishu: readFeishu, webhook: readWebhook }

/** Robots have no field for our id; the header lets a proxy or stand-in recognise a repeat. */
function overHttp(kind: Exclude<Prepared['kind'], 'mail'>, plain: HttpRequest, messageId: string): Prepared {
  const request = { ...plain, headers: { ...plain.headers, 'x-message-id': messageId } }
  return { kind, request, shown: withoutSignature(request.body) }
}

/** Feishu carries its signature in the body; it stays valid for an hour, so it is not kept. */
function withoutSignature(body: string): string {
  return body.replace(/^\{"timestamp":"\d+","sign":"[^"]*",/, '{')
}
