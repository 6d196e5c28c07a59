import { expect, it } from 'vitest'
import { boardWords, type WordedRow } from './team-words.ts'

const none = { n: 0, fen: 0 }
const still = { month: none, week: none, lastWeek: none }
const quiet: WordedRow = {
  ...{ person: { name: '韩冬升' }, collectionsTargetFen: null },
  ...{ bookings: still, collected: still, followUps: still, lateQuotes: none, red: none, overdue: none },
}
const busy: WordedRow = {
  ...quiet,
  person: { name: '蒋博涵' },
  bookings: { ...still, week: { n: 1, fen: 12_800_000 }, lastWeek: { n: 1, fen: 500_000 } },
  followUps: { ...still, week: { n: 7, fen: 0 } },
  red: { n: 2, fen: 0 },
}
const nobody = { ...quiet, person: null, overdue: { n: 1, fen: 700_000 } }

it('says the sum, then a line for each who has something to tell', () => {
  expect(boardWords('zh-CN', { asOf: '2026-11-26', rows: [quiet, busy, nobody] }).split('\n')).toEqual([
    '【团队看板】2026-11-26',
    '本周签单 ¥12.8万（上周同期 ¥5,000），回款 ¥0（上周同期 ¥0），本月已收 ¥0',
    '蒋博涵：签单 ¥12.8万，回款 ¥0，跟进 7 次，红灯 2 条',
    '无人负责：签单 ¥0，回款 ¥0，跟进 0 次，逾期 ¥7,000',
  ])
})

it('holds no Chinese in English but names', () => {
  const words = boardWords('en', { asOf: '2026-11-26', rows: [{ ...busy, person: { name: 'Jiang' } }] })
  expect(words).toContain('Jiang: booked ¥128k, collected ¥0, 7 follow-ups, 2 red')
  expect(words).not.toMatch(/\p{Script=Han}/u)
})
