import { describe, expect, it } from 'vitest'
import { decideCorrection, decideOrderStep, lateDays, orderStanding } from './course.ts'

const TODAY = '2026-03-10'
const open = { status: 'open' as const, orderedOn: '2026-03-02', plannedOn: '2026-03-09' }

describe('what may happen to an order (C048)', () => {
  it.each([
    [
      'delivered before it was ordered',
      open,
      { kind: 'completed' as const, on: '2026-03-01' },
      'delivery_before_order',
    ],
    ['delivered tomorrow', open, { kind: 'completed' as const, on: '2026-03-11' }, 'date_in_future'],
    [
      'replanned without a reason',
      open,
      { kind: 'replanned' as const, on: TODAY, plannedOn: '2026-04-01' },
      'reason_required',
    ],
    ['replanned to no day', open, { kind: 'replanned' as const, on: TODAY, reason: 'x' }, 'planned_missing'],
    [
      'replanned before the order',
      open,
      { kind: 'replanned' as const, on: TODAY, reason: 'x', plannedOn: '2026-03-01' },
      'planned_before_order',
    ],
    ['cancelled without a reason', open, { kind: 'cancelled' as const, on: TODAY }, 'reason_required'],
    [
      'anything after the end',
      { ...open, status: 'delivered' as const },
      { kind: 'cancelled' as const, on: TODAY, reason: 'x' },
      'order_finished',
    ],
  ])('%s is refused', (_name, order, step, code) => {
    expect(decideOrderStep(order, step, TODAY)).toMatchObject({ ok: false, code })
  })

  it('parts leave it partial, the last one ends it', () => {
    expect(decideOrderStep(open, { kind: 'delivered', on: TODAY }, TODAY)).toEqual({
      ok: true,
      value: 'partial',
    })
    const steps = [
      { kind: 'ordered' as const, on: '2026-03-02', plannedOn: '2026-03-05' },
      { kind: 'delivered' as const, on: '2026-03-04', plannedOn: null },
      { kind: 'replanned' as const, on: '2026-03-05', plannedOn: '2026-03-09' },
      { kind: 'completed' as const, on: '2026-03-10', plannedOn: null },
    ]
    expect(orderStanding(steps)).toEqual({
      status: 'delivered',
      plannedOn: '2026-03-09',
      deliveredOn: '2026-03-10',
    })
    expect(orderStanding(steps.slice(0, 3))).toMatchObject({ status: 'partial', deliveredOn: null })
  })

  it('is late from the day after the plan, as long as it took', () => {
    expect(lateDays({ status: 'open', plannedOn: TODAY, deliveredOn: null }, TODAY)).toBe(0)
    expect(lateDays({ status: 'open', plannedOn: '2026-03-09', deliveredOn: null }, TODAY)).toBe(1)
    expect(
      lateDays({ status: 'delivered', plannedOn: '2026-03-09', deliveredOn: '2026-03-12' }, '2026-05-01'),
    ).toBe(3)
    expect(lateDays({ status: 'cancelled', plannedOn: '2026-03-09', deliveredOn: null }, TODAY)).toBe(0)
  })
})

it.each([
  ['open', '单价录错', true, true],
  ['partial', '单价录错', true, true],
  ['delivered', '单价录错', true, 'order_finished'],
  ['cancelled', '单价录错', true, 'order_finished'],
  ['open', ' ', true, 'reason_required'],
  ['open', '单价录错', false, 'nothing_changed'],
] as const)(
  'a correction of an order that is %s, because of "%s", changed %s: %s',
  (status, reason, isChanged, expected) => {
    const decided = decideCorrection(status, { reason, isChanged })
    expect(decided.ok || decided.code).toBe(expected)
  },
)
