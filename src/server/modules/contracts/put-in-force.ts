import { canonicalText } from '../../../core/approval/content.ts'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { BookedRate } from '../../../core/exchange/rate.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { bookedColumns, rateColumns } from '../rates/index.ts'
import { addStep } from './add-step.ts'
import { type Agreed, inYuan } from './agreed-amount.ts'
import { nodesOf, planPayments } from './plan-payments.ts'
import type { ContractVersion } from './version-rows.ts'

export type Release =
  | { basis: 'authority' | 'told'; on?: Day }
  | { basis: 'approval'; caseId: string; on?: Day }

type Before = Agreed & { id: string; isApproved: boolean }

/**
 * Makes a version what is agreed, and the only place that does: release, steps, columns, payment nodes and
 * instalments in one transaction (C068 C070). The database asks for the release again.
 */
export async function putInForce(
  ctx: WriteCtx,
  before: Before,
  version: ContractVersion,
  release: Release,
): Promise<void> {
  const { id } = before
  const { content } = version
  const on = release.on ?? dayOf(ctx.now)
  await insertRows(ctx.db, 'contract_release', [
    {
      org_id: ctx.orgId,
      id: newId(ctx.now),
      contract_id: id,
      version_id: version.id,
      basis: release.basis,
      case_id: 'caseId' in release ? release.caseId : null,
      actor: ctx.actor.userId,
      granted_at: ctx.tick,
    },
  ])
  if (content.amountFen !== before.amountFen || before.isBookedNow) {
    await addStep(ctx, id, { kind: 'amended', on, amount: inYuan(content, before.rate) })
  }
  if (content.endsOn !== null && content.endsOn !== before.endsOn) {
    await addStep(ctx, id, { kind: 'prolonged', on, endsOn: content.endsOn })
  }
  if (!before.isApproved) await addStep(ctx, id, { kind: 'approved', on })
  await ctx.db
    .updateTable('contract')
    .set((eb) => ({
      ...columnsOf(version, before.rate),
      approved_at: at(release.basis === 'told' ? knownAt(ctx, on) : ctx.tick),
      approved_by: release.basis === 'told' ? null : ctx.actor.userId,
      updated_at: at(ctx.tick),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  const isReplanned = await replaceNodes(ctx, id, version)
  if (isReplanned || !before.isApproved || before.isBookedNow) await planPayments(ctx, id)
}

/** The columns of a contract that repeat one of its versions. */
export function columnsOf({ id, content }: Pick<ContractVersion, 'id' | 'content'>, rate: BookedRate | null) {
  return {
    version_id: id,
    title: content.title,
    ...bookedColumns(inYuan(content, rate)),
    ...rateColumns(rate),
    currency: content.currency,
    effective_on: content.effectiveOn,
    ends_on: content.endsOn,
    term_days: content.termDays,
    penalty_bp: content.penaltyBp,
  }
}

/** False when they are the same already: what is owed must not be planned again for nothing. */
export async function replaceNodes(
  ctx: WriteCtx,
  contractId: string,
  { content }: Pick<ContractVersion, 'content'>,
): Promise<boolean> {
  const known = await nodesOf(ctx, contractId)
  if (canonicalText(known) === canonicalText(content.nodes)) return false
  await ctx.db
    .deleteFrom('contract_node')
    .where('org_id', '=', ctx.orgId)
    .where('contract_id', '=', contractId)
    .execute()
  await insertRows(
    ctx.db,
    'contract_node',
    content.nodes.map((node, seq) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      contract_id: contractId,
      seq,
      label: node.label,
      due_on: node.dueOn,
      amount_fen: node.amountFen,
      is_retention: node.retention !== undefined,
      retention_months: node.retention?.months ?? null,
    })),
  )
  return true
}
