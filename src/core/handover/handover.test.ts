import { describe, expect, it, test } from 'vitest'
import {
  decideDivide,
  decideEndAccess,
  decideManagerConfirm,
  decideReceiverConfirm,
  decideTick,
  type HandoverState,
  type HandoverViewer,
} from './decide.ts'
import { type CustomerFacts, gapOf } from './gap.ts'
import { type Candidates, defaultReceiver } from './receiver.ts'

const state = (change: Partial<HandoverState> = {}): HandoverState => ({
  status: 'open',
  openItems: 0,
  openForViewer: 0,
  unconfirmedReceivers: 0,
  viewerConfirmed: false,
  accessEnded: false,
  ...change,
})
const viewer = (change: Partial<HandoverViewer> = {}): HandoverViewer => ({
  isManager: false,
  isAdmin: false,
  isReceiver: false,
  ...change,
})
const code = (decided: { ok: boolean; code?: string }) => (decided.ok ? 'ok' : decided.code)

describe('who gets what by default (C187)', () => {
  const candidates = (change: Partial<Candidates> = {}): Candidates => ({
    leaverId: 'gone',
    backupId: 'backup',
    managerId: 'lead',
    bosses: ['boss'],
    isActive: () => true,
    ...change,
  })
  const customer = { kind: 'customer', personId: null } as const
  test.each([
    ['the backup', customer, candidates(), 'backup'],
    ['else the manager', customer, candidates({ backupId: null }), 'lead'],
    ['a backup who has left is none', customer, candidates({ isActive: (id) => id !== 'backup' }), 'lead'],
    ['else the boss', customer, candidates({ backupId: null, managerId: null }), 'boss'],
    ['nobody backs up themselves', { kind: 'backup', personId: 'backup' } as const, candidates(), 'lead'],
    ['a department goes up', { kind: 'department', personId: null } as const, candidates(), 'lead'],
    [
      'nothing goes back to the leaver',
      customer,
      candidates({ backupId: 'gone', managerId: null, bosses: ['gone'] }),
      null,
    ],
  ])('%s', (_, item, from, expected) => expect(defaultReceiver(item, from)).toBe(expected))
})

describe('who may do what when (C188)', () => {
  it('lets a receiver tick the own part only, a stranger nothing, nobody anything once it is done', () => {
    expect(decideTick(state(), viewer({ isReceiver: true }))).toEqual({ ok: true, value: 'own' })
    expect(decideTick(state(), viewer({ isManager: true }))).toEqual({ ok: true, value: 'all' })
    expect(code(decideTick(state(), viewer()))).toBe('handover_not_yours')
    expect(code(decideTick(state({ status: 'done' }), viewer({ isManager: true })))).toBe('handover_done')
    expect(code(decideDivide(state(), viewer({ isReceiver: true })))).toBe('handover_not_yours')
  })
  test.each([
    ['with an own item open', state({ openItems: 3, openForViewer: 1 }), 'handover_items_open'],
    ['with items of others open', state({ openItems: 3 }), 'ok'],
    ['a second time', state({ viewerConfirmed: true }), 'handover_confirmed'],
  ])('a receiver confirms %s', (_, standing, expected) =>
    expect(code(decideReceiverConfirm(standing, viewer({ isReceiver: true })))).toBe(expected),
  )
  test.each([
    ['items open', state({ openItems: 1 }), 'handover_items_open'],
    ['a receiver silent', state({ unconfirmedReceivers: 1 }), 'handover_receivers_open'],
    ['all there', state(), 'ok'],
  ])('the manager confirms last: %s', (_, standing, expected) => {
    expect(code(decideManagerConfirm(standing, viewer({ isManager: true })))).toBe(expected)
    const byAdmin = code(decideManagerConfirm(standing, viewer({ isAdmin: true })))
    expect(byAdmin).toBe(standing.openItems > 0 ? 'handover_items_open' : 'handover_not_yours')
  })
  it('closes the account before completion only with the gap said', () => {
    const admin = viewer({ isAdmin: true })
    expect(code(decideEndAccess(state(), admin, '  '))).toBe('handover_gap_needed')
    expect(decideEndAccess(state({ openItems: 2 }), admin, '已离岗')).toEqual({
      ok: true,
      value: { gap: true },
    })
    expect(decideEndAccess(state({ status: 'done' }), admin, null)).toEqual({
      ok: true,
      value: { gap: false },
    })
    expect(code(decideEndAccess(state(), viewer({ isManager: true }), 'x'))).toBe('handover_not_yours')
    expect(code(decideEndAccess(state({ accessEnded: true }), admin, 'x'))).toBe('handover_access_ended')
  })
})

describe('the gap score', () => {
  const good: CustomerFacts = {
    isKey: false,
    passedOn: true,
    hasFreshNote: true,
    hasBackup: true,
    hasOverdue: false,
    hasPromise: false,
  }
  const worst: CustomerFacts = {
    isKey: true,
    passedOn: false,
    hasFreshNote: false,
    hasBackup: false,
    hasOverdue: true,
    hasPromise: true,
  }
  it('is 0 without holes, also without customers, and 100 with all of them', () => {
    expect(gapOf([]).score).toBe(0)
    expect(gapOf([good, { ...good, isKey: true }]).score).toBe(0)
    expect(gapOf([worst, { ...worst, isKey: false }]).score).toBe(100)
  })
  it('weighs a key customer three times and asks notes and backups of key customers only', () => {
    // 30 points could be lost at the key customer, 6 at the normal one.
    const key = { ...good, isKey: true }
    expect(gapOf([key, { ...good, hasFreshNote: false, hasBackup: false }]).score).toBe(0)
    expect(gapOf([{ ...key, hasFreshNote: false }, good])).toMatchObject({
      score: Math.round((100 * 9) / 36),
      keyWithoutFreshNote: 1,
    })
    expect(gapOf([key, { ...good, passedOn: false }]).score).toBe(Math.round((100 * 4) / 36))
  })
})
