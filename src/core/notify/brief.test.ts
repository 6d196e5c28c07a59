import { describe, expect, it } from 'vitest'
import { formatInstant, startOfDay } from '../calendar.ts'
import { DEFAULT_CALENDAR, type WorkCalendar } from '../workdays.ts'
import { type BriefAlert, composeBrief, nextBriefAt, previousBriefAt } from './brief.ts'
import { parseRobotUrl } from './robot-url.ts'

const CALENDAR: WorkCalendar = {
  ...DEFAULT_CALENDAR,
  years: new Set([2026]),
  // A Saturday that is worked, and National Day.
  exceptions: new Map([
    ['2026-10-10', true],
    ['2026-10-01', false],
    ['2026-10-02', false],
  ]),
}
const at = (day: string, hour: number, minute = 0) => startOfDay(day) + (hour * 60 + minute) * 60_000

describe('when the brief comes', () => {
  it('at 08:30 of the next working day, make-up days included', () => {
    expect(formatInstant(nextBriefAt(CALENDAR, at('2026-11-25', 8, 30)))).toBe('2026-11-25 08:30')
    expect(formatInstant(nextBriefAt(CALENDAR, at('2026-11-25', 8, 30) + 1))).toBe('2026-11-26 08:30')
    expect(formatInstant(nextBriefAt(CALENDAR, at('2026-11-27', 12)))).toBe('2026-11-30 08:30')
    expect(formatInstant(nextBriefAt(CALENDAR, at('2026-10-09', 12)))).toBe('2026-10-10 08:30')
  })
  it('looks back to the one before, over the weekend', () => {
    expect(formatInstant(previousBriefAt(CALENDAR, at('2026-11-30', 8, 30)))).toBe('2026-11-27 08:30')
  })
})

describe('composeBrief', () => {
  const since = at('2026-11-24', 8, 30)
  const now = at('2026-11-25', 8, 30)
  const money = { overdueFen: 500n, overdueCount: 1, dueSoonFen: 0n, dueSoonCount: 0, collectedFen: 0n }
  const month = {
    asOf: '2026-11-25',
    month: '2026-11',
    collectedFen: 0n,
    collectedCount: 0,
    targetFen: null,
    end: { kind: 'over' as const },
    overdue: { count: 0, amountFen: 0n, customers: 0 },
    top: [],
  }
  const alert = (id: string, over: Partial<BriefAlert> = {}): BriefAlert => ({
    id,
    severity: 2,
    customer: '杭州某某',
    title: '回款逾期',
    reason: '逾期 32 天',
    amountFen: 100n,
    responsible: '张三',
    openedAt: since - 1,
    escalatedAt: null,
    deadlineAt: null,
    ...over,
  })
  const compose = (alerts: BriefAlert[], held: string[] = []) =>
    composeBrief({ now, since, alerts, held: new Set(held), money, month })

  it('lists an alert once, for its strongest reason, and leaves old quiet ones out', () => {
    const brief = compose(
      [
        alert('old'),
        alert('new', { openedAt: since + 1 }),
        alert('held', { openedAt: since + 1 }),
        alert('late', { deadlineAt: now }),
        alert('up', { escalatedAt: now - 1, openedAt: since + 1 }),
      ],
      ['held'],
    )
    expect(brief.items.map((item) => [item.id, item.why])).toEqual([
      ['late', 'overdue'],
      ['up', 'escalated'],
      ['held', 'held'],
      ['new', 'new'],
    ])
    expect(brief).toMatchObject({ openAlerts: 5, moneyAtRiskFen: 500n, more: 0, quiet: false })
  })

  it('puts severity first, then money, and counts what it does not show', () => {
    const many = Array.from({ length: 10 }, (_, n) =>
      alert(`a${n}`, { openedAt: now - 1, amountFen: BigInt(n), severity: n === 0 ? 1 : 2 }),
    )
    const brief = compose(many)
    expect(brief.items.map((item) => item.id)).toEqual(['a0', 'a9', 'a8', 'a7', 'a6', 'a5', 'a4', 'a3'])
    expect(brief.more).toBe(2)
  })

  it('says so when nothing happened', () => {
    expect(compose([alert('old')])).toMatchObject({ quiet: true, openAlerts: 1, items: [] })
  })
})

describe('parseRobotUrl', () => {
  it.each([
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx', 'wecom', '693a91f6-7xxx', null],
    ['https://oapi.dingtalk.com/robot/send?access_token=abc123', 'dingtalk', 'abc123', null],
    [' https://open.feishu.cn/open-apis/bot/v2/hook/aa-bb-cc ', 'feishu', 'aa-bb-cc', null],
    ['https://open.larksuite.com/open-apis/bot/v2/hook/t1', 'feishu', 't1', 'https://open.larksuite.com'],
    [
      'http://127.0.0.1:8420/sandbox/wecom/cgi-bin/webhook/send?debug=1&key=k',
      'wecom',
      'k',
      'http://127.0.0.1:8420/sandbox/wecom',
    ],
  ])('%s', (url, kind, secret, baseUrl) => {
    expect(parseRobotUrl(url)).toEqual({ kind, secret, baseUrl })
  })
  it('knows what it does not know', () => {
    expect(parseRobotUrl('https://example.com/hook/1')).toBeNull()
  })
})
