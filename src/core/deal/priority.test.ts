import { describe, expect, it } from 'vitest'
import { chanceOf, FEWEST, rankDeals, type Stay, type Weighed } from './priority.ts'

/** Twenty deals left a stage within ten days, half of them won; ten stayed a month, one of them won. */
const stays: Stay[] = [
  { stageId: 'offer', days: 10, n: 20, won: 10 },
  { stageId: 'offer', days: 30, n: 10, won: 1 },
]
const ended = { n: 40, won: 16 }

describe('the chance by stage and age', () => {
  it('falls with the days in the stage, counts those that stayed as long, and says how many they are', () => {
    const fresh = chanceOf(stays, ended, { stageId: 'offer', stageDays: 3 })!
    const old = chanceOf(stays, ended, { stageId: 'offer', stageDays: 20 })!
    expect([fresh.n, fresh.basis, old.n, old.basis]).toEqual([30, 'age', 10, 'age'])
    expect(old.value).toBeLessThan(fresh.value)
    const stage = (11 + 4 * 0.4) / 34
    expect(old.value).toBeCloseTo((1 + 4 * stage) / 14, 10)
    expect(old.interval.low).toBeLessThan(0.1)
  })
  it('leans on the stage and on all deals where few stayed as long, and then says so', () => {
    expect(chanceOf(stays, ended, { stageId: 'offer', stageDays: 90 })).toMatchObject({
      n: 30,
      basis: 'stage',
    })
    const unknown = chanceOf(stays, ended, { stageId: 'new', stageDays: 1 })!
    expect(unknown).toMatchObject({ n: 40, basis: 'all' })
    expect(unknown.value).toBeCloseTo(0.4, 10)
  })
  it('says nothing while too few deals are over', () => {
    expect(chanceOf(stays, { n: FEWEST - 1, won: 3 }, { stageId: 'offer', stageDays: 1 })).toBeNull()
  })
})

describe('the ranking', () => {
  const deal = (
    id: string,
    fen: number | null,
    effort: number,
    quietDays: number,
    chance = 0.5,
  ): Weighed => ({
    ...{ id, amountFen: fen === null ? null : BigInt(fen), chance, effort, quietDays },
  })
  const deals = [
    deal('a', 900_000, 0, 40),
    deal('b', 800_000, 6, 2),
    deal('c', 100_000, 1, 5),
    deal('d', 90_000, 2, 5),
    deal('e', 20_000, 9, 1),
    deal('f', 10_000, 1, 60),
    deal('g', null, 3, 3),
  ]
  it('puts what another follow-up is expected to bring first; what has no amount is last and never judged', () => {
    const ranked = rankDeals(deals)
    expect(ranked.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'f', 'e', 'g'])
    expect(ranked.at(-1)).toMatchObject({ expectedFen: null, verdict: null })
  })
  it('finds the good one nobody calls and the small one everybody calls, and leaves the cared-for alone', () => {
    const verdicts = Object.fromEntries(rankDeals(deals).map(({ id, verdict }) => [id, verdict]))
    expect(verdicts).toEqual({ a: 'starved', b: null, c: null, d: null, e: 'overfed', f: null, g: null })
  })
  it('gives a new deal its first week: touched once or never, it is not yet neglected', () => {
    const verdictAt = (quietDays: number, effort: number) =>
      rankDeals([deal('n', 950_000, effort, quietDays), ...deals]).find(({ id }) => id === 'n')!.verdict
    expect([verdictAt(2, 1), verdictAt(6, 0)]).toEqual([null, null])
    expect([verdictAt(7, 1), verdictAt(7, 0), verdictAt(14, 5)]).toEqual(['starved', 'starved', 'starved'])
    expect(verdictAt(13, 2)).toBeNull()
  })
  it('judges nobody among so few deals that thirds mean nothing, or without a chance', () => {
    expect(rankDeals(deals.slice(0, 4)).every(({ verdict }) => verdict === null)).toBe(true)
    expect(
      rankDeals(deals.map((one) => ({ ...one, chance: null }))).every(({ verdict }) => verdict === null),
    ).toBe(true)
  })
})
