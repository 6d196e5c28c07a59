import { describe, expect, it } from 'vitest'
import type { NoticeContent } from '../core/notify/message.ts'
import { briefWords, digestWords, noticeWords, testWords } from './notify.ts'
import { explainAnswer } from './notify-answers.ts'
import { decisionText } from './notify-decisions.ts'

const notice: NoticeContent = {
  kind: 'opened',
  severity: 1,
  rule: '回款逾期',
  customer: '杭州某某',
  subject: null,
  amountFen: 12_800_000n,
  reason: '逾期32天，超过预警线 30 天',
  nextStep: '今天给对方财务打电话',
  responsible: '张三',
  dueAt: 1_700_000_000_000,
  url: null,
}

describe('a notice in words', () => {
  it('has the subject line of a good warning', () => {
    expect(noticeWords('zh-CN', notice).subject).toBe('[风向标][P1][回款逾期] 杭州某某 逾期32天 ¥128,000.00')
    expect(noticeWords('zh-CN', { ...notice, amountFen: null, customer: null }).subject).toBe(
      '[风向标][P1][回款逾期] 逾期32天',
    )
  })
  it('says everything in both languages', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      const values = noticeWords(locale, notice).fields.map((field) => field.value)
      expect(values).toEqual([
        '杭州某某',
        '¥128,000.00',
        '逾期32天，超过预警线 30 天',
        '今天给对方财务打电话',
        '张三',
        '2023-11-15 06:13',
      ])
    }
    expect(noticeWords('en', notice).title).toBe('New alert: 回款逾期 · 杭州某某')
    const english = { rule: 'Payment overdue', reason: '32 days overdue', nextStep: 'Call their finance' }
    const both = { ...notice, english }
    const read = noticeWords('en', both)
    expect(read.title).toBe('New alert: Payment overdue · 杭州某某')
    expect(read.fields.map(({ value }) => value)).toEqual(
      expect.arrayContaining(['32 days overdue', 'Call their finance']),
    )
    expect(noticeWords('zh-CN', both)).toEqual(noticeWords('zh-CN', notice))
  })
  it('a digest names twenty and counts the rest', () => {
    const words = digestWords('zh-CN', Array(23).fill(notice))
    expect(words.title).toBe('23 条预警合并提醒')
    expect(words.paragraphs).toHaveLength(21)
    expect(words.paragraphs[0]).toBe(
      '1. [P1] 杭州某某 ¥12.8万 逾期32天，超过预警线 30 天 → 今天给对方财务打电话 【张三】',
    )
    expect(words.paragraphs[20]).toContain('3 条')
  })
  it('a quiet morning is said in one line', () => {
    const money = { overdueFen: 0n, overdueCount: 0, dueSoonFen: 0n, dueSoonCount: 0, collectedFen: 0n }
    const brief = {
      day: '2026-11-25',
      openAlerts: 0,
      moneyAtRiskFen: 0n,
      money,
      items: [],
      more: 0,
      quiet: true,
    }
    expect(briefWords('zh-CN', brief, null).paragraphs).toHaveLength(1)
    expect(briefWords('en', brief, null).subject).toContain('Morning brief 2026-11-25')
  })
  it('the brief says what came, where the month will end and who owes most, as the page does', () => {
    const money = { overdueFen: 0n, overdueCount: 0, dueSoonFen: 0n, dueSoonCount: 0, collectedFen: 0n }
    const end = {
      ...{ kind: 'projected' as const, through: '2026-11-24', workdaysLeft: 4, reaching: 3 },
      ...{ expectedFen: 21_000_000n, lowFen: 18_000_000n, highFen: 30_000_000n, inRange: 11, outOf: 13 },
      months: Array(12).fill({ month: '2026-10', byThenFen: 0n, restFen: 0n }),
    }
    const month = {
      ...{ asOf: '2026-11-25', month: '2026-11', collectedFen: 16_000_000n, collectedCount: 9 },
      ...{ targetFen: 25_000_000n, end, overdue: { count: 1, amountFen: 5_000_000n, customers: 1 } },
      top: [{ id: 'a', name: '杭州某某', responsible: null, overdueFen: 5_000_000n, maxOverdueDays: 41 }],
    }
    const brief = {
      ...{ day: '2026-11-25', openAlerts: 0, moneyAtRiskFen: 0n, money, month },
      ...{ items: [], more: 0, quiet: true },
    }
    const words = briefWords('zh-CN', brief, 'https://x.test/brief')
    expect(words.fields.slice(-2)).toEqual([
      { label: '本月已收', value: '¥16万 / 目标 ¥25万', strong: true },
      { label: '预计月底', value: '¥21万（¥18万–¥30万，按过去 12 个月同期之后的到账）' },
    ])
    expect(words.paragraphs[0]).toBe('【已逾期】 杭州某某 ¥5万 逾期 41 天 【无人负责】')
    expect(words.link).toEqual({ label: '打开早报', url: 'https://x.test/brief' })
    const unknown = {
      ...brief,
      month: { ...month, end: { kind: 'not_enough' as const, months: 2, needed: 6 } },
    }
    expect(briefWords('en', unknown, null).fields.at(-1)!.value).toBe(
      'not enough data: 2 whole months, 6 are needed',
    )
  })
  it('English words hold no Chinese', () => {
    const han = /\p{Script=Han}/u
    expect(JSON.stringify(testWords('en', 'Acme', '2026-11-25 08:30'))).not.toMatch(han)
    for (const reason of ['first', 'cap_reached', 'quiet_hours', 'day_off', 'trial'] as const) {
      expect(decisionText('en', reason)).not.toMatch(han)
      expect(decisionText('zh-CN', reason)).toMatch(han)
    }
  })
})

describe('what a provider’s answer means', () => {
  const explain = (channel: string, code: string, message = '', outcome = 'failed') =>
    explainAnswer('zh-CN', { channel, code, message, outcome })

  it('tells the four refusals of one DingTalk code apart', () => {
    const texts = [
      'keywords not in content',
      'sign not match',
      'invalid timestamp',
      'ip 1.2.3.4 not in whitelist',
      '?',
    ].map((message) => explain('dingtalk', '310000', message).explanation)
    expect(new Set(texts).size).toBe(5)
    expect(texts[0]).toContain('关键词')
    expect(texts[3]).toContain('IP')
  })
  it('knows every documented code, and says so when it does not', () => {
    const unknown = explain('wecom', '987654').explanation
    expect(unknown).toContain('未知')
    const documented = {
      wecom: ['93000', '45009', '45033', '-1', '40008', '44004', '45002', '60020'],
      dingtalk: [
        '310000',
        '130101',
        '410100',
        '300001',
        '300005',
        '400101',
        '400013',
        '400102',
        '400106',
        '40035',
        '-1',
      ],
      feishu: ['19021', '19022', '19024', '19001', '9499', '11232'],
      webhook: ['http_410', 'http_429', 'http_502', 'http_302', 'http_401'],
      mail: ['535', '553', '550', '554', '450', 'eauth'],
      any: ['timeout', 'network', 'dns', 'tls', 'address_refused', 'unreadable', 'bad_url'],
    }
    for (const [channel, codes] of Object.entries(documented)) {
      for (const code of codes)
        expect(explain(channel, code).explanation, `${channel} ${code}`).not.toBe(unknown)
    }
  })
  it('success is success whatever the code', () => {
    expect(explain('wecom', '0', 'ok', 'sent').explanation).toBe('已送达。')
  })
})
