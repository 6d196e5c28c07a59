import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageingBuckets, bucketIndex } from './ageing.ts'
import { allocateOldest, checkAllocation, type OpenInstalment, yuan } from './allocate.ts'

const owed = (id: string, dueOn: string, openFen: bigint, customerId = 'c'): OpenInstalment => ({
  id,
  customerId,
  dueOn,
  seq: 1,
  openFen,
})

describe('allocateOldest', () => {
  it('pays the oldest first, leaves the rest open, keeps what is over as an advance', () => {
    const open = [owed('b', '2026-02-01', 500n), owed('a', '2026-01-01', 300n)]
    expect(allocateOldest(400n, open)).toMatchObject({
      allocations: [
        { instalmentId: 'a', amountFen: 300n },
        { instalmentId: 'b', amountFen: 100n },
      ],
      unallocatedFen: 0n,
    })
    expect(allocateOldest(1000n, open).unallocatedFen).toBe(200n)
  })
  it('never loses or makes money', () => {
    const instalments = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 28 }), fc.bigInt({ min: 1n, max: 10_000n })),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 100_000n }), instalments, (amount, list) => {
        const open = list.map(([day, fen], index) =>
          owed(String(index), `2026-01-${String(day).padStart(2, '0')}`, fen),
        )
        const plan = allocateOldest(amount, open)
        const allocated = plan.allocations.reduce((sum, part) => sum + part.amountFen, 0n)
        expect(allocated + plan.unallocatedFen).toBe(amount)
        for (const part of plan.allocations)
          expect(part.amountFen <= open[Number(part.instalmentId)]!.openFen).toBe(true)
      }),
    )
  })
})

describe('checkAllocation', () => {
  const open = new Map([
    ['a', owed('a', '2026-01-01', 300n)],
    ['x', owed('x', '2026-01-01', 300n, 'other')],
  ])
  const payment = { customerId: 'c', purse: yuan(400n) }
  it.each([
    ['more than is open', [{ instalmentId: 'a', amountFen: 301n }], 'amount_exceeds_open'],
    [
      'split over two lines to get past the check',
      [
        { instalmentId: 'a', amountFen: 200n },
        { instalmentId: 'a', amountFen: 200n },
      ],
      'amount_exceeds_open',
    ],
    ['another customer', [{ instalmentId: 'x', amountFen: 1n }], 'instalment_of_other_customer'],
    ['nothing', [{ instalmentId: 'a', amountFen: 0n }], 'amount_not_positive'],
  ])('refuses %s', (_name, chosen, code) => {
    expect(checkAllocation(payment, chosen, open)).toMatchObject({ ok: false, code })
  })
  it('keeps the rest as unallocated', () => {
    expect(checkAllocation(payment, [{ instalmentId: 'a', amountFen: 300n }], open)).toMatchObject({
      ok: true,
      value: { unallocatedFen: 100n },
    })
  })
  it('refuses more than was received', () => {
    expect(
      checkAllocation({ customerId: 'c', purse: yuan(100n) }, [{ instalmentId: 'a', amountFen: 200n }], open),
    ).toMatchObject({ code: 'amount_exceeds_payment' })
  })
})

describe('ageing buckets', () => {
  it('has 1 and 30 in the first overdue bucket, 0 in not due', () => {
    const buckets = ageingBuckets()
    expect(buckets.map((bucket) => bucket.label)).toEqual(['not_due', '1-30', '31-60', '61-90', '91+'])
    expect([-5, 0, 1, 30, 31, 90, 91].map((days) => bucketIndex(buckets, days))).toEqual([
      0, 0, 1, 1, 2, 3, 4,
    ])
  })
  it('partitions every number of days whatever the bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }),
        fc.integer({ min: -400, max: 800 }),
        (bounds, days) => {
          const buckets = ageingBuckets(bounds)
          const hits = buckets.filter(
            (bucket) =>
              (bucket.fromDays === null || days >= bucket.fromDays) &&
              (bucket.toDays === null || days <= bucket.toDays),
          )
          expect(hits).toHaveLength(1)
        },
      ),
    )
  })
})
