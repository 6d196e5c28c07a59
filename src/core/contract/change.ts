import { canonicalText } from '../approval/content.ts'
import type { Day } from '../calendar.ts'
import { type Fen, sumFen } from '../money.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { ContractContent, ContractLine, ContractNode, TakenChange } from './content.ts'

/**
 * What somebody asks for while a contract is being fulfilled (增项/变更, C076): asked, priced, confirmed by
 * the customer or withdrawn or refused. What is confirmed is another version of the contract and is approved
 * like any (decision 0031).
 */
export const CHANGE_STEPS = ['priced', 'confirmed', 'done', 'withdrawn', 'refused'] as const
export type ChangeStepKind = (typeof CHANGE_STEPS)[number]

export type ChangeState = 'asked' | 'priced' | 'confirmed' | 'in_force' | 'withdrawn' | 'refused'

/** What it comes to: added lines (a negative quantity takes away), its effect on amount, end, payments. */
export type ChangeTerms = {
  lines: readonly ContractLine[]
  amountFen: Fen
  /** the contract ends then; null: as before */
  endsOn: Day | null
  /** within so many days of the confirmation it is delivered; null: with the rest */
  deliveryDays: number | null
  /** when more is to be paid: by which payments, that sum to the effect */
  nodes: readonly ContractNode[]
}

export type ChangeStanding = {
  /** what is left of its steps, the oldest first */
  steps: readonly ChangeStepKind[]
  isInForce: boolean
  isContractOpen: boolean
  isContractApproved: boolean
}

export type ChangeAct = ChangeStepKind | 'taken_back'
export type ChangeRefusal =
  | 'contract_ended'
  | 'not_approved'
  | 'change_settled'
  | 'change_not_priced'
  | 'change_in_force'
  | 'change_nothing_noted'
  | 'evidence_required'
  | 'reason_required'
  | 'date_in_future'

export function changeState({ steps, isInForce }: Pick<ChangeStanding, 'steps' | 'isInForce'>): ChangeState {
  if (isInForce) return 'in_force'
  for (const end of ['withdrawn', 'refused', 'confirmed', 'priced'] as const) {
    if (steps.includes(end)) return end
  }
  return 'asked'
}

/** Goods or work that went out and are in no contract in force: done at one's own risk. */
export function isDoneUnconfirmed(standing: Pick<ChangeStanding, 'steps' | 'isInForce'>): boolean {
  const state = changeState(standing)
  return standing.steps.includes('done') && (state === 'asked' || state === 'priced' || state === 'confirmed')
}

/** May this be noted of it? Its end may be noted, and what was noted taken back, after the contract's too. */
export function decideChange(
  standing: ChangeStanding,
  act: { kind: ChangeAct; on: Day; reason: string | null; hasFile: boolean },
  today: Day,
): Result<null, ChangeRefusal> {
  const state = changeState(standing)
  const { kind } = act
  if (state === 'in_force') return refuse('change_in_force')
  if (kind === 'taken_back' && standing.steps.length === 0) return refuse('change_nothing_noted')
  const isOver = state === 'withdrawn' || state === 'refused'
  if (kind !== 'taken_back' && isOver) return refuse('change_settled')
  if (kind === 'done' && standing.steps.includes('done')) return refuse('change_settled')
  if (kind === 'priced' || kind === 'confirmed') {
    if (!standing.isContractOpen) return refuse('contract_ended')
    if (state === 'confirmed') return refuse('change_settled')
  }
  if (kind === 'confirmed') {
    if (state !== 'priced') return refuse('change_not_priced')
    if (!standing.isContractApproved) return refuse('not_approved')
    if (!act.hasFile) return refuse('evidence_required')
  }
  const asksReason = kind === 'withdrawn' || kind === 'refused' || kind === 'taken_back'
  if (asksReason && !act.reason?.trim()) return refuse('reason_required')
  return act.on > today ? refuse('date_in_future') : ok(null)
}

/** What of a change stands in no contract in force, for what it is asked; less work is no risk (0031). */
export function outsideFen(askedFen: Fen | null): Fen {
  return askedFen !== null && askedFen > 0n ? askedFen : 0n
}

/** The same content, naming these changes no more. */
export function leavingOut(content: ContractContent, gone: readonly TakenChange[]): ContractContent {
  const { changes = [], ...rest } = content
  const kept = changes.filter(({ id }) => !gone.some((one) => one.id === id))
  return kept.length > 0 ? { ...rest, changes: kept } : rest
}

/**
 * Whether an edit moves what a confirmed change wrote into a contract: then a version would name the change
 * and not contain it (0031). Its payments may be named anew; their sum follows the amount.
 */
export function movesChanged(was: ContractContent, now: ContractContent): boolean {
  const written = ({ amountFen, currency, endsOn, lines }: ContractContent) =>
    canonicalText({ amountFen, currency, endsOn, lines })
  return written(was) !== written(now)
}

type ApplyRefusal =
  | 'change_lines_required'
  | 'change_nodes_required'
  | 'change_line_unknown'
  | 'parts_do_not_sum'
  | 'amount_not_positive'

/** The contract with one more change in it. Nothing else of it moves. */
export function applyChange(
  base: ContractContent,
  terms: ChangeTerms,
  taken: TakenChange,
): Result<ContractContent, ApplyRefusal> {
  const { amountFen } = terms
  const sum = sumFen(terms.lines.map((line) => line.amountFen))
  if (terms.lines.length > 0 && sum !== amountFen) {
    return refuse('parts_do_not_sum', { partsFen: Number(sum), totalFen: Number(amountFen) })
  }
  if (base.amountFen + amountFen <= 0n) return refuse('amount_not_positive')
  if (base.lines.length > 0 && terms.lines.length === 0 && amountFen !== 0n) {
    return refuse('change_lines_required')
  }
  const lines = base.lines.length === 0 ? ok(base.lines) : withLines(base.lines, terms.lines)
  if (!lines.ok) return lines
  const nodes = base.nodes.length === 0 ? ok(base.nodes) : withNodes(base.nodes, terms)
  if (!nodes.ok) return nodes
  return ok({
    ...base,
    amountFen: base.amountFen + amountFen,
    endsOn: terms.endsOn ?? base.endsOn,
    lines: lines.value,
    nodes: nodes.value,
    changes: [...(base.changes ?? []), taken],
  })
}

/** More is another line; less is taken off a line of the same product at the same price. */
function withLines(
  base: readonly ContractLine[],
  changes: readonly ContractLine[],
): Result<ContractLine[], 'change_line_unknown'> {
  const lines = [...base]
  for (const change of changes) {
    if (change.quantityMilli >= 0n) {
      lines.push(change)
      continue
    }
    const index = lines.findIndex(
      (line) =>
        line.product === change.product &&
        line.unit === change.unit &&
        line.unitPriceFen === change.unitPriceFen &&
        line.quantityMilli + change.quantityMilli >= 0n &&
        line.amountFen + change.amountFen >= 0n,
    )
    if (index < 0) return refuse('change_line_unknown', { product: change.product })
    const line = lines[index]!
    const quantityMilli = line.quantityMilli + change.quantityMilli
    if (quantityMilli === 0n && line.amountFen + change.amountFen === 0n) lines.splice(index, 1)
    else lines[index] = { ...line, quantityMilli, amountFen: line.amountFen + change.amountFen }
  }
  return ok(lines)
}

/** More is paid by payments of its own; less is taken off the last ones, and off retention last of all. */
function withNodes(
  base: readonly ContractNode[],
  { amountFen, nodes }: ChangeTerms,
): Result<ContractNode[], 'change_nodes_required'> {
  if (amountFen >= 0n) {
    if (sumFen(nodes.map((node) => node.amountFen)) !== amountFen) return refuse('change_nodes_required')
    const all = [...base, ...nodes]
    return ok([...all].sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0)))
  }
  let left = -amountFen
  const isKept = (node: ContractNode) => node.retention !== undefined
  const reduced = new Map(base.map((node) => [node, node.amountFen]))
  for (const node of [...base.filter(isKept), ...base.filter((one) => !isKept(one))].reverse()) {
    const off = left < node.amountFen ? left : node.amountFen
    reduced.set(node, node.amountFen - off)
    left -= off
  }
  return ok(
    base.flatMap((node) => {
      const rest = reduced.get(node)!
      return rest > 0n ? [{ ...node, amountFen: rest }] : []
    }),
  )
}

/** Amounts that come out of the database as plain numbers. */
export function termsFrom(stored: unknown): ChangeTerms {
  const plain = stored as ChangeTerms
  return {
    ...plain,
    amountFen: BigInt(plain.amountFen),
    lines: plain.lines.map((line) => ({
      ...line,
      quantityMilli: BigInt(line.quantityMilli),
      unitPriceFen: BigInt(line.unitPriceFen),
      amountFen: BigInt(line.amountFen),
    })),
    nodes: plain.nodes.map((node) => ({ ...node, amountFen: BigInt(node.amountFen) })),
  }
}
