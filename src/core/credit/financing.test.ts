import { expect, it } from 'vitest'
import { capacityWithin, isOver } from './financing.ts'

const line = { capacityFen: 500n, leadDays: 7, untilOn: '2026-06-30' }
const factoring = { capacityFen: 300n, leadDays: 30, untilOn: null }

it('what could be had within so many days adds up those that are fast enough and have not run out (C031)', () => {
  const of = (days: number, today: string) => capacityWithin([line, factoring], days, today)
  expect([of(6, '2026-06-01'), of(7, '2026-06-01'), of(30, '2026-06-01')]).toEqual([0n, 500n, 800n])
  // A week before its last day the line still pays on it, a day later it would be too late.
  expect([of(30, '2026-06-23'), of(30, '2026-06-24')]).toEqual([800n, 300n])
  expect(isOver(line, '2026-06-30')).toBe(false)
})
