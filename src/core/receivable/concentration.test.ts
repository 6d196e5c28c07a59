import { expect, test } from 'vitest'
import { concentrationOf } from './concentration.ts'

const of = (...fens: number[]) => fens.map((fen, index) => ({ id: `c${index}`, fen: BigInt(fen) }))

test('what the 1, 3 and 5 largest come to, of the whole (C029)', () => {
  const { totalFen, customers, topFen, largest } = concentrationOf(of(5, 40, 10, 20, 15, 7, 3), 2)
  expect([totalFen, customers, topFen]).toEqual([100n, 7, [40n, 75n, 92n]])
  expect(largest.map(({ id }) => id)).toEqual(['c1', 'c3'])
})

test('fewer customers than asked for are all of it, none are nothing', () => {
  expect(concentrationOf(of(6, 4), 5).topFen).toEqual([6n, 10n, 10n])
  expect(concentrationOf([], 5)).toEqual({ totalFen: 0n, customers: 0, topFen: [0n, 0n, 0n], largest: [] })
})

test('who is in credit takes nothing from the whole and has no share', () => {
  expect(concentrationOf(of(60, -50, 40), 5)).toMatchObject({
    totalFen: 100n,
    customers: 2,
    topFen: [60n, 100n, 100n],
  })
})
