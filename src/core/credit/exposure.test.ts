import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isStricter } from './admission.ts'
import {
  coveredAt,
  coveredTogether,
  decideHold,
  decideInTurn,
  exposureOf,
  limitOf,
  NOTHING_OWED,
  type Standing,
} from './exposure.ts'
import { CHECK_MODES, type CreditPolicy, DEFAULT_POLICY } from './policy.ts'

const POLICY: CreditPolicy = {
  ...DEFAULT_POLICY,
  gradeLimitFen: { A: 1_000n, B: 500n, C: 200n, D: 0n },
}
const standing = (over: Partial<Standing> = {}): Standing => ({
  ...{ own: NOTHING_OWED, grade: null, admission: null, limitFen: null, group: null, exceptionFen: 0n },
  covers: [],
  ...over,
})
const owing = (over: Partial<Standing['own']>) => ({ ...NOTHING_OWED, ...over })
const order = (amountFen: bigint) => ({ document: 'order' as const, amountFen })

describe('which limit counts (C023)', () => {
  const group = { owing: NOTHING_OWED, limitFen: 700n, others: [] }
  it.each([
    [
      'the customer’s own before all',
      standing({ limitFen: 10n, group, grade: 'A' }),
      { fen: 10n, source: 'customer' },
    ],
    ['none for the customer: the group’s', standing({ group, grade: 'A' }), { fen: 700n, source: 'group' }],
    ['neither: the grade’s', standing({ grade: 'B' }), { fen: 500n, source: 'grade' }],
    ['nothing at all: no limit', standing(), null],
    ['a limit of nothing is a limit', standing({ grade: 'D' }), { fen: 0n, source: 'grade' }],
  ])('%s', (_name, given, limit) => {
    expect(limitOf(given, POLICY)).toEqual(limit)
  })
})

describe('the hold ladder (methods §4.2)', () => {
  it.each([
    [15, 'none'],
    [16, 'manager'],
    [30, 'manager'],
    [31, 'finance'],
    [60, 'finance'],
    [61, 'blocked'],
  ] as const)('%i days overdue → %s', (overdueDays, hold) => {
    const own = owing({ openFen: 5n, overdueFen: 5n, overdueDays })
    expect(decideHold(standing({ own }), order(1n), POLICY).hold).toBe(hold)
  })
  it('exactly at the limit is free, one fen more is the manager’s', () => {
    const own = owing({ openFen: 60n, ordersFen: 30n, advanceFen: 10n })
    const given = standing({ own, limitFen: 100n })
    expect(exposureOf(own, POLICY)).toBe(80n)
    expect(decideHold(given, order(20n), POLICY).hold).toBe('none')
    const over = decideHold(given, order(21n), POLICY)
    expect(over).toMatchObject({ hold: 'manager', findings: [{ code: 'over_limit', overFen: 1n }] })
    expect(decideHold({ ...given, exceptionFen: 1n }, order(21n), POLICY).hold).toBe('none')
  })
  it('an exception widens limits and never the days', () => {
    const own = owing({ openFen: 5n, overdueFen: 5n, overdueDays: 61 })
    expect(decideHold(standing({ own, exceptionFen: 10_000n }), order(1n), POLICY).hold).toBe('blocked')
  })
  it('linked companies owe together: one’s own room is not enough', () => {
    const group = { owing: owing({ openFen: 95n }), limitFen: 100n, others: [] }
    const verdict = decideHold(standing({ limitFen: 1_000n, group }), order(6n), POLICY)
    expect(verdict.findings).toMatchObject([{ code: 'over_group_limit', overFen: 1n }])
    const late = {
      owing: owing({ openFen: 5n, overdueFen: 5n, overdueDays: 31 }),
      limitFen: null,
      others: [],
    }
    expect(decideHold(standing({ group: late }), order(1n), POLICY).hold).toBe('finance')
  })
  it.each(CHECK_MODES)('set to %s', (mode) => {
    const policy = { ...POLICY, check: { ...POLICY.check, order: mode } }
    const { hold, isWarning } = decideHold(standing({ limitFen: 1n }), order(2n), policy)
    const expected = {
      off: ['none', false],
      warn: ['none', true],
      approve: ['manager', false],
      block: ['blocked', false],
    }
    expect([hold, isWarning]).toEqual(expected[mode])
  })
})

describe('admission binds (C003 C006)', () => {
  it.each(CHECK_MODES)('refused gets nothing, though the rule says %s', (mode) => {
    const policy = { ...POLICY, check: { quote: mode, contract: mode, order: mode } }
    for (const document of ['quote', 'contract', 'order'] as const) {
      const verdict = decideHold(standing({ admission: 'refuse' }), { document, amountFen: 0n }, policy)
      expect(verdict).toEqual({ hold: 'blocked', isWarning: false, findings: [{ code: 'refused' }] })
    }
  })
  it('prepayment only: as much as is on account, whatever limit was agreed', () => {
    const given = standing({ admission: 'prepay', limitFen: 1_000n, own: owing({ advanceFen: 50n }) })
    expect(limitOf(given, POLICY)).toEqual({ fen: 0n, source: 'admission' })
    expect([decideHold(given, order(50n), POLICY).hold, decideHold(given, order(51n), POLICY).hold]).toEqual([
      'none',
      'manager',
    ])
  })
  it('is stricter or not', () => {
    expect([isStricter(null, 'prepay'), isStricter('refuse', 'admit'), isStricter(null, 'admit')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

const fen = fc.bigInt({ min: 0n, max: 1_000n })

describe('no way past the limit', () => {
  it('what is let go never exceeds the limit with its exceptions, however the amount is split', () => {
    fc.assert(
      fc.property(
        fen,
        fen,
        fen,
        fc.array(fen, { maxLength: 12 }),
        (limitFen, exceptionFen, openFen, amounts) => {
          const own = owing({ openFen })
          const orders = amounts.map((amountFen, i) => ({ id: String(i), amountFen, approved: [] }))
          const verdicts = decideInTurn(standing({ own, limitFen, exceptionFen }), orders, POLICY)
          const free = orders.filter(({ id }) => verdicts.get(id)!.hold === 'none')
          const sum = free.reduce((total, { amountFen }) => total + amountFen, 0n)
          if (sum > 0n) expect(openFen + sum).toBeLessThanOrEqual(limitFen + exceptionFen)
        },
      ),
    )
  })
  it('paying never turns a free order into a held one', () => {
    fc.assert(
      fc.property(fen, fen, fen, fen, (limitFen, openFen, paidFen, amountFen) => {
        const before = decideHold(standing({ own: owing({ openFen }), limitFen }), order(amountFen), POLICY)
        const paid = owing({ openFen: openFen > paidFen ? openFen - paidFen : 0n })
        const after = decideHold(standing({ own: paid, limitFen }), order(amountFen), POLICY)
        if (before.hold === 'none') expect(after.hold).toBe('none')
      }),
    )
  })
  it('an approval of an order holds up to its amount', () => {
    const given = standing({ limitFen: 0n })
    const hold = (amountFen: bigint) =>
      decideInTurn(given, [{ id: 'a', amountFen, approved: [{ fen: 100n, termDays: null }] }], POLICY).get(
        'a',
      )!.hold
    expect([hold(100n), hold(101n)]).toEqual(['none', 'manager'])
  })
})

describe('a cover in the name of all linked companies (C032)', () => {
  const counts = { ...POLICY, countsCover: true }
  const cover = (capFen: bigint, wholeGroup = false) => ({
    ...{ capFen, shareBp: 10_000, deductibleFen: 0n, wholeGroup },
  })
  const linked = (over: Partial<Standing> = {}): Standing =>
    standing({
      own: owing({ openFen: 600n }),
      covers: [cover(100n), cover(700n, true)],
      group: {
        ...{ owing: owing({ openFen: 1_000n }), limitFen: 300n },
        others: [{ owing: owing({ openFen: 400n }), covers: [cover(200n)] }],
      },
      ...over,
    })
  it('pays of what is left together, after each member’s own, and never more than that', () => {
    expect(coveredTogether(linked(), counts)).toBe(1_000n)
    expect(coveredTogether(linked({ covers: [cover(100n), cover(500n, true)] }), counts)).toBe(800n)
    expect(coveredTogether(linked(), POLICY)).toBe(0n)
  })
  it('is found with whoever it was recorded with', () => {
    const other = { owing: owing({ openFen: 400n }), covers: [cover(900n, true)] }
    const group = { ...linked().group!, others: [other] }
    expect(coveredTogether(linked({ covers: [], group }), counts)).toBe(900n)
  })
  it('does not widen the own limit of one, and is its own while nobody is linked', () => {
    expect(coveredAt(linked(), counts)).toBe(100n)
    expect(coveredAt(linked({ group: null }), counts)).toBe(600n)
    expect(coveredTogether(linked({ group: null }), counts)).toBe(600n)
  })
  it('lets an order go within the limit of the group, and not one fen more', () => {
    const hold = (amountFen: bigint) => decideHold(linked(), order(amountFen), counts).hold
    expect([hold(300n), hold(301n)]).toEqual(['none', 'manager'])
  })
})
