import { expect, it } from 'vitest'
import { NOTHING_OWED, type Owing, type Standing } from '../credit/exposure.ts'
import { DEFAULT_POLICY } from '../credit/policy.ts'
import { mayDeliver } from './may-deliver.ts'

const owes = (more: Partial<Owing>): Standing => ({
  own: { ...NOTHING_OWED, openFen: 60_000n, ...more },
  ...{ grade: null, admission: null, limitFen: 100_000n, group: null, exceptionFen: 0n, covers: [] },
})

it.each<[string, Standing, ReturnType<typeof mayDeliver>]>([
  ['within the limit', owes({}), { answer: 'yes', reasons: [{ code: 'room', leftFen: 40_000n }] }],
  [
    'whoever was refused gets nothing',
    { ...owes({}), admission: 'refuse' },
    { answer: 'no', reasons: [{ code: 'refused' }, { code: 'released_by', who: 'nobody' }] },
  ],
  [
    'money on account makes room, orders on the way take it',
    owes({ advanceFen: 10_000n, ordersFen: 5_000n }),
    { answer: 'yes', reasons: [{ code: 'room', leftFen: 45_000n }] },
  ],
  [
    'at the limit nothing more goes without the manager',
    owes({ openFen: 100_000n }),
    {
      answer: 'ask',
      reasons: [
        { code: 'over_limit', byFen: 0n },
        { code: 'released_by', who: 'manager' },
      ],
    },
  ],
  [
    'an exception widens the limit',
    { ...owes({ openFen: 100_000n }), exceptionFen: 30_000n },
    { answer: 'yes', reasons: [{ code: 'room', leftFen: 30_000n }] },
  ],
  ['nothing agreed', { ...owes({}), limitFen: null }, { answer: 'yes', reasons: [{ code: 'no_limit' }] }],
  [
    'more than thirty days overdue: finance',
    owes({ overdueFen: 5n, overdueDays: 31 }),
    {
      answer: 'no',
      reasons: [
        { code: 'overdue', days: 31 },
        { code: 'released_by', who: 'finance' },
      ],
    },
  ],
  [
    'more than sixty: nobody',
    owes({ overdueFen: 5n, overdueDays: 61 }),
    {
      answer: 'no',
      reasons: [
        { code: 'overdue', days: 61 },
        { code: 'released_by', who: 'nobody' },
      ],
    },
  ],
])('%s', (_name, standing, told) => {
  expect(mayDeliver(standing, DEFAULT_POLICY)).toEqual(told)
})

it('only warned of, it is said and left to whoever delivers', () => {
  const policy = { ...DEFAULT_POLICY, check: { ...DEFAULT_POLICY.check, order: 'warn' as const } }
  expect(mayDeliver(owes({ openFen: 120_000n }), policy)).toEqual({
    answer: 'ask',
    reasons: [{ code: 'over_limit', byFen: 20_000n }],
  })
})
