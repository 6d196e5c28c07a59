import { describe, expect, it } from 'vitest'
import type { Outcome } from './message.ts'
import { HEALTHY, isOpenFor, MESSAGE_RETRY_MS, nextAttemptAt, nextHealth, WEBHOOK_RETRY_MS } from './retry.ts'

const retry = (afterMs = 0): Outcome => ({ kind: 'retry', code: 'http_500', message: '', afterMs })
const failed = (blame: 'message' | 'address' = 'message'): Outcome => ({
  kind: 'failed',
  code: '40058',
  message: 'bad',
  blame,
})
const sent: Outcome = { kind: 'sent', code: '0', message: 'ok', requestId: null }
const disabled: Outcome = { kind: 'channelDisabled', code: '93000', message: 'invalid webhook url' }

const healthAfter = (...outcomes: Outcome[]) =>
  outcomes.reduce(
    (state, outcome) => {
      const next = nextHealth(state.health, outcome, 1000)
      return { health: next.health, told: state.told + (next.switchedOff ? 1 : 0) }
    },
    { health: HEALTHY, told: 0 },
  )

describe('nextAttemptAt', () => {
  const at = (attemptsMade: number, afterMs = 0, jitter = 0) =>
    nextAttemptAt({ schedule: MESSAGE_RETRY_MS, attemptsMade, afterMs, now: 0, jitter })

  it('follows 0 s, 30 s, 2 min, 10 min, 1 h and then gives up', () => {
    expect([0, 1, 2, 3, 4, 5].map((n) => at(n))).toEqual([0, 30_000, 120_000, 600_000, 3_600_000, null])
  })
  it('never comes earlier than the provider asked', () => {
    expect(at(1, 60_000)).toBe(60_000)
    expect(at(3, 60_000)).toBe(600_000)
  })
  it('adds at most a fifth', () => {
    expect(at(2, 0, 0.5)).toBe(132_000)
    expect(at(2, 0, 1)).toBe(144_000)
  })
  it('gives machines about three days', () => {
    const total = WEBHOOK_RETRY_MS.reduce((sum, ms) => sum + ms, 0)
    expect(WEBHOOK_RETRY_MS).toHaveLength(10)
    expect(total / 3_600_000).toBeCloseTo(75.6, 1)
  })
})

describe('nextHealth', () => {
  it('switches the channel off after three messages in a row that can never arrive, and says so once', () => {
    expect(healthAfter(failed(), failed()).health.state).toBe('ok')
    expect(healthAfter(failed(), failed(), failed())).toMatchObject({ health: { state: 'off' }, told: 1 })
    expect(healthAfter(failed(), failed(), failed(), failed()).told).toBe(1)
  })
  it('a success in between starts the count again', () => {
    expect(healthAfter(failed(), failed(), sent, failed(), failed()).health.state).toBe('ok')
  })
  it('a wrong address of one person does not count against the channel', () => {
    expect(healthAfter(failed('address'), failed('address'), failed('address')).health.state).toBe('ok')
  })
  it('a refused key switches off at once, with the provider’s words', () => {
    expect(healthAfter(disabled)).toMatchObject({ health: { state: 'off', code: '93000' }, told: 1 })
    expect(healthAfter(disabled, retry(), retry(), retry(), retry()).health.state).toBe('off')
  })
  it('opens the breaker after three faults, longer each time, and heals on success', () => {
    expect(isOpenFor(healthAfter(retry(), retry()).health, 1000)).toBe(true)
    const third = healthAfter(retry(), retry(), retry()).health
    expect(third).toMatchObject({ state: 'paused', pausedUntil: 61_000 })
    expect(isOpenFor(third, 60_999)).toBe(false)
    expect(isOpenFor(third, 61_000)).toBe(true)
    expect(healthAfter(...Array(4).fill(retry())).health.pausedUntil).toBe(121_000)
    expect(healthAfter(...Array(20).fill(retry())).health.pausedUntil).toBe(601_000)
    expect(healthAfter(retry(), retry(), retry(), sent).health).toEqual(HEALTHY)
  })
  it('a throttled robot rests for as long as the provider says', () => {
    expect(healthAfter(retry(600_000)).health).toMatchObject({ state: 'paused', pausedUntil: 601_000 })
  })
})
