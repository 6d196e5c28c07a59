import { expect, test } from 'vitest'
import { creditWishes } from './credit-wishes.ts'

test('asks for those closest to their limit, one of each rep, by a third', () => {
  const of = (code: string, responsible: string, limitFen: bigint, openFen: bigint) => ({
    code,
    responsible,
    limitFen,
    openFen,
  })
  const wishes = creditWishes([
    of('C1', 'a', 30_000_000n, 15_000_000n),
    of('C2', 'a', 30_000_000n, 29_000_000n),
    of('C3', 'b', 60_000_000n, 66_000_000n),
    of('C4', 'c', 0n, 1_000n),
    of('C5', 'd', 90_000_000n, 1n),
    of('C6', 'e', 90_000_000n, 0n),
  ])
  expect(wishes.map(({ code, by, limitFen }) => [code, by, limitFen])).toEqual([
    ['C3', 'b', 81_000_000n],
    ['C2', 'a', 41_000_000n],
    ['C5', 'd', 121_000_000n],
  ])
})
