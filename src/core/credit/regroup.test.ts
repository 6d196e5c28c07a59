import { describe, expect, it } from 'vitest'
import { NOTHING_OWED, type Standing } from './exposure.ts'
import type { Group } from './group.ts'
import { DEFAULT_POLICY } from './policy.ts'
import { type Company, freedOf } from './regroup.ts'

const policy = {
  ...DEFAULT_POLICY,
  check: { ...DEFAULT_POLICY.check, order: 'approve' as const },
  gradeLimitFen: { ...DEFAULT_POLICY.gradeLimitFen, D: 100n },
}
type Facts = { openFen?: bigint; overdueDays?: number; advanceFen?: bigint }
const company = (
  id: string,
  { openFen = 0n, overdueDays = 0, advanceFen = 0n }: Facts = {},
  change: Partial<Standing> = {},
  held: readonly bigint[] = [],
): Company => ({
  id,
  standing: {
    own: { ...NOTHING_OWED, openFen, overdueDays, advanceFen, overdueFen: overdueDays > 0 ? openFen : 0n },
    ...{ grade: null, admission: null, limitFen: null, group: null, exceptionFen: 0n, covers: [] },
    ...change,
  },
  held: held.map((amountFen, index) => ({ id: `${id}${index}`, amountFen, approved: [] })),
})
const group = (limitFen: bigint | null, ...memberIds: string[]): Group => ({ memberIds, limitFen })
const freed = (companies: Company[], before: Group | null, after: Group) => [
  ...freedOf(companies, { before, after }, policy),
]

describe('what a change of who owes together lets go', () => {
  it('one that joins gets the room of the group in place of the one by its grade', () => {
    const all = [company('a'), company('b'), company('c', { openFen: 90n }, { grade: 'D' }, [200n])]
    expect(freed(all, group(1_000n, 'a', 'b'), group(1_000n, 'a', 'b', 'c'))).toEqual([
      ['c', { amountFen: 910n, days: 0 }],
    ])
    // A limit of its own goes on binding it.
    const own = [company('a'), company('b'), company('c', { openFen: 90n }, { limitFen: 100n }, [200n])]
    expect(freed(own, group(1_000n, 'a', 'b'), group(1_000n, 'a', 'b', 'c'))).toEqual([])
  })

  it('one that leaves whoever is overdue no longer waits for them, limit or not', () => {
    const all = [company('a', { openFen: 50n, overdueDays: 70 }), company('b', {}, {}, [30n, 40n])]
    expect(freed(all, group(null, 'a', 'b'), group(null, 'a'))).toEqual([['b', { amountFen: 70n, days: 70 }]])
    // Without an order that waits it is the next one.
    const none = [company('a', { openFen: 50n, overdueDays: 70 }), company('b')]
    expect(freed(none, group(null, 'a', 'b'), group(null, 'a'))).toEqual([['b', { amountFen: 0n, days: 70 }]])
  })

  it('two orders that do not fit together are not let go together', () => {
    const all = [company('a', {}, { grade: 'D' }, [150n]), company('b', {}, { grade: 'D' }, [150n])]
    expect(freed(all, null, group(200n, 'a', 'b'))).toMatchObject([['a', { amountFen: 200n }]])
  })

  it('money on account of one is room for the others', () => {
    const all = [company('a', { advanceFen: 500n }), company('b', { openFen: 100n }, { grade: 'D' })]
    expect(freed(all, null, group(50n, 'a', 'b'))).toEqual([['b', { amountFen: 450n, days: 0 }]])
  })

  it('to link without a limit binds, and so does a lower one', () => {
    const all = [company('a', { openFen: 60n }), company('b', { openFen: 60n }, { grade: 'D' }, [500n])]
    expect(freed(all, null, group(null, 'a', 'b'))).toEqual([])
    expect(freed(all, group(300n, 'a', 'b'), group(200n, 'a', 'b'))).toEqual([])
  })
})
