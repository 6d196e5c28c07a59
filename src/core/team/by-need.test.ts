import { expect, it } from 'vitest'
import { byNeed, type Needing } from './by-need.ts'

const none = { n: 0, fen: 0n }
const row = (name: string, own: Partial<Needing>): Needing & { name: string } => ({
  name,
  bookingsTargetFen: null,
  collectionsTargetFen: null,
  bookings: { month: none },
  collected: { month: none },
  red: none,
  overdue: none,
  ...own,
})

it('whoever sells stands first, then whoever has red items, then whoever has most overdue', () => {
  const rows = [
    row('leads', { red: { n: 9, fen: 0n } }),
    row('has a target', { bookingsTargetFen: 1n }),
    row('some overdue', { overdue: { n: 1, fen: 5n } }),
    row('sold', { bookings: { month: { n: 1, fen: 1n } } }),
    row('more overdue', { overdue: { n: 1, fen: 7n } }),
    row('red', { collectionsTargetFen: 1n, red: { n: 1, fen: 0n } }),
  ]
  expect(rows.sort(byNeed).map(({ name }) => name)).toEqual([
    'red',
    'more overdue',
    'some overdue',
    'has a target',
    'sold',
    'leads',
  ])
})
