import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startOfDay } from '../calendar.ts'
import { type Cover, checkCover, checkCoverEnd, countingSpans, coveredOf } from './cover.ts'
import { decideHold, NOTHING_OWED, roomLeft, type Standing } from './exposure.ts'
import { type CreditPolicy, DEFAULT_POLICY } from './policy.ts'

const COUNTS: CreditPolicy = { ...DEFAULT_POLICY, countsCover: true }
const cover: Cover = { capFen: 500n, shareBp: 8_000, deductibleFen: 100n }
const standing = (openFen: bigint, over: Partial<Standing> = {}): Standing => ({
  ...{ own: { ...NOTHING_OWED, openFen }, grade: null, admission: null, limitFen: 300n, group: null },
  ...{ exceptionFen: 0n, covers: [cover], ...over },
})
const order = (amountFen: bigint) => ({ document: 'order' as const, amountFen })

describe('what a cover pays (C032)', () => {
  it.each([
    [0n, 0n],
    [100n, 0n],
    [101n, 0n],
    [600n, 400n],
    [725n, 500n],
    [9_000n, 500n],
  ])('of %s it pays %s: 80 %% beyond the deductible, up to the cap', (owed, paid) => {
    expect(coveredOf([cover], owed)).toBe(paid)
  })

  it('several never pay more than is owed', () => {
    const whole: Cover = { capFen: 1_000n, shareBp: 10_000, deductibleFen: 0n }
    expect(coveredOf([whole, whole], 700n)).toBe(700n)
    // 100 at most without a deductible, then 80 % of what is left beyond 100.
    expect(coveredOf([cover, { ...cover, deductibleFen: 0n, capFen: 100n }], 600n)).toBe(420n)
  })

  it('ends after it begins, pays something, and is cut short only', () => {
    const dated = { ...cover, fromOn: '2026-01-01', untilOn: '2026-12-31' }
    expect(checkCover(dated).ok).toBe(true)
    expect(checkCover({ ...dated, untilOn: '2025-12-31' })).toMatchObject({
      code: 'cover_ends_before_it_begins',
    })
    expect(checkCover({ ...dated, shareBp: 0 })).toMatchObject({ code: 'cover_pays_nothing' })
    expect(checkCoverEnd(dated, '2026-12-31')).toMatchObject({ code: 'cover_end_not_earlier' })
    expect(checkCoverEnd(dated, '2026-06-30').ok).toBe(true)
  })
})

describe('cover at the gate', () => {
  it('counts only where the company says so, and with the order that is asked', () => {
    // 600 owed with the order, 400 of it covered: 200 net against 300.
    expect(decideHold(standing(400n), order(200n), DEFAULT_POLICY).hold).toBe('manager')
    expect(decideHold(standing(400n), order(200n), COUNTS).hold).toBe('none')
    expect(decideHold(standing(400n), order(401n), COUNTS)).toMatchObject({
      hold: 'manager',
      findings: [{ exposureFen: 301n, overFen: 1n }],
    })
  })

  it('never touches the ladder of days', () => {
    const late = standing(1n, { own: { ...NOTHING_OWED, openFen: 1n, overdueFen: 1n, overdueDays: 61 } })
    expect(decideHold(late, order(1n), COUNTS).hold).toBe('blocked')
  })

  it('of a group what each member’s own cover pays of what that member owes', () => {
    const group = {
      owing: { ...NOTHING_OWED, openFen: 1_000n },
      limitFen: 500n,
      others: [{ owing: { ...NOTHING_OWED, openFen: 200n }, covers: [{ ...cover, capFen: 60n }] }],
    }
    const joined = standing(400n, { limitFen: null, group })
    // 1,200 with the order; own 600 gives 400, the other's 200 give 60: 740 net against 500.
    expect(decideHold(joined, order(200n), COUNTS).findings).toMatchObject([
      { code: 'over_group_limit', exposureFen: 740n },
    ])
  })

  it('the room is exactly what the gate lets through', () => {
    const fen = (max: bigint) => fc.bigInt({ min: 0n, max })
    const any = fc.record({
      capFen: fen(500n),
      shareBp: fc.integer({ min: 0, max: 10_000 }),
      deductibleFen: fen(200n),
    })
    fc.assert(
      fc.property(fen(800n), fen(800n), fc.array(any, { maxLength: 3 }), (open, limitFen, covers) => {
        const given = standing(open, { limitFen, covers })
        const room = roomLeft(given, COUNTS, limitFen)
        if (room > 0n) expect(decideHold(given, order(room), COUNTS).hold).toBe('none')
        const next = room > 0n ? room + 1n : 1n
        expect(decideHold(given, order(next), COUNTS).hold).toBe('manager')
      }),
      { seed: 20_261_127, numRuns: 300 },
    )
  })
})

describe('how long a customer is covered', () => {
  const at = startOfDay('2026-03-10')
  const now = { id: 'now', fromOn: '2026-01-01', untilOn: '2026-03-31', at, until: null }

  it('is said by what begins later only where there is no gap to it', () => {
    const next = { id: 'next', fromOn: '2026-04-01', untilOn: '2027-03-31', at, until: null }
    const after = { id: 'after', fromOn: '2027-04-02', untilOn: '2028-03-31', at, until: null }
    expect(countingSpans([after, next, now])).toEqual([
      { id: 'now', from: at, until: null },
      { id: 'next', from: at, until: null },
      { id: 'after', from: startOfDay('2027-04-02'), until: null },
    ])
  })

  it('hangs on what is in between, for as long as that is known', () => {
    const next = { id: 'next', fromOn: '2026-04-02', untilOn: '2027-03-31', at, until: null }
    const [linked, voided] = [startOfDay('2026-03-12'), startOfDay('2026-03-15')]
    const bridge = { id: 'bridge', fromOn: '2026-03-20', untilOn: '2026-04-01', at: linked, until: voided }
    expect(countingSpans([now, next, bridge]).filter(({ id }) => id === 'next')).toEqual([
      { id: 'next', from: linked, until: voided },
      { id: 'next', from: startOfDay('2026-04-02'), until: null },
    ])
  })
})
