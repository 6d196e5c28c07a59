import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'

export const CONTRACT_STEPS = ['recorded', 'amended', 'approved', 'unapproved', 'prolonged', 'ended'] as const
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
  kind: Exclude<ContractStepKind, 'recorded' | 'amended'>
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

/** A contract as another source tells it, and as it stands here. */
export type ToldContract = {
  amountFen: Fen
  endsOn: Day | null
  approvedOn: Day | null
  responsibleId: string | null
}
export type KnownContract = { isOpen: boolean; isApproved: boolean; amountFen: Fen; endsOn: Day | null }

/**
 * May an import tell this? An approval is a gate on this path too (C073): only who may approve brings one, of
 * a contract of their own only as history; and what has been approved keeps the amount it was approved with.
 */
export function decideTold(
  known: KnownContract | null,
  told: ToldContract,
  importer: { id: string | null; mayApprove: boolean; historyUntil: Day | null },
): Result<null, 'approval_not_yours' | 'own_contract' | 'approved_amount'> {
  if (known?.isApproved) return known.amountFen === told.amountFen ? ok(null) : refuse('approved_amount')
  if (told.approvedOn === null) return ok(null)
  if (!importer.mayApprove) return refuse('approval_not_yours')
  const isHistory = importer.historyUntil !== null && told.approvedOn <= importer.historyUntil
  const isOwn = importer.id !== null && importer.id === told.responsibleId
  return isOwn && !isHistory ? refuse('own_contract') : ok(null)
}

/** What is new in what is told; nothing that people noted is taken back, an ended contract stays ended. */
export function newsOf(known: KnownContract, told: Omit<ToldContract, 'responsibleId'>): ContractStepKind[] {
  const { isOpen, isApproved, endsOn, amountFen } = known
  const news: ContractStepKind[] = []
  if (amountFen !== told.amountFen) news.push('amended')
  if (isOpen && told.endsOn !== null && (endsOn === null || told.endsOn > endsOn)) news.push('prolonged')
  if (!isApproved && told.approvedOn !== null) news.push('approved')
  return news
}
