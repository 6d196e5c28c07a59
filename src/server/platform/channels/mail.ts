import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Instant } from '../../../core/calendar.ts'
import type { Letter, Message, Outcome } from '../../../core/notify/message.ts'
import { type AllowList, type Lookup, resolveGuarded } from './address-guard.ts'
import { systemLookup, timedOut } from './http-port.ts'
import { mailBody } from './mail-body.ts'
import { type Delivery, PortError } from './transport.ts'

/** One mailbox to send from and one person to write to: each person is an attempt of their own. */
export type MailSettings = {
  kind: 'mail'
  host: string
  port: number
  /** `tls` from the first byte (465), `starttls` required (587), `none` only inside a trusted network. */
  security: 'tls' | 'starttls' | 'none'
  user: string | null
  password: string | null
  from: string
  fromName: string | null
}

export type MailReceiver = { address: string; name: string; unsubscribeUrl: string | null }

export type MailPort = (settings: MailSettings, mail: SendMailOptions) => Promise<MailAnswer>
export type MailAnswer = { response: string; rejected: readonly string[] }

/** The mail as it is sent: stable Message-ID, and References that thread everything about one alert. */
export function buildMail(
  settings: MailSettings,
  message: Message,
  to: MailReceiver,
  at: Instant,
): SendMailOptions {
  const domain = settings.from.split('@')[1] ?? 'bellwether.invalid'
  const thread = message.threadId === null ? null : `<${message.threadId}@${domain}>`
  const { letter } = message
  return {
    from: { name: letter?.fromName ?? settings.fromName ?? '', address: settings.from },
    to: { name: to.name, address: to.address },
    subject: message.subject.replace(/[\r\n]+/g, ' '),
    messageId: `<${message.id}@${domain}>`,
    date: new Date(at),
    ...(thread ? { inReplyTo: thread, references: thread } : {}),
    ...mailBody(message),
    ...(letter ? envelopeOf(letter) : {}),
    headers: {
      // Out-of-office robots must not answer us (RFC 3834); a person's letter they may.
      ...(letter ? {} : { 'Auto-Submitted': 'auto-generated' }),
      ...(message.digest && to.unsubscribeUrl ? { 'List-Unsubscribe': `<${to.unsubscribeUrl}>` } : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function envelopeOf({ replyTo, attachments }: Letter): Pick<SendMailOptions, 'replyTo' | 'attachments'> {
  return {
    ...(replyTo ? { replyTo } : {}),
    attachments: attachments.map(({ name, content }) => ({ filename: name, content: Buffer.from(content) })),
  }
}

export async function sendMail(
  port: MailPort,
  settings: MailSettings,
  mail: SendMailOptions,
): Promise<Delivery> {
  try {
    const { response, rejected } = await port(settings, mail)
    const code = /^\d{3}/.exec(response)?.[0] ?? '250'
    const outcome: Outcome =
      rejected.length === 0
        ? { kind: 'sent', code, message: response, requestId: null }
        : { kind: 'failed', code: '550', message: rejected.join(', '), blame: 'address' }
    return { outcome, httpStatus: null, answer: response }
  } catch (error) {
    const fault = error as SmtpFault
    return { outcome: readSmtpFault(fault), httpStatus: null, answer: fault.response ?? fault.message }
  }
}

/**
 * The real mail server, behind the same address guard as everything else; silence ends after `patienceMs`.
 */
export function createMailPort(
  allow: AllowList,
  { lookup = systemLookup, patienceMs = 15_000 }: { lookup?: Lookup; patienceMs?: number } = {},
): MailPort {
  return async (settings, mail) => {
    const { host, port, security, user, password } = settings
    const { address } = await resolveGuarded({ host, port }, allow, lookup)
    const transport = createTransport({
      host: address,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: { servername: host },
      ...(user ? { auth: { user, pass: password ?? '' } } : {}),
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
    })
    // Each timeout above starts again with every byte; a server that drips must not hold the worker for
    // hours.
    const deadline = AbortSignal.timeout(patienceMs * 4)
    deadline.addEventListener('abort', () => transport.close(), { once: true })
    try {
      const info = await Promise.race([transport.sendMail(mail), timedOut(deadline)])
      return {
        response: info.response,
        rejected: info.rejected.map(String),
      }
    } finally {
      transport.close()
    }
  }
}

type SmtpFault = Error & { responseCode?: number; response?: string; command?: string; code?: string }

/**
 * 4xx waits; a refused login or sender stops the mailbox; a refused receiver is that receiver's problem,
 * unless the text speaks of frequency or spam: then the mailbox has to slow down.
 */
export function readSmtpFault(fault: SmtpFault): Outcome {
  const status = fault.responseCode ?? 0
  const message = (fault.response ?? fault.message).slice(0, 500)
  const code = status > 0 ? String(status) : (fault.code ?? 'network').toLowerCase()
  if (fault instanceof PortError && fault.code === 'address_refused') {
    return { kind: 'channelDisabled', code, message }
  }
  // A login that the server asks to repeat later (454) is not a wrong password.
  if (status >= 400 && status < 500) return { kind: 'retry', code, message, afterMs: 0 }
  if (fault.code === 'EAUTH' || [530, 534, 535, 538].includes(status)) {
    return { kind: 'channelDisabled', code, message }
  }
  // The server has no STARTTLS: sending in clear instead would give the password away.
  if (fault.code === 'ETLS') {
    return status >= 500
      ? { kind: 'channelDisabled', code: 'starttls', message }
      : { kind: 'retry', code: 'tls', message, afterMs: 0 }
  }
  if (status >= 500 && /frequen|too many|limit|spam|频率|频繁|垃圾|超过/i.test(message)) {
    return { kind: 'retry', code, message, afterMs: 600_000 }
  }
  if (/MAIL FROM/i.test(fault.command ?? '') || /mail from must equal|authorized user/i.test(message)) {
    return { kind: 'channelDisabled', code, message }
  }
  if (status >= 500 && /RCPT TO/i.test(fault.command ?? '')) {
    return { kind: 'failed', code, message, blame: 'address' }
  }
  if (fault.code === 'EENVELOPE') return { kind: 'failed', code, message, blame: 'address' }
  if (status >= 500) return { kind: 'failed', code, message, blame: status === 550 ? 'address' : 'message' }
  return { kind: 'retry', code, message, afterMs: 0 }
}
