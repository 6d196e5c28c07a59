import type { Stage } from './stages.ts'

/**
 * The list gone through with every deal (C052): items by stage. A deal leaves a stage for a later one when
 * the items of the stages it leaves are done, seen by the system, or left out with a reason.
 */

/** What the system sees by itself; such an item is not ticked by hand. */
export const PROOFS = ['screened', 'quoted', 'contract_approved', 'contract_signed'] as const
export type Proof = (typeof PROOFS)[number]

/** Who may leave an item out, always with a reason. */
export const SKIPPERS = ['responsible', 'manager', 'nobody'] as const
export type Skipper = (typeof SKIPPERS)[number]

export const MARK_STATES = ['done', 'skipped'] as const
export type MarkState = (typeof MARK_STATES)[number]

export type StageCheck = { id: string; stageId: string; proof: Proof | null; skipBy: Skipper }
export type Marked = { state: MarkState; byManager: boolean }
export type Marks = ReadonlyMap<string, Marked>

export type CheckState = MarkState | 'proven' | 'open'

/**
 * What the system sees wins over what somebody left out before it was there; and what was left out counts
 * while whoever did it still may: a list that is tightened is tightened for everybody.
 */
export function checkState(check: StageCheck, marks: Marks, proven: ReadonlySet<Proof>): CheckState {
  if (check.proof !== null && proven.has(check.proof)) return 'proven'
  const mark = marks.get(check.id)
  if (mark === undefined) return 'open'
  return mark.state === 'done' || maySkip(check, mark.byManager) ? mark.state : 'open'
}

function maySkip({ skipBy }: StageCheck, isManager: boolean): boolean {
  return skipBy === 'responsible' || (skipBy === 'manager' && isManager)
}

/**
 * The items between a deal and a later stage. Going back, losing and staying ask for none; a deal that comes
 * back from its end is asked from the stage it had left (`from`), so that no detour spares an item. Items of
 * stages it left before are not asked again: they may be younger than that.
 */
export function checksOnTheWay<C extends StageCheck>(
  checks: readonly C[],
  stages: readonly Stage[],
  { from, to }: { from: Stage; to: Stage },
): C[] {
  if (to.kind === 'lost') return []
  const passed = new Set(
    stages
      .filter(
        ({ kind, position }) =>
          kind === 'open' && position >= from.position && (to.kind === 'won' || position < to.position),
      )
      .map(({ id }) => id),
  )
  return checks.filter(({ stageId }) => passed.has(stageId))
}

export type SkipRefusal = 'check_never_skipped' | 'check_skipped_by_manager' | 'reason_required'
export type MarkRefusal = SkipRefusal | 'check_seen_by_system'

/** Why an item may not be marked so; null: it may. */
export function whyNotMark(
  check: StageCheck,
  { state, reason, isManager }: { state: MarkState; reason: string; isManager: boolean },
): MarkRefusal | null {
  if (state === 'done') return check.proof === null ? null : 'check_seen_by_system'
  if (!maySkip(check, isManager))
    return check.skipBy === 'nobody' ? 'check_never_skipped' : 'check_skipped_by_manager'
  return reason.trim() === '' ? 'reason_required' : null
}

type Suggested = { stage: string; title: string; titleEn: string; proof: Proof | null; skipBy: Skipper }

/** What most companies ask of a deal, by key of the four nodes (C036): a first draft, not in force. */
export const SUGGESTED_CHECKS: readonly Suggested[] = [
  {
    stage: 'need',
    title: '需求、数量、交期已向客户确认',
    titleEn: 'Needs, quantity and delivery confirmed with the customer',
    proof: null,
    skipBy: 'responsible',
  },
  {
    stage: 'need',
    title: '客户资质与背景已查',
    titleEn: 'Customer screened',
    proof: 'screened',
    skipBy: 'manager',
  },
  { stage: 'quote', title: '正式报价已发出', titleEn: 'Quote sent', proof: 'quoted', skipBy: 'manager' },
  {
    stage: 'quote',
    title: '付款方式与账期已谈定',
    titleEn: 'Terms of payment agreed',
    proof: null,
    skipBy: 'responsible',
  },
  {
    stage: 'sign',
    title: '合同已评审通过',
    titleEn: 'Contract approved',
    proof: 'contract_approved',
    skipBy: 'nobody',
  },
  {
    stage: 'sign',
    title: '开票资料已收齐',
    titleEn: 'Invoice details complete',
    proof: null,
    skipBy: 'responsible',
  },
]
