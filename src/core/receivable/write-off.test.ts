import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { rankLeaks } from './loss.ts'
import { chargeOf, checkEvidence, checkLines, checkRecovery, notYetBooked, writeOffCan } from './write-off.ts'

const open = new Map([
  ['one', 500n],
  ['two', 300n],
])
const line = (instalmentId: string, amountFen: bigint) => ({ instalmentId, amountFen })

describe('what may be written off (C097)', () => {
  test.each([
    ['parts of what is open', [line('one', 200n), line('two', 300n)], 500n],
    ['nothing', [line('one', 0n)], 'amount_not_positive'],
    ['the same instalment twice', [line('one', 200n), line('one', 200n)], 'write_off_twice'],
    ['what is not theirs', [line('three', 1n)], 'instalment_of_other_customer'],
    ['more than is open', [line('two', 301n)], 'amount_exceeds_open'],
  ])('%s', (_, lines, expected) => {
    const checked = checkLines(lines, open)
    expect(checked.ok ? checked.value : checked.code).toBe(expected)
  })

  it('needs something behind it', () => {
    const nothing = { files: 0, dunningSteps: 0, lastDunnedOn: null }
    expect(checkEvidence(nothing)).toMatchObject({ ok: false, code: 'write_off_no_evidence' })
    expect(checkEvidence({ ...nothing, files: 1 }).ok).toBe(true)
    expect(checkEvidence({ ...nothing, dunningSteps: 1 }).ok).toBe(true)
  })
})

test.each([
  ['draft', 0n, { ask: true, end: true, recover: 'write_off_not_in_effect' }],
  ['asked', 0n, { ask: 'write_off_not_draft', end: 'write_off_asked', recover: 'write_off_not_in_effect' }],
  ['in_effect', 0n, { ask: 'write_off_not_draft', end: true, recover: true }],
  ['in_effect', 40n, { ask: 'write_off_not_draft', end: 'write_off_recovered', recover: true }],
  [
    'in_effect',
    100n,
    { ask: 'write_off_not_draft', end: 'write_off_recovered', recover: 'write_off_recovered_whole' },
  ],
  ['ended', 0n, { ask: 'write_off_not_draft', end: 'write_off_over', recover: 'write_off_not_in_effect' }],
] as const)('what may be done with one that is %s and got %s', (status, recoveredFen, can) => {
  expect(writeOffCan({ status, isReturned: false, amountFen: 100n, recoveredFen })).toEqual(can)
})

test('one that was sent back can be asked for again, and one that is over cannot', () => {
  const returned = { isReturned: true, amountFen: 100n, recoveredFen: 0n }
  expect(writeOffCan({ status: 'asked', ...returned })).toMatchObject({ ask: true, end: 'write_off_asked' })
  expect(writeOffCan({ status: 'ended', ...returned }).ask).toBe('write_off_not_draft')
})

describe('a recovery', () => {
  const claim = { amountFen: 500n, recoveredFen: 200n, writtenOffOn: '2026-05-10', today: '2026-06-01' }
  test.each([
    ['up to what is left', 300n, '2026-06-01', null],
    ['one fen more', 301n, '2026-06-01', 'recovery_exceeds_claim'],
    ['on the day of the write-off', 1n, '2026-05-10', null],
    ['a day before it', 1n, '2026-05-09', 'recovery_before_write_off'],
    ['tomorrow', 1n, '2026-06-02', 'date_in_future'],
    ['of nothing', 0n, '2026-06-01', 'amount_not_positive'],
  ])('%s', (_, amountFen, receivedOn, code) => {
    const checked = checkRecovery({ amountFen, receivedOn }, claim)
    expect(checked.ok ? null : checked.code).toBe(code)
  })
})

test('the movement of the provision closes whatever happened', () => {
  const fen = fc.bigInt({ min: 0n, max: 10n ** 12n })
  fc.assert(
    fc.property(fen, fen, fen, fen, (opening, closing, writtenOffFen, recoveredFen) => {
      const charge = chargeOf(opening, closing, { writtenOffFen, recoveredFen })
      expect(opening + charge - writtenOffFen + recoveredFen).toBe(closing)
    }),
  )
})

test('a loss that the provision foresaw costs nothing more when it comes', () => {
  // 100 set aside for one debt of 100; it is written off, nothing else is owed.
  expect(chargeOf(100n, 0n, { writtenOffFen: 100n, recoveredFen: 0n })).toBe(0n)
  // 30 of it come in after all: that is income.
  expect(chargeOf(0n, 0n, { writtenOffFen: 0n, recoveredFen: 30n })).toBe(-30n)
})

test('a write-off that is taken back after its month was booked restores the provision at no charge', () => {
  const november = { writtenOffFen: 100n, recoveredFen: 0n }
  const december = notYetBooked({ writtenOffFen: 0n, recoveredFen: 0n }, [november])
  expect(december.writtenOffFen).toBe(-100n)
  expect(chargeOf(0n, 100n, december)).toBe(0n)
})

test('whatever comes late, all bookings together tell all that moved', () => {
  const fen = fc.bigInt({ min: 0n, max: 10n ** 9n })
  const movement = fc.record({ writtenOffFen: fen, recoveredFen: fen })
  fc.assert(
    fc.property(fc.array(movement, { minLength: 1, maxLength: 6 }), (known) => {
      const booked: typeof known = []
      for (const all of known) booked.push(notYetBooked(all, booked))
      const sum = (key: 'writtenOffFen' | 'recoveredFen') => booked.reduce((n, one) => n + one[key], 0n)
      expect(sum('writtenOffFen')).toBe(known.at(-1)!.writtenOffFen)
      expect(sum('recoveredFen')).toBe(known.at(-1)!.recoveredFen)
    }),
  )
})

test('leaks are told largest first, and their sum is theirs', () => {
  const { leaks, fen } = rankLeaks([
    { cause: 'written_off', n: 1, fen: 30n },
    { cause: 'late', n: 9, fen: 70n },
    { cause: 'returned', n: 0, fen: 0n },
  ])
  expect(leaks.map(({ cause }) => cause)).toEqual(['late', 'written_off', 'returned'])
  expect(fen).toBe(100n)
})
