import { describe, expect, test } from 'vitest'
import { DAY_MS, startOfDay } from '../calendar.ts'
import { decideExpired, nextBackupAt } from './retention.ts'

const NOW = startOfDay('2026-06-30') + 3 * 3_600_000
const nightly = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ takenAt: NOW - index * DAY_MS, reason: 'schedule' }))
const days = (list: readonly { takenAt: number }[]) =>
  list.map(({ takenAt }) => new Date(takenAt + 8 * 3_600_000).toISOString().slice(0, 10))

describe('which backups stay', () => {
  test('a hundred nights leave seven days, four weeks and three months', () => {
    const all = nightly(100)
    const expired = new Set(decideExpired(all, NOW))
    expect(days(all.filter((one) => !expired.has(one)))).toEqual([
      ...['2026-06-30', '2026-06-29', '2026-06-28', '2026-06-27', '2026-06-26', '2026-06-25', '2026-06-24'],
      ...['2026-06-21', '2026-06-14', '2026-05-31', '2026-04-30'],
    ])
  })

  test('the only one stays however old, and one taken before an upgrade for a month', () => {
    expect(decideExpired([{ takenAt: NOW - 900 * DAY_MS, reason: 'command' }], NOW)).toEqual([])
    const upgrade = { takenAt: NOW - 20 * DAY_MS, reason: 'upgrade' }
    expect(decideExpired([...nightly(100), upgrade], NOW)).not.toContain(upgrade)
    const old = { takenAt: NOW - 40 * DAY_MS, reason: 'upgrade' }
    expect(decideExpired([...nightly(100), old], NOW)).toContain(old)
  })

  test('several on one day leave the newest', () => {
    const [first, second] = [NOW - 2 * 3_600_000, NOW - 3_600_000].map((takenAt) => ({
      takenAt,
      reason: 'command',
    }))
    expect(decideExpired([first!, second!], NOW)).toEqual([first])
  })
})

describe('the next night', () => {
  const at = (text: string) => Date.parse(`${text}+08:00`)
  test.each([
    ['none yet', null, '2026-06-30T10:00:00', '2026-06-30T10:00:00'],
    ['done tonight', '2026-06-30T02:31:00', '2026-06-30T10:00:00', '2026-07-01T02:30:00'],
    ['missed last night', '2026-06-29T02:31:00', '2026-06-30T10:00:00', '2026-06-30T10:00:00'],
    ['before the hour', '2026-06-29T02:31:00', '2026-06-30T01:00:00', '2026-06-30T02:30:00'],
  ])('%s', (_name, last, now, expected) => {
    expect(nextBackupAt(last === null ? null : at(last), at(now))).toBe(at(expected))
  })
})
