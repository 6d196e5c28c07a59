import { describe, expect, it } from 'vitest'
import { checkClose, effectOf, tieOut } from './month-close.ts'

const wish = { month: '2026-02', balanceFen: 1000n, ledgerFen: null, note: '' }
const known = { today: '2026-03-16', closed: new Set(['2026-01']) }

describe('closing a month', () => {
  it.each([
    ['the running month', { ...wish, month: '2026-03' }, 'month_not_over'],
    ['a month twice', { ...wish, month: '2026-01' }, 'month_closed'],
    ['a difference to the ledger without a word', { ...wish, ledgerFen: 999n }, 'month_note_needed'],
    ['a blank for a word', { ...wish, ledgerFen: 1001n, note: '  ' }, 'month_note_needed'],
  ])('refuses %s', (_name, one, code) => {
    expect(checkClose(one, known)).toMatchObject({ ok: false, code })
  })

  it('takes a month that is over, tied to the ledger or with the reason of the difference', () => {
    expect(checkClose(wish, known)).toMatchObject({ value: { differenceFen: null } })
    expect(checkClose({ ...wish, ledgerFen: 1000n }, known)).toMatchObject({ value: { differenceFen: 0n } })
    expect(checkClose({ ...wish, ledgerFen: 900n, note: '在途' }, known)).toMatchObject({
      value: { differenceFen: 100n },
    })
  })
})

describe('what changed after the close', () => {
  it('raises the balance by billing and lowers it by money, and the other way round when taken back', () => {
    const amountFen = 50n
    expect(effectOf({ change: 'added', kind: 'invoice', amountFen })).toBe(50n)
    expect(effectOf({ change: 'added', kind: 'payment', amountFen })).toBe(-50n)
    expect(effectOf({ change: 'voided', kind: 'opening', amountFen })).toBe(-50n)
    expect(effectOf({ change: 'voided', kind: 'credit_note', amountFen })).toBe(50n)
  })

  it('ties the closed figure to the one of today and says what no row explains', () => {
    const changes = [
      { change: 'added', kind: 'invoice', amountFen: 70n },
      { change: 'voided', kind: 'payment', amountFen: 20n },
    ] as const
    expect(tieOut(1000n, changes, 1090n)).toEqual({ changedFen: 90n, unlistedFen: 0n })
    expect(tieOut(1000n, changes, 1000n)).toEqual({ changedFen: 90n, unlistedFen: -90n })
  })
})
