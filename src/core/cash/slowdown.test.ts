import { describe, expect, it } from 'vitest'
import { addDays, type Day } from '../calendar.ts'
import type { Open } from './outlook.ts'
import type { PaidOwed } from './predict-payment.ts'
import { findSlowdown } from './slowdown.ts'

const TODAY: Day = '2026-06-30'

const paid = (customer: string, ago: number, lag: number): PaidOwed => {
  const paidOn = addDays(TODAY, -ago)
  const dueOn = addDays(paidOn, -lag)
  return { customer, issuedOn: addDays(dueOn, -30), dueOn, fen: 1_000, paidOn }
}
const open = (customer: string, fen: bigint, overdue = -10): Open => {
  const dueOn = addDays(TODAY, -overdue)
  return { id: customer, customer, issuedOn: addDays(dueOn, -30), dueOn, fen: Number(fen), openFen: fen }
}
const earlier = (customer: string, lag: number) => [120, 150, 200].map((ago) => paid(customer, ago, lag))
const recent = (customer: string, lag: number) => [10, 40].map((ago) => paid(customer, ago, lag))
const who = (all: PaidOwed[], owed: Open[]) =>
  findSlowdown(all, owed, TODAY).slowing.map(({ customer }) => customer)

describe('large customers who come to pay later (C103)', () => {
  it('are those slower by a working week than they were, with their share of what is owed', () => {
    const all = [
      ...earlier('a', 3),
      ...recent('a', 10),
      ...earlier('b', 3),
      ...recent('b', 9),
      ...earlier('c', 0),
      ...recent('c', 40),
    ]
    const found = findSlowdown(all, [open('a', 500n), open('b', 300n), open('c', 200n)], TODAY)
    expect(found.slowing).toEqual([
      { customer: 'a', openFen: 500n, beforeDays: 3, recentDays: 10, n: 2 },
      { customer: 'c', openFen: 200n, beforeDays: 0, recentDays: 40, n: 2 },
    ])
    expect([found.slowingFen, found.openFen]).toEqual([700n, 1_000n])
  })

  it('leave out who owes little, and who has paid too rarely to tell', () => {
    const slow = (name: string) => [...earlier(name, 0), ...recent(name, 30)]
    expect(who([...slow('a'), ...slow('b')], [open('a', 970n), open('b', 29n)])).toEqual(['a'])
    expect(who([...slow('a'), ...slow('b')], [open('a', 970n), open('b', 31n)])).toEqual(['a', 'b'])
    expect(who([...earlier('a', 0).slice(1), ...recent('a', 30)], [open('a', 9n)])).toEqual([])
    expect(who([...earlier('a', 0), recent('a', 30)[0]!], [open('a', 9n)])).toEqual([])
  })

  it('count what is overdue and open with the days it has come to', () => {
    const mixed = [...earlier('a', 2), paid('a', 20, 2)]
    expect(who(mixed, [open('a', 1_000n, 1)])).toEqual([])
    expect(who(mixed, [open('a', 1_000n, 30)])).toEqual(['a'])
  })

  it('do not look at payments of after the day', () => {
    const all = [...earlier('a', 0), ...recent('a', 30)]
    const then = addDays(TODAY, -95)
    expect(
      findSlowdown(
        all.filter(({ paidOn }) => paidOn <= then),
        [open('a', 9n)],
        then,
      ).slowing,
    ).toEqual([])
  })
})
