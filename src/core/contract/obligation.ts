import { addDays, type Day } from '../calendar.ts'
import type { Fen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { ContractNode } from './content.ts'

/**
 * What is done under a contract by somebody here (C074); `pay` is the customer's and follows the
 * instalments.
 */
export const OBLIGATION_KINDS = ['deliver', 'invoice', 'accept'] as const
export type ObligationKind = (typeof OBLIGATION_KINDS)[number]

export const OBLIGATION_STEPS = ['done', 'waived', 'order', 'invoice', 'reopened', 'withdrawn'] as const
export type ObligationStepKind = (typeof OBLIGATION_STEPS)[number]
/** The steps that stay with an obligation; the others take one of these, or the obligation itself, back. */
export type ObligationEnd = Exclude<ObligationStepKind, 'reopened' | 'withdrawn'>

export type ObligationState = 'done' | 'waived' | 'late' | 'soon' | 'ahead'

/** So many days before its day an obligation is near. */
const SOON_DAYS = 7

/** `ended`: what it ended by, with the day; an order that is linked but not delivered is no end yet. */
export function obligationState(
  dueOn: Day,
  ended: { kind: ObligationEnd; on: Day } | null,
  today: Day,
): ObligationState {
  if (ended) return ended.kind === 'waived' ? 'waived' : 'done'
  if (dueOn < today) return 'late'
  return dueOn <= addDays(today, SOON_DAYS) ? 'soon' : 'ahead'
}

export type ObligationRefusal =
  | 'contract_ended'
  | 'obligation_settled'
  | 'obligation_not_settled'
  | 'obligation_other_kind'
  | 'evidence_required'
  | 'reason_required'
  | 'date_in_future'

export type ObligationStep = {
  kind: ObligationStepKind
  on: Day
  reason: string | null
  hasFile: boolean
}

/** May this be noted of the obligation? One way of being settled at a time, each with what shows it. */
export function decideObligationStep(
  obligation: { kind: ObligationKind; isContractOpen: boolean; settledBy: ObligationEnd | null },
  step: ObligationStep,
  today: Day,
): Result<null, ObligationRefusal> {
  if (!obligation.isContractOpen) return refuse('contract_ended')
  if (step.kind === 'reopened' && obligation.settledBy === null) return refuse('obligation_not_settled')
  if (step.kind !== 'reopened' && obligation.settledBy !== null) return refuse('obligation_settled')
  if (step.kind === 'order' && obligation.kind !== 'deliver') return refuse('obligation_other_kind')
  if (step.kind === 'invoice' && obligation.kind !== 'invoice') return refuse('obligation_other_kind')
  const isSaid = step.reason !== null && step.reason.trim() !== ''
  if (step.kind === 'done' && !isSaid && !step.hasFile) return refuse('evidence_required')
  if (['waived', 'reopened', 'withdrawn'].includes(step.kind) && !isSaid) return refuse('reason_required')
  if (step.on > today) return refuse('date_in_future')
  return ok(null)
}

export type ObligationDraft = { kind: ObligationKind; label: string; dueOn: Day; amountFen: Fen | null }

/**
 * What the payment nodes let expect: an invoice before each of them but what is kept back, which is invoiced
 * with the rest, and delivery by the end of the contract.
 * Proposed and not noted, because who pays in advance may be invoiced later; what is noted already is
 * left out.
 */
export function proposeObligations(
  content: {
    endsOn: Day | null
    nodes: readonly ContractNode[]
  },
  noted: readonly { kind: ObligationKind; dueOn: Day }[],
): ObligationDraft[] {
  const lent = content.nodes.filter(({ retention }) => retention === undefined)
  const invoices = lent.map(({ label, dueOn, amountFen }) => ({
    ...{ kind: 'invoice' as const, label, dueOn, amountFen },
  }))
  const delivery = content.endsOn
    ? [{ kind: 'deliver' as const, label: '', dueOn: content.endsOn, amountFen: null }]
    : []
  const isNoted = (one: ObligationDraft) =>
    noted.some(({ kind, dueOn }) => kind === one.kind && (kind === 'deliver' || dueOn === one.dueOn))
  return [...invoices, ...delivery].filter((one) => !isNoted(one))
}
