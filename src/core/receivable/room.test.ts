import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Change, mostStanding, placeInRoom } from './room.ts'

const owed = (owedFen: bigint, ...changes: [string, bigint][]) => ({
  owedFen,
  changes: changes.map(([at, fen]) => ({ at, fen })),
})

describe('money is set against what is owed from the first day on which there was room', () => {
  test.each([
    ['nothing stood there', owed(100n), [['06-05', 100n]]],
    [
      'a bill stood there until it was refused',
      owed(100n, ['06-01', 100n], ['06-20', -100n]),
      [['06-20', 100n]],
    ],
    [
      'it stood for a part',
      owed(100n, ['06-01', 30n], ['06-20', -30n]),
      [
        ['06-05', 70n],
        ['06-20', 30n],
      ],
    ],
    [
      'the bill came after the money',
      owed(100n, ['06-10', 80n], ['06-20', -80n]),
      [
        ['06-05', 20n],
        ['06-20', 80n],
      ],
    ],
    ['it had gone before', owed(100n, ['05-01', 100n], ['06-05', -100n]), [['06-05', 100n]]],
    [
      'two bills, one after the other, and only then the money',
      owed(100n, ['06-01', 100n], ['06-10', -60n], ['06-12', 60n], ['06-20', -40n], ['06-25', -60n]),
      [
        ['06-20', 40n],
        ['06-25', 60n],
      ],
    ],
  ])('%s', (_, room, expected) => {
    const placed = placeInRoom(100n, '06-05', room)
    expect(placed).toEqual(expected.map(([from, amountFen]) => ({ from, amountFen })))
  })

  test('on no day is more than the amount, no part is lost, and each stands as early as it can', () => {
    const span = fc.record({
      from: fc.nat(20),
      days: fc.nat(15),
      fen: fc.bigInt(1n, 50n),
      stays: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), fc.nat(20), fc.bigInt(1n, 80n), (spans, from, fen) => {
        const changes: Change<number>[] = spans.flatMap(({ from: at, days, fen: part, stays }) => [
          { at, fen: part },
          ...(stays ? [] : [{ at: at + days, fen: -part }]),
        ])
        // Just so much is owed that it fits in the end, and beside whatever stood there before.
        const atLast = changes.reduce((sum, change) => sum + change.fen, 0n)
        const most = mostStanding(changes, 0, null)
        const owedFen = most > atLast + fen ? most : atLast + fen
        const placed = placeInRoom(fen, from, { owedFen, changes })
        expect(placed.reduce((sum, part) => sum + part.amountFen, 0n)).toBe(fen)
        const all = [...changes, ...placed.map((part) => ({ at: part.from, fen: part.amountFen }))]
        expect(mostStanding(all, 0, null) <= owedFen).toBe(true)
        for (const { from: at } of placed.filter((part) => part.from > from)) {
          const earlier = [...all, { at: at - 1, fen: 1n }, { at, fen: -1n }]
          expect(mostStanding(earlier, 0, null) > owedFen).toBe(true)
        }
      }),
      { numRuns: 2000, seed: 6 },
    )
  })
})
