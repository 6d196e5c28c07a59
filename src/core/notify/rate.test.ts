import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startOfDay } from '../calendar.ts'
import { nextRoomAt, planBatch, type Queued, ROBOT_LIMITS, roomNow, spreadFrom } from './rate.ts'

const T = startOfDay('2026-11-25') + 10 * 3_600_000 + 7 * 60_000

describe('roomNow', () => {
  it('lets twenty through in a minute and not the twenty-first', () => {
    const recent = Array.from({ length: 20 }, (_, n) => T + n * 1000)
    expect(roomNow(ROBOT_LIMITS.wecom, recent.slice(0, 19), T + 20_000)).toBe(1)
    expect(roomNow(ROBOT_LIMITS.wecom, recent, T + 20_000)).toBe(0)
    expect(nextRoomAt(ROBOT_LIMITS.wecom, recent, T + 20_000)).toBe(T + 61_000)
    expect(roomNow(ROBOT_LIMITS.wecom, recent, T + 61_000)).toBe(1)
  })

  it('holds Feishu to five a second as well as a hundred a minute', () => {
    expect(roomNow(ROBOT_LIMITS.feishu, [T, T, T, T, T], T + 900)).toBe(0)
    expect(roomNow(ROBOT_LIMITS.feishu, [T, T, T, T, T], T + 1_200)).toBe(5)
  })

  it('never lets more than the limit into any window, however eager the sender', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 150 })
    fc.assert(
      fc.property(fc.constantFrom('wecom', 'dingtalk', 'feishu'), gaps, (kind, waits) => {
        const limits = ROBOT_LIMITS[kind as keyof typeof ROBOT_LIMITS]
        const sent: number[] = []
        let now = T
        for (const wait of waits) {
          now += wait
          if (roomNow(limits, sent, now) === 0) {
            const free = nextRoomAt(limits, sent, now)
            expect(roomNow(limits, sent, free - 1)).toBe(0)
            now = free
          }
          expect(roomNow(limits, sent, now)).toBeGreaterThan(0)
          sent.push(now)
        }
        for (const { count, windowMs } of limits) {
          for (const from of sent) {
            expect(sent.filter((at) => at >= from && at < from + windowMs).length).toBeLessThanOrEqual(count)
          }
        }
      }),
    )
  })
})

describe('planBatch', () => {
  const queue = (n: number): Queued[] =>
    Array.from({ length: n }, (_, i) => ({ id: `m${i}`, severity: i === n - 1 ? 1 : 3, queuedAt: T + i }))

  it('sends what fits and merges the rest, the urgent one first', () => {
    expect(planBatch(queue(3), 3)).toEqual({ single: ['m2', 'm0', 'm1'], digest: [] })
    const plan = planBatch(queue(21), 20)
    expect(plan.single).toHaveLength(19)
    expect(plan.single[0]).toBe('m20')
    expect(plan.digest).toEqual(['m18', 'm19'])
  })

  it('waits when there is no room at all', () => {
    expect(planBatch(queue(4), 0)).toEqual({ single: [], digest: [] })
  })

  it('neither loses nor repeats a message when there is room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 25 }), (n, room) => {
        const plan = planBatch(queue(n), room)
        expect([...plan.single, ...plan.digest].sort()).toEqual(
          queue(n)
            .map((q) => q.id)
            .sort(),
        )
        expect(plan.single.length + (plan.digest.length > 0 ? 1 : 0)).toBeLessThanOrEqual(room)
        expect(plan.digest.length).not.toBe(1)
      }),
    )
  })
})

describe('spreadFrom', () => {
  const half = startOfDay('2026-11-25') + (8 * 60 + 30) * 60_000
  it('keeps away from the half hour, except for what is urgent', () => {
    expect(spreadFrom(half, 2, 0.5)).toBe(half + 45_000)
    expect(spreadFrom(half, 1, 0.5)).toBe(half)
    expect(spreadFrom(half + 61_000, 2, 0.9)).toBe(half + 61_000)
    expect(spreadFrom(half + 50_000, 2, 0.1)).toBe(half + 50_000)
  })
})
