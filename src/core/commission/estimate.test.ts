import { describe, expect, it } from 'vitest'
import { type Collected, type CommissionRule, checkCommissionRule, estimateCommission } from './estimate.ts'

const rule: CommissionRule = {
  tiers: [
    { fromFen: 0n, rateBp: 100 },
    { fromFen: 100_000n, rateBp: 200 },
  ],
  ...{ lateDays: 30, lateBp: 5_000 },
}
const came = (id: string, receivedOn: string, fen: bigint, overdueDays = 0): Collected => ({
  ...{ id, customer: '甲', invoice: 'F-1', receivedOn, dueOn: '2026-11-01', overdueDays, fen },
})

describe('what a month has earned', () => {
  it('climbs through the tiers in the order the money came, and splits what crosses a border', () => {
    const { lines, earnsFen, collectedFen, next } = estimateCommission(rule, [
      came('b', '2026-11-20', 60_000n),
      came('a', '2026-11-10', 80_000n),
    ])
    expect(lines.map(({ id, parts }) => [id, parts])).toEqual([
      ['a', [{ fen: 80_000n, rateBp: 100, earnsFen: 800n }]],
      [
        'b',
        [
          { fen: 20_000n, rateBp: 100, earnsFen: 200n },
          { fen: 40_000n, rateBp: 200, earnsFen: 800n },
        ],
      ],
    ])
    expect([collectedFen, earnsFen, next]).toEqual([140_000n, 1_800n, null])
  })
  it('what came long after its day earns a part, exactly on the last day the whole', () => {
    const money = [came('a', '2026-11-10', 10_000n, 30), came('b', '2026-11-10', 10_000n, 31)]
    expect(estimateCommission(rule, money).lines.map(({ earnsFen }) => earnsFen)).toEqual([100n, 50n])
  })
  it('says how much is missing until the next tier', () => {
    const { next } = estimateCommission(rule, [came('a', '2026-11-10', 99_999n)])
    expect(next).toEqual({ fromFen: 100_000n, rateBp: 200, missingFen: 1n })
  })
  it('the sum is the sum of the lines, and the parts of a line are its money, whatever the amounts', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed
    }
    for (let round = 0; round < 200; round += 1) {
      const money = Array.from({ length: 1 + (random() % 12) }, (_, index) =>
        came(
          String(index),
          `2026-11-${String(10 + (random() % 15))}`,
          BigInt(1 + (random() % 70_001)),
          random() % 60,
        ),
      )
      const told = estimateCommission(rule, money)
      expect(told.earnsFen).toBe(told.lines.reduce((sum, line) => sum + line.earnsFen, 0n))
      for (const line of told.lines)
        expect(line.parts.reduce((sum, part) => sum + part.fen, 0n)).toBe(line.fen)
    }
  })
})

it.each([
  ['no tiers', [], 'tiers_missing'],
  ['a first tier above nothing', [{ fromFen: 1n, rateBp: 1 }], 'tier_not_from_zero'],
  [
    'tiers that do not rise',
    [
      { fromFen: 0n, rateBp: 1 },
      { fromFen: 0n, rateBp: 2 },
    ],
    'tiers_not_rising',
  ],
  ['a good one', rule.tiers, null],
])('a rule with %s', (_name, tiers, problem) => {
  expect(checkCommissionRule({ ...rule, tiers })).toBe(problem)
})
