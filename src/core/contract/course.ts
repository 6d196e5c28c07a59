import { type Authority, covers, type Extent } from '../approval/authority.ts'
import type { Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { MissingTerm } from './content.ts'

export const CONTRACT_STEPS = [
  'recorded',
  'amended',
  'approved',
  'unapproved',
  'signed',
  'accepted',
  'unaccepted',
  'prolonged',
  'ended',
] as const
export type ContractStepKind = (typeof CONTRACT_STEPS)[number]

export type ContractStanding = {
  isOpen: boolean
  isApproved: boolean
  /** a newer version waits to be put in force */
  hasPending: boolean
  signedOn: Day | null
  acceptedOn: Day | null
  /** money kept back until so long after the acceptance is due by now, and owed */
  hasFallenDue: boolean
  endsOn: Day | null
  /** what it lacks (C069): nobody can approve that, so nobody is asked about it */
  missing: readonly MissingTerm[]
  /** not on the company's own template: legal reads it, whatever its amount */
  needsLegal: boolean
  /** who answers for it, and who wrote what is to be approved: neither approves it */
  responsibleId: string | null
  authorId: string | null
}

export type ContractRefusal =
  | 'contract_ended'
  | 'already_approved'
  | 'already_signed'
  | 'signed_stands'
  | 'not_approved'
  | 'already_accepted'
  | 'not_accepted'
  | 'retention_fallen_due'
  | 'own_contract'
  | 'reason_required'
  | 'beyond_authority'
  | 'contract_incomplete'
  | 'legal_first'
  | 'date_in_future'

export type ContractStep = {
  kind: 'approved' | 'unapproved' | 'signed' | 'accepted' | 'unaccepted' | 'ended'
  on?: Day | null | undefined
  reason?: string | null | undefined
}

export type ContractActor = {
  id: string | null
  authority: Authority
  extent: Extent
  today: Day
  /** whoever approves contracts, or takes invoices back: what is due is made undated by nobody else */
  mayTakeBack: boolean
  /** legal itself, or the boss: nobody else lets through alone what legal has to read */
  isLegal: boolean
}

/**
 * May this person do this to the contract now? Nobody approves what they answer for themselves, nor beyond
 * their authority; nothing is signed that is not approved (C071 C073).
 */
export function decideContractStep(
  contract: ContractStanding,
  step: ContractStep,
  actor: ContractActor,
): Result<null, ContractRefusal> {
  if (step.kind === 'accepted' || step.kind === 'unaccepted') {
    return decideAcceptance(contract, { ...step, kind: step.kind }, actor)
  }
  if (!contract.isOpen) return refuse('contract_ended')
  if (step.kind === 'approved') {
    if (contract.isApproved && !contract.hasPending) return refuse('already_approved')
    const isOwn = actor.id !== null && [contract.responsibleId, contract.authorId].includes(actor.id)
    if (isOwn) return refuse('own_contract')
    const { missing } = contract
    if (missing.length > 0) return refuse('contract_incomplete', { missing })
    if (contract.needsLegal && !actor.isLegal) return refuse('legal_first')
    return covers(actor.authority, actor.extent) ? ok(null) : refuse('beyond_authority')
  }
  if (step.kind === 'signed') {
    if (!contract.isApproved) return refuse('not_approved')
    if (contract.signedOn !== null) return refuse('already_signed')
    return step.on && step.on > actor.today ? refuse('date_in_future') : ok(null)
  }
  if (step.kind === 'unapproved') {
    if (!contract.isApproved) return refuse('not_approved')
    // What both sides have signed is agreed: it is changed or ended, not unsaid.
    if (contract.signedOn !== null) return refuse('signed_stands')
  }
  return step.reason?.trim() ? ok(null) : refuse('reason_required')
}

/**
 * What was delivered is accepted once, on a day that has been; also after the contract has ended, for the
 * money kept back is owed all the same. Taken back it is with a reason; once that money is due, the block it
 * may be under falls with it, which nobody does for a contract they answer for themselves.
 */
function decideAcceptance(
  contract: ContractStanding,
  step: Omit<ContractStep, 'kind'> & { kind: 'accepted' | 'unaccepted' },
  actor: ContractActor,
): Result<null, ContractRefusal> {
  if (step.kind === 'unaccepted') {
    if (contract.acceptedOn === null) return refuse('not_accepted')
    const isOwn = actor.id !== null && actor.id === contract.responsibleId
    if (contract.hasFallenDue && (isOwn || !actor.mayTakeBack)) return refuse('retention_fallen_due')
    return step.reason?.trim() ? ok(null) : refuse('reason_required')
  }
  if (!contract.isApproved) return refuse('not_approved')
  if (contract.acceptedOn !== null) return refuse('already_accepted')
  return step.on && step.on > actor.today ? refuse('date_in_future') : ok(null)
}

/** A contract as another source tells it, and as it stands here. */
export type ToldContract = {
  amountFen: Fen
  endsOn: Day | null
  approvedOn: Day | null
  responsibleId: string | null
}
export type KnownContract = { isOpen: boolean; isApproved: boolean; amountFen: Fen; endsOn: Day | null }

export type ToldRefusal = 'approval_not_yours' | 'own_contract' | 'approved_amount'

/**
 * May an import tell this? An approval is a gate on this path too (C073): only whose authority reaches it
 * brings one, of a contract of their own only as history; what has been approved keeps its amount, and is
 * prolonged only by whoever could have approved that.
 */
export function decideTold(
  known: KnownContract | null,
  told: ToldContract,
  importer: {
    id: string | null
    mayApprove: (amountFen: Fen) => boolean
    isLegal: boolean
    historyUntil: Day | null
  },
): Result<null, ToldRefusal> {
  const isOwn = importer.id !== null && importer.id === told.responsibleId
  if (known?.isApproved) {
    if (known.amountFen !== told.amountFen) return refuse('approved_amount')
    if (!newsOf(known, told).includes('prolonged')) return ok(null)
    if (!importer.mayApprove(told.amountFen)) return refuse('approval_not_yours')
    return isOwn ? refuse('own_contract') : ok(null)
  }
  if (told.approvedOn === null) return ok(null)
  if (!importer.mayApprove(told.amountFen)) return refuse('approval_not_yours')
  const isHistory = importer.historyUntil !== null && told.approvedOn <= importer.historyUntil
  // A file carries no clauses of a template: what was approved since go-live is read by legal like any other.
  if (!isHistory && !importer.isLegal) return refuse('approval_not_yours')
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
