import { describe, expect, it } from 'vitest'
import { decideContractStep } from './course.ts'

const open = { isOpen: true, isApproved: false, endsOn: '2026-06-30', responsibleId: 'rep' }

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
      'approval withdrawn without a reason',
      { ...open, isApproved: true },
      { kind: 'unapproved' as const },
      'boss',
      'reason_required',
    ],
    [
      'prolonged to the same day',
      open,
      { kind: 'prolonged' as const, endsOn: '2026-06-30' },
      'rep',
      'end_not_later',
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
    expect(decideContractStep(contract, step, actor)).toMatchObject({ ok: false, code })
  })

  it('is approved by somebody else and prolonged to a later day', () => {
    expect(decideContractStep(open, { kind: 'approved' }, 'boss').ok).toBe(true)
    expect(decideContractStep(open, { kind: 'prolonged', endsOn: '2026-07-01' }, 'rep').ok).toBe(true)
    expect(
      decideContractStep({ ...open, endsOn: null }, { kind: 'prolonged', endsOn: '2026-07-01' }, 'rep').ok,
    ).toBe(true)
  })
})
