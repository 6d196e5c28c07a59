import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Message } from '../../../core/notify/message.ts'
import { ALLOW_NOTHING, parseAllowList } from './address-guard.ts'
import { createMailPort, type MailReceiver, type MailSettings, readSmtpFault } from './mail.ts'
import { type ReceivedMail, type SmtpFault, type SmtpSandbox, startSmtpSandbox } from './sandbox-smtp.ts'
import { type ChannelTarget, prepare, send } from './send.ts'

const NOW = 1_700_000_000_000

let received: ReceivedMail[] = []
let smtp: SmtpSandbox
beforeEach(async () => {
  received = []
  smtp = await startSmtpSandbox({
    port: 0,
    login: { user: 'warn@example.com', password: 'authcode' },
    store: async (mail) => void received.push(mail),
  })
})
afterEach(() => smtp.close())

const message: Message = {
  id: 'ntc_1',
  threadId: 'alr_1',
  at: NOW,
  tone: 'bad',
  title: '新预警：回款逾期',
  subject: '[风向标][P1][回款逾期] 杭州某某 逾期32天 ¥128,000.00',
  fields: [{ label: '客户', value: '<script>alert(1)</script>' }],
  paragraphs: ['逾期 32 天\r\n.\r\nRSET'],
  mentions: [],
  link: { label: '查看详情', url: 'https://crm.example.com/alerts/1' },
  digest: false,
  event: { type: 'alert.opened', data: {} },
}

const target = (
  over: Partial<MailSettings> = {},
  to: Partial<MailReceiver> = {},
): Extract<ChannelTarget, { kind: 'mail' }> => ({
  kind: 'mail',
  host: '127.0.0.1',
  port: smtp.port,
  security: 'none',
  user: 'warn@example.com',
  password: 'authcode',
  from: 'warn@example.com',
  fromName: '风向标',
  ...over,
  to: { address: 'zhang@example.com', name: '张三', unsubscribeUrl: null, ...to },
})

const deliver = (to: ChannelTarget, what: Message = message, allowed = true) =>
  send(prepare(to, what, NOW), {
    http: async () => {
      throw new Error('no http here')
    },
    mail: createMailPort(allowed ? parseAllowList(['127.0.0.1']) : ALLOW_NOTHING, { patienceMs: 400 }),
  })

const headersOf = (mail: ReceivedMail | undefined) =>
  (mail?.source.split('\r\n\r\n')[0] ?? '').replace(/\r\n\s+/g, ' ')

describe('a mail', () => {
  it('arrives with a stable id, its thread and the marks of a machine', async () => {
    expect((await deliver(target())).outcome).toMatchObject({ kind: 'sent', code: '250' })
    expect(received[0]).toMatchObject({ from: 'warn@example.com', to: ['zhang@example.com'] })
    const headers = headersOf(received[0])
    expect(headers).toContain('Message-ID: <ntc_1@example.com>')
    expect(headers).toContain('In-Reply-To: <alr_1@example.com>')
    expect(headers).toContain('References: <alr_1@example.com>')
    expect(headers).toContain('Auto-Submitted: auto-generated')
    expect(headers).toContain('Date: Tue, 14 Nov 2023 22:13:20 +0000')
    expect(headers).not.toContain('List-Unsubscribe')
    await deliver(target())
    expect(headersOf(received[1])).toContain('Message-ID: <ntc_1@example.com>')
  })
  it('has a text and an HTML part, and markup in a name stays text', async () => {
    await deliver(target())
    const { source } = received[0]!
    expect(source).toContain('Content-Type: text/plain; charset=utf-8')
    expect(source).toContain('Content-Type: text/html; charset=utf-8')
    const parts = source
      .split(/\r\n--[^\r\n]+\r\n/)
      .map(decodePart)
      .join('\n')
    expect(parts).toContain('逾期 32 天')
    expect(parts).toContain('&#60;script&#62;')
    expect(parts.replace(/客户：<script>alert\(1\)<\/script>/, '')).not.toContain('<script>')
    expect(parts).not.toMatch(/<img|url\(|src=/)
  })
  it('a digest offers to unsubscribe', async () => {
    const url = 'https://crm.example.com/me'
    await deliver(target({}, { unsubscribeUrl: url }), { ...message, digest: true })
    expect(headersOf(received[0])).toContain(`List-Unsubscribe: <${url}>`)
  })
  it('a line break in a name makes no header', async () => {
    await deliver(target({}, { name: '张三\r\nBcc: evil@example.com' }), {
      ...message,
      subject: 'a\r\nBcc: evil@example.com',
    })
    expect(received[0]?.to).toEqual(['zhang@example.com'])
    expect(received[0]?.source).not.toMatch(/^Bcc:/m)
  })
})

describe('what goes wrong', () => {
  const cases: [SmtpFault, object][] = [
    ['auth_535', { kind: 'channelDisabled', code: '535' }],
    ['sender_553', { kind: 'channelDisabled', code: '553' }],
    ['receiver_550', { kind: 'failed', blame: 'address' }],
    ['busy_450', { kind: 'retry' }],
    ['spam_554', { kind: 'retry', code: '554', afterMs: 600_000 }],
    ['hang', { kind: 'retry', code: 'etimedout' }],
    ['dies_after_accept', { kind: 'retry' }],
  ]
  it.each(cases)('%s', async (fault, outcome) => {
    smtp.force(fault)
    expect((await deliver(target())).outcome).toMatchObject(outcome)
    expect((await deliver(target())).outcome.kind).toBe('sent')
    expect(received).toHaveLength(fault === 'dies_after_accept' ? 2 : 1)
  })
  it('a wrong password stops the mailbox', async () => {
    expect((await deliver(target({ password: 'x' }))).outcome).toMatchObject({
      kind: 'channelDisabled',
      code: '535',
    })
  })
  it('a sender other than the login stops the mailbox', async () => {
    const { outcome } = await deliver(target({ from: 'boss@example.com' }))
    expect(outcome).toMatchObject({ kind: 'channelDisabled', code: '553' })
  })
  it('encryption is not given up silently', async () => {
    const { outcome } = await deliver(target({ security: 'starttls' }))
    expect(outcome).toMatchObject({ kind: 'channelDisabled', code: 'starttls' })
    expect(received).toEqual([])
  })
  it('a mailbox inside the network has to be allowed', async () => {
    const { outcome } = await deliver(target(), message, false)
    expect(outcome).toMatchObject({ kind: 'channelDisabled' })
  })
  it('nobody at the door', async () => {
    await smtp.close()
    expect((await deliver(target())).outcome).toMatchObject({ kind: 'retry' })
  })
  it.each([
    [{ responseCode: 421, message: 'closing' }, { kind: 'retry' }],
    [{ responseCode: 454, code: 'EAUTH', message: 'temporary' }, { kind: 'retry' }],
    [
      { responseCode: 550, command: 'DATA', message: 'User not found' },
      { kind: 'failed', blame: 'address' },
    ],
    [{ responseCode: 550, command: 'DATA', message: 'Connection frequency limited' }, { kind: 'retry' }],
    [{ responseCode: 550, command: 'RCPT TO', message: '发信频率超过限制' }, { kind: 'retry' }],
    [{ responseCode: 501, command: 'MAIL FROM', message: 'bad' }, { kind: 'channelDisabled' }],
    [
      { responseCode: 553, command: 'RCPT TO', message: 'no such' },
      { kind: 'failed', blame: 'address' },
    ],
    [
      { responseCode: 552, command: 'DATA', message: 'too big' },
      { kind: 'failed', blame: 'message' },
    ],
    [
      { code: 'ETIMEDOUT', message: 'x' },
      { kind: 'retry', code: 'etimedout' },
    ],
  ])('%j', (fault, outcome) => {
    expect(readSmtpFault(Object.assign(new Error(fault.message), fault))).toMatchObject(outcome)
  })
})

function decodePart(part: string): string {
  const [head = '', ...body] = part.split('\r\n\r\n')
  const text = body.join('\r\n\r\n')
  if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8')
  if (!/quoted-printable/i.test(head)) return text
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
