import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMonths, endOfDay, lastDayOf, startOfDay } from '../calendar.ts'
import { estimateCommission } from './estimate.ts'
import { type Known, linesOf, ruleOf, stoodFen, withRule } from './of-month.ts'

const rule = (rateBp: number) => ({ tiers: [{ fromFen: 0n, rateBp }], lateDays: 30, lateBp: 5_000 })
const came = (earnedOn: string, knownOn = earnedOn, goneOn: string | null = null): Known => ({
  ...{
    id: earnedOn,
    customer: '甲',
    invoice: 'F-1',
    receivedOn: earnedOn,
    dueOn: '2026-01-01',
    overdueDays: 0,
  },
  ...{ fen: 100n, userId: 'rep', earnedOn, knownAt: startOfDay(knownOn) + 1 },
  goneAt: goneOn === null ? null : startOfDay(goneOn) + 1,
})
/** March was closed on the fifth of April. */
const closed = new Map([['2026-03', startOfDay('2026-04-05')]])

/** A month that is over. */
const whole = (month: string, known: readonly Known[], closed: ReadonlyMap<string, number>) =>
  linesOf(month, known, { closed, until: lastDayOf(month) })

describe('the rule of a month', () => {
  it('is the one that held then, whatever was saved since; before the first nothing is made up', () => {
    const versions = withRule(withRule([], { from: '2026-04', rule: rule(200) }), {
      from: '2026-02',
      rule: rule(100),
    })
    expect(
      ['2026-01', '2026-02', '2026-03', '2026-04'].map((month) => ruleOf(versions, month)?.tiers[0]?.rateBp),
    ).toEqual([undefined, 100, 100, 200])
    expect(withRule(versions, { from: '2026-04', rule: rule(300) })).toHaveLength(2)
  })
})

describe('the lines of a month', () => {
  it('what is typed late belongs to its own month while that is open, and to the next one once it is closed', () => {
    const late = came('2026-03-20', '2026-04-10')
    expect(whole('2026-03', [late], new Map())).toMatchObject([{ fen: 100n, carriedFrom: null }])
    expect(whole('2026-03', [late], closed)).toEqual([])
    expect(whole('2026-04', [late], closed)).toMatchObject([{ fen: 100n, carriedFrom: '2026-03' }])
  })
  it('what turns out void is gone from an open month, and taken back in the next from a closed one', () => {
    const wrong = came('2026-03-20', '2026-03-20', '2026-04-10')
    expect(whole('2026-03', [wrong], new Map())).toEqual([])
    expect(whole('2026-03', [wrong], closed)).toMatchObject([{ fen: 100n }])
    expect(whole('2026-04', [wrong], closed)).toMatchObject([{ fen: -100n, carriedFrom: '2026-03' }])
    const before = came('2026-03-20', '2026-03-20', '2026-04-01')
    expect(['2026-03', '2026-04'].flatMap((month) => whole(month, [before], closed))).toEqual([])
  })
  it('typed late and void later is taken back in the month in which it turned out, closed or not', () => {
    const late = came('2026-03-20', '2026-04-10', '2026-05-10')
    const of = (month: string, closes: ReadonlyMap<string, number>) =>
      whole(month, [late], closes).map(({ fen }) => fen)
    expect([of('2026-04', closed), of('2026-05', closed)]).toEqual([[], []])
    const both = new Map([...closed, ['2026-04', startOfDay('2026-05-05')]])
    expect([of('2026-04', both), of('2026-05', both)]).toEqual([[100n], [-100n]])
  })
  it('what a closed month paid too much is taken back by its own rule, from the top of its tiers', () => {
    const of = (day: string, goneOn: string | null) => ({ ...came(day, day, goneOn), fen: 10_000n })
    const low = { tiers: [{ fromFen: 0n, rateBp: 100 }], lateDays: 30, lateBp: 5_000 }
    const march = { ...low, tiers: [low.tiers[0]!, { fromFen: 15_000n, rateBp: 1_000 }] }
    const paysOf = (known: readonly Known[], month: string) => {
      const lines = whole(month, known, closed)
      const paid = whole('2026-03', known, closed)
      const withRules = lines.map((line) => ({
        ...line,
        correction: line.corrects && { rule: march, reachedFen: stoodFen(paid, line) },
      }))
      return estimateCommission(month === '2026-03' ? march : low, withRules)
    }
    const days = ['2026-03-10', '2026-03-11', '2026-03-12']
    const was = days.map((day, n) => of(day, [null, '2026-04-10', '2026-04-20'][n]!))
    const stays = days.slice(0, 1).map((day) => of(day, null))
    const april = paysOf([...was, of('2026-04-02', null)], '2026-04')
    const truth = paysOf(stays, '2026-03').earnsFen
    // Paid and taken back, March comes to what it should have paid; April's own money earns as if alone.
    expect(paysOf(was, '2026-03').earnsFen + april.earnsFen).toBe(truth + 100n)
    expect(april.lines.map(({ fen, earnsFen }) => [fen, earnsFen])).toEqual([
      [-10_000n, -1_000n],
      [-10_000n, -550n],
      [10_000n, 100n],
    ])
    expect(april).toMatchObject({ collectedFen: -10_000n, next: null })
  })
  it('is read until a day: what came later for a closed month is not there yet, nor taken back', () => {
    const late = came('2026-03-20', '2026-04-10', '2026-04-20')
    const until = (until: string, of: Known) =>
      linesOf('2026-04', [of], { closed, until }).map(({ fen }) => fen)
    expect(until('2026-04-09', late)).toEqual([])
    const wrong = came('2026-03-20', '2026-03-20', '2026-04-10')
    expect([until('2026-04-09', wrong), until('2026-04-10', wrong)]).toEqual([[], [-100n]])
  })
  it('whatever is closed when, all months together pay what is true, each fen once', () => {
    const months = Array.from({ length: 8 }, (_, n) => addMonths('2026-01', n))
    const month = fc.constantFrom(...months.slice(0, 4))
    const day = fc
      .tuple(month, fc.integer({ min: 1, max: 28 }))
      .map(([m, n]) => `${m}-${String(n).padStart(2, '0')}`)
    const readOn = fc.tuple(fc.constantFrom(...months), fc.integer({ min: 1, max: 28 }))
    const closes = fc.array(fc.tuple(month, fc.integer({ min: 1, max: 40 })), { maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(day, fc.nat(60), fc.option(fc.nat(60)))),
        closes,
        readOn,
        (facts, closings, [m, n]) => {
          const known = facts.map(([earnedOn, after, voided], n): Known => {
            const knownAt = startOfDay(earnedOn) + after * 86_400_000
            return {
              ...came(earnedOn),
              id: String(n),
              knownAt,
              goneAt: voided === null ? null : knownAt + voided * 86_400_000 + 1,
            }
          })
          const at = new Map(closings.map(([m, days]) => [m, endOfDay(lastDayOf(m)) + days * 86_400_000]))
          const paid = months.flatMap((m) => whole(m, known, at)).reduce((sum, { fen }) => sum + fen, 0n)
          expect(paid).toBe(BigInt(known.filter(({ goneAt }) => goneAt === null).length) * 100n)
          // Read on any day: what is known by then is paid once, what is void by then not at all.
          const until = `${m}-${String(n).padStart(2, '0')}`
          const end = endOfDay(until)
          const then = months
            .filter((one) => one <= m)
            .flatMap((one) => linesOf(one, known, { closed: at, until: one < m ? lastDayOf(one) : until }))
          for (const { id, earnedOn, knownAt, goneAt } of known) {
            const fen = then.filter((line) => line.id === id).reduce((sum, line) => sum + line.fen, 0n)
            expect([0n, 100n]).toContain(fen)
            if (earnedOn > until || (goneAt !== null && goneAt <= end)) expect(fen).toBe(0n)
            else if (goneAt === null && knownAt <= end) expect(fen).toBe(100n)
          }
        },
      ),
    )
  })
})
