import { describe, expect, it } from 'vitest'
import { phoneMessage } from '../../../api/notify.ts'
import type { Message } from '../../../core/notify/message.ts'
import { noticeWords } from '../../../text/notify.ts'
import { drawPhone } from './phone.ts'
import { type ChannelTarget, prepare } from './send.ts'

const NOW = 1_700_000_000_000
const words = noticeWords('zh-CN', {
  kind: 'opened',
  severity: 1,
  rule: '回款逾期',
  customer: '杭州某某',
  subject: '2026-031 第 2 期',
  amountFen: 12_800_000n,
  reason: '逾期 32 天，超过预警线 30 天',
  nextStep: '今天给对方财务打电话',
  responsible: '张三',
  dueAt: NOW,
  url: 'https://crm.example.com/alerts/1',
})
const message: Message = {
  ...words,
  id: 'n1',
  threadId: 'a1',
  at: NOW,
  mentions: [
    { name: '张三', wecomUserId: 'zs', dingtalkUserId: null, feishuOpenId: 'ou_1', phone: '13800138000' },
  ],
  digest: false,
  event: { type: 'alert.opened', data: { customer: '杭州某某' } },
}

const TARGETS: ChannelTarget[] = [
  { kind: 'wecom', key: 'k', baseUrl: 'https://x.test' },
  { kind: 'dingtalk', accessToken: 't', signSecret: null, keyword: null, baseUrl: 'https://x.test' },
  { kind: 'feishu', token: 't', signSecret: 's', keyword: null, format: 'card', baseUrl: 'https://x.test' },
  { kind: 'feishu', token: 't', signSecret: null, keyword: null, format: 'text', baseUrl: 'https://x.test' },
  {
    kind: 'mail',
    host: 'h',
    port: 25,
    security: 'tls',
    user: null,
    password: null,
    from: 'a@b.test',
    fromName: null,
    to: { address: 'c@d.test', name: '', unsubscribeUrl: null },
  },
]

describe('drawPhone', () => {
  it.each(TARGETS.map((target) => [target.kind, target] as const))(
    '%s: customer, money, reason, next step and who answers stand on the phone, without the link',
    (kind, target) => {
      const phone = drawPhone(kind, prepare(target, message, NOW).shown)
      expect(phoneMessage.parse(phone)).toEqual(phone)
      const text = [phone.title, ...phone.lines.map((line) => line.map((span) => span.text).join(''))].join(
        '\n',
      )
      for (const needed of ['杭州某某', '¥128,000.00', '逾期 32 天', '今天给对方财务打电话', '张三']) {
        expect(text).toContain(needed)
      }
      expect(text).not.toMatch(/<|\*\*|\]\(|^#/m)
      expect(phone.buttons).toEqual([{ label: '查看详情', href: 'https://crm.example.com/alerts/1' }])
      if (kind !== 'mail') {
        expect(phone.lines.flat().some((span) => span.style === 'mention')).toBe(true)
      }
    },
  )
  it('a webhook shows its data, and an unreadable body shows itself', () => {
    const target: ChannelTarget = { kind: 'webhook', url: 'https://x.test', secrets: [] }
    const phone = drawPhone('webhook', prepare(target, message, NOW).shown)
    expect(phone.title).toBe('alert.opened')
    expect(JSON.stringify(phone.lines)).toContain('杭州某某')
    expect(drawPhone('wecom', 'not json').lines).toEqual([[{ text: 'not json', style: 'plain' }]])
  })
})
