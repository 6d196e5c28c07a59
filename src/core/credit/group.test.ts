import { describe, expect, it } from 'vitest'
import { checkGroup, freedBy, unitsAmong } from './group.ts'

const group = (limitFen: bigint | null, ...memberIds: string[]) => ({ memberIds, limitFen })

describe('companies that owe together', () => {
  it('are written from the page of one of them, with a limit that is not below nothing', () => {
    expect(checkGroup(group(100n, 'a', 'b'), 'a').ok).toBe(true)
    expect(checkGroup(group(100n, 'b', 'c'), 'a')).toMatchObject({ code: 'credit_group_without' })
    expect(checkGroup(group(-1n, 'a', 'b'), 'a')).toMatchObject({ code: 'credit_group_limit_below_zero' })
    expect(checkGroup(group(null, 'a'), 'a').ok).toBe(true)
  })

  it.each([
    ['a limit that is set makes room for as much', null, group(100n, 'a', 'b'), 100n],
    ['to link without a limit only binds', null, group(null, 'a', 'b'), 0n],
    ['a raised limit', group(100n, 'a', 'b'), group(150n, 'a', 'b'), 150n],
    ['a lower one makes none', group(100n, 'a', 'b'), group(50n, 'a', 'b'), 0n],
    [
      'the limit goes on when one more company joins: what that lets go is seen from its standing',
      group(100n, 'a', 'b'),
      group(100n, 'a', 'b', 'c'),
      0n,
    ],
    ['whoever leaves no longer shares', group(100n, 'a', 'b', 'c'), group(100n, 'a', 'b'), 100n],
    ['a limit taken away', group(100n, 'a', 'b'), group(null, 'a', 'b'), 100n],
    ['dissolved', group(100n, 'a', 'b'), group(100n, 'a'), 100n],
    [
      'no limit is lifted where there was none: who waited for the others is seen from their standing',
      group(null, 'a', 'b'),
      group(null, 'a'),
      0n,
    ],
  ])('%s', (_what, before, after, fen) => {
    expect(freedBy(before, after)).toBe(fen)
  })
})

describe('units of the past', () => {
  it('a company that changed its group brings both together; whoever never had one stands alone', () => {
    const units = unitsAmong(
      ['a', 'b', 'z'],
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
    )
    expect(units.map((unit) => unit.sort().join('')).sort()).toEqual(['abc', 'z'])
    expect(unitsAmong(['a'], [['a', 'x']])).toEqual([['a', 'x']])
    expect(unitsAmong([], [])).toEqual([])
  })
})
