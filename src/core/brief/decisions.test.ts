import { expect, it } from 'vitest'
import { chooseDecisions, type Waiting } from './decisions.ts'

const NOW = 1_000
const waits = (item: string, more: Partial<Waiting<string>> = {}): Waiting<string> => ({
  item,
  others: false,
  moneyFen: 0n,
  dueAt: null,
  ...more,
})

it('shows three: what nobody else can decide, then what is late, then the money', () => {
  const chosen = chooseDecisions(
    [
      waits('small', { moneyFen: 1n }),
      waits('shared', { others: true, moneyFen: 900n, dueAt: NOW - 1 }),
      waits('large', { moneyFen: 500n }),
      waits('late', { moneyFen: 2n, dueAt: NOW }),
    ],
    NOW,
  )
  expect(chosen).toEqual({ shown: ['late', 'large', 'small'], more: 1 })
})

it('leaves the order of equals as it came and counts nothing that is shown', () => {
  expect(chooseDecisions([waits('a'), waits('b')], NOW)).toEqual({ shown: ['a', 'b'], more: 0 })
})
