import { describe, expect, test } from 'vitest'
import { decideClaim, protectionOf, recycleDay } from './pool.ts'

const FREE = { openDeals: 0, openFen: 0n, isKey: false, openOrders: 0 }
const RULES = { recycleDays: 30, mostPerPerson: 2, coolDays: 7 }

test.each([
  [{ ...FREE, openFen: 1n, openDeals: 1 }, 'open_money'],
  [{ ...FREE, openDeals: 1 }, 'open_deal'],
  [{ ...FREE, openOrders: 1 }, 'open_order'],
  [{ ...FREE, isKey: true }, 'key_customer'],
  [FREE, null],
])('%o is held by %s', (facts, protection) => expect(protectionOf(facts)).toBe(protection))

test('days count from the last follow-up, and not at all while business is under way or nobody set them', () => {
  expect(recycleDay('2026-01-01', FREE, RULES)).toBe('2026-01-31')
  expect(recycleDay('2026-01-01', { ...FREE, openFen: 1n }, RULES)).toBeNull()
  expect(recycleDay('2026-01-01', FREE, { recycleDays: null })).toBeNull()
})

describe('taking a customer out of the pool', () => {
  const free = { responsibleId: null, released: null }
  const me = { by: 'me', held: 0, today: '2026-03-08' }
  const given = (fromId: string) => ({ responsibleId: null, released: { fromId, on: '2026-03-02' } })

  test('is open to whoever has room', () => expect(decideClaim(free, me, RULES).ok).toBe(true))
  test('is over once somebody has it', () =>
    expect(decideClaim({ ...free, responsibleId: 'you' }, me, RULES)).toMatchObject({ code: 'pool_taken' }))
  test('ends at the most one may hold', () => {
    expect(decideClaim(free, { ...me, held: 1 }, RULES).ok).toBe(true)
    expect(decideClaim(free, { ...me, held: 2 }, RULES)).toMatchObject({ code: 'pool_full' })
    expect(decideClaim(free, { ...me, held: 99 }, { ...RULES, mostPerPerson: null }).ok).toBe(true)
  })
  test('waits a week for whoever gave it up, to the day, and for nobody else', () => {
    expect(decideClaim(given('me'), me, RULES)).toMatchObject({
      code: 'pool_cooling',
      detail: { until: '2026-03-09' },
    })
    expect(decideClaim(given('me'), { ...me, today: '2026-03-09' }, RULES).ok).toBe(true)
    expect(decideClaim(given('you'), me, RULES).ok).toBe(true)
  })
})
