import { describe, expect, test } from 'vitest'
import { askFor, covers } from './guard.ts'

const policy = { rowsFrom: 500, customersFrom: 100, dayRows: 1_000 }
const taken = (rows: number, customers = 0) => ({ rows, customers })
const rep = { policy, taken: taken(0), isBoss: false }

describe('who must agree to a file', () => {
  test.each([
    ['a few lines', { rows: 20, customers: 20 }, rep, null],
    ['one below the line', { rows: 499, customers: 99 }, rep, null],
    ['many lines', { rows: 500, customers: 0 }, rep, 'rows'],
    ['many customers in few lines', { rows: 100, customers: 100 }, rep, 'customers'],
    ['the day is full to the last line', { rows: 400, customers: 10 }, { ...rep, taken: taken(600) }, null],
    ['pieces that add up', { rows: 400, customers: 10 }, { ...rep, taken: taken(601) }, 'day'],
    ['customers that add up', { rows: 60, customers: 60 }, { ...rep, taken: taken(40, 40) }, 'pieces'],
    ['one customer fewer', { rows: 59, customers: 59 }, { ...rep, taken: taken(40, 40) }, null],
    ['the boss', { rows: 90_000, customers: 9_000 }, { ...rep, taken: taken(5_000), isBoss: true }, null],
  ] as const)('%s', (_, extent, about, asked) => {
    expect(askFor(extent, about)).toBe(asked)
  })
})

describe('what a consent covers', () => {
  test.each([
    [{ rows: 1_000, customers: 200 }, { rows: 1_000, customers: 200 }, true],
    [{ rows: 1_000, customers: 200 }, { rows: 1_100, customers: 220 }, true],
    [{ rows: 1_000, customers: 200 }, { rows: 1_101, customers: 200 }, false],
    [{ rows: 1_000, customers: 200 }, { rows: 1_000, customers: 221 }, false],
    [{ rows: 1_000, customers: 0 }, { rows: 1_000, customers: 1 }, false],
  ])('%o for %o: %s', (granted, extent, covered) => {
    expect(covers(granted, extent)).toBe(covered)
  })
})
