import type { Day } from '../calendar.ts'
import { ok, type Result, refuse } from '../result.ts'

export const CONTRACT_STEPS = ['recorded', 'approved', 'unapproved', 'prolonged', 'ended'] as const
export type ContractStepKind = (typeof CONTRACT_STEPS)[number]

export type ContractStanding = {
  isOpen: boolean
  isApproved: boolean
  endsOn: Day | null
  /** who answers for it: nobody approves a contract of their own */
  responsibleId: string | null
}

export type ContractRefusal =
  | 'contract_ended'
  | 'already_approved'
  | 'not_approved'
  | 'own_contract'
  | 'reason_required'
  | 'end_not_later'

export type ContractStep = {
  kind: Exclude<ContractStepKind, 'recorded'>
  endsOn?: Day | null | undefined
  reason?: string | null | undefined
}

/** May this person do this to the contract now? (C073: nobody approves what they answer for themselves.) */
export function decideContractStep(
  contract: ContractStanding,
  step: ContractStep,
  actorId: string | null,
): Result<null, ContractRefusal> {
  if (!contract.isOpen) return refuse('contract_ended')
  if (step.kind === 'approved') {
    if (contract.isApproved) return refuse('already_approved')
    return actorId !== null && actorId === contract.responsibleId ? refuse('own_contract') : ok(null)
  }
  if (step.kind === 'prolonged') {
    if (!step.endsOn || (contract.endsOn !== null && step.endsOn <= contract.endsOn)) {
      return refuse('end_not_later', { endsOn: contract.endsOn })
    }
    return ok(null)
  }
  if (step.kind === 'unapproved' && !contract.isApproved) return refuse('not_approved')
  return step.reason?.trim() ? ok(null) : refuse('reason_required')
}
