import { expect, it } from 'vitest'
import { type CreditFacts, mayDeliver } from './may-deliver.ts'

const calm: CreditFacts = {
  limitFen: 100_000n,
  exposureFen: 60_000n,
  overdueFen: 0n,
  maxOverdueDays: 0,
  stopAfterDays: 30,
}

it.each<[string, Partial<CreditFacts>, ReturnType<typeof mayDeliver>]>([
  ['within the limit', {}, { answer: 'yes', reasons: [{ code: 'room', leftFen: 40_000n }] }],
  [
    'exactly at the limit',
    { exposureFen: 100_000n },
    { answer: 'yes', reasons: [{ code: 'room', leftFen: 0n }] },
  ],
  [
    'one fen beyond',
    { exposureFen: 100_001n },
    { answer: 'no', reasons: [{ code: 'over_limit', byFen: 1n }] },
  ],
  ['nothing agreed', { limitFen: null }, { answer: 'yes', reasons: [{ code: 'no_limit' }] }],
  [
    'a little overdue',
    { overdueFen: 1n, maxOverdueDays: 29 },
    { answer: 'ask', reasons: [{ code: 'overdue', days: 29 }] },
  ],
  [
    'overdue as long as the rule allows',
    { overdueFen: 1n, maxOverdueDays: 30 },
    { answer: 'no', reasons: [{ code: 'long_overdue', days: 30, stopAfterDays: 30 }] },
  ],
  [
    'long overdue where no rule stops deliveries',
    { overdueFen: 1n, maxOverdueDays: 90, stopAfterDays: null },
    { answer: 'ask', reasons: [{ code: 'overdue', days: 90 }] },
  ],
  [
    'both at once',
    { exposureFen: 150_000n, overdueFen: 5n, maxOverdueDays: 61 },
    {
      answer: 'no',
      reasons: [
        { code: 'long_overdue', days: 61, stopAfterDays: 30 },
        { code: 'over_limit', byFen: 50_000n },
      ],
    },
  ],
])('%s', (_name, facts, told) => {
  expect(mayDeliver({ ...calm, ...facts })).toEqual(told)
})
