import { describe, expect, it } from 'vitest'
import { decideContractStep } from './course.ts'

const open = {
  isOpen: true,
  isApproved: false,
  hasPending: false,
  signedOn: null,
  acceptedOn: null as string | null,
  hasFallenDue: false,
  missing: [],
  needsLegal: false,
  endsOn: '2026-06-30',
  responsibleId: 'rep',
  authorId: 'assistant',
}
const by = (id: string) => ({
  id,
  authority: { upToFen: 100n, upToDays: 30, upToDeviationBp: 0 },
  extent: { amountFen: 100n, days: 30, deviationBp: 0 },
  today: '2026-03-01',
  mayTakeBack: true,
  isLegal: false,
})

describe('what may happen to a contract', () => {
  it.each([
    ['approved by the one who answers for it', open, { kind: 'approved' as const }, 'rep', 'own_contract'],
    [
      'approved twice',
      { ...open, isApproved: true },
      { kind: 'approved' as const },
      'boss',
      'already_approved',
    ],
    [
      'approval withdrawn that was never given',
      open,
      { kind: 'unapproved' as const, reason: 'x' },
      'boss',
      'not_approved',
    ],
    [
      'approved by a manager though it is not on the template',
      { ...open, needsLegal: true },
      { kind: 'approved' as const },
      'manager',
      'legal_first',
    ],
    [
      'approval withdrawn from what is signed',
      { ...open, isApproved: true, signedOn: '2026-02-01' },
      { kind: 'unapproved' as const, reason: 'x' },
      'boss',
      'signed_stands',
    ],
    [
      'approval withdrawn without a reason',
      { ...open, isApproved: true },
      { kind: 'unapproved' as const },
      'boss',
      'reason_required',
    ],
    ['approved by the one who wrote it', open, { kind: 'approved' as const }, 'assistant', 'own_contract'],
    ['signed before it is approved', open, { kind: 'signed' as const }, 'rep', 'not_approved'],
    [
      'signed twice',
      { ...open, isApproved: true, signedOn: '2026-02-01' },
      { kind: 'signed' as const },
      'rep',
      'already_signed',
    ],
    [
      'signed tomorrow',
      { ...open, isApproved: true },
      { kind: 'signed' as const, on: '2026-03-02' },
      'rep',
      'date_in_future',
    ],
    ['ended without a reason', open, { kind: 'ended' as const }, 'rep', 'reason_required'],
    [
      'anything after the end',
      { ...open, isOpen: false },
      { kind: 'approved' as const },
      'boss',
      'contract_ended',
    ],
  ])('%s is refused', (_name, contract, step, actor, code) => {
    expect(decideContractStep(contract, step, by(actor))).toMatchObject({ ok: false, code })
  })

  it('is approved by somebody else as far as their authority goes, a change of what is in force too', () => {
    const approve = (contract: typeof open, extent = {}) =>
      decideContractStep(
        contract,
        { kind: 'approved' },
        { ...by('boss'), extent: { ...by('').extent, ...extent } },
      )
    expect(approve(open).ok).toBe(true)
    expect(approve({ ...open, isApproved: true, hasPending: true }).ok).toBe(true)
    for (const beyond of [{ amountFen: 101n }, { days: 31 }, { deviationBp: 1 }, { deviationBp: null }]) {
      expect(approve(open, beyond)).toMatchObject({ code: 'beyond_authority' })
    }
  })

  it('the acceptance is taken back by anybody until retention is due, then by another who may', () => {
    const accepted = { ...open, isApproved: true, acceptedOn: '2025-02-01' }
    const due = { ...accepted, hasFallenDue: true }
    const step = { kind: 'unaccepted' as const, reason: '签错了' }
    const code = (contract: typeof open, id: string, mayTakeBack: boolean) => {
      const decided = decideContractStep(contract, step, { ...by(id), mayTakeBack })
      return decided.ok || decided.code
    }
    expect(code(accepted, 'rep', false)).toBe(true)
    expect(code(due, 'rep', true)).toBe('retention_fallen_due')
    expect(code(due, 'assistant', false)).toBe('retention_fallen_due')
    expect(code(due, 'manager', true)).toBe(true)
  })
})
