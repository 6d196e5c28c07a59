import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ContractStepKind } from '../../../core/contract/course.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'
import { type ContractInput, type ContractPlan, planContracts } from './plan-contracts.ts'
import { planPayments } from './plan-payments.ts'

export type SavedContract = { id: string; outcome: 'new' | 'changed' | 'same' }

/**
 * Creates contracts or brings known ones (by number) up to what is told: a later end prolongs, an approval
 * that was not there is added; nothing that people noted is taken back (C065 light, C075).
 */
export async function saveContracts(
  ctx: WriteCtx,
  inputs: readonly ContractInput[],
): Promise<SavedContract[]> {
  if (inputs.length === 0) return []
  const plans = await planContracts(ctx, inputs)
  const fresh = new Map<string, string>()
  const saved: SavedContract[] = []
  for (const plan of plans) {
    const { number } = plan.input
    const id = plan.existingId ?? fresh.get(number) ?? (await insertContract(ctx, plan))
    if (!plan.existingId) fresh.set(number, id)
    if (plan.outcome === 'changed') await bringUp(ctx, id, plan)
    saved.push({ id, outcome: plan.outcome })
  }
  await touch(
    ctx,
    saved.filter(({ outcome }) => outcome !== 'same').map(({ id }) => ({ kind: 'contract', id })),
  )
  return saved
}

async function bringUp(ctx: WriteCtx, id: string, plan: ContractPlan): Promise<void> {
  const { input, news, responsibleId } = plan
  const today = dayOf(ctx.now)
  const { amountFen, endsOn } = input
  if (news.includes('amended')) await addStep(ctx, id, { kind: 'amended', on: today, amountFen })
  if (news.includes('prolonged')) await addStep(ctx, id, { kind: 'prolonged', on: today, endsOn })
  const isApproved = news.includes('approved')
  if (isApproved) await addStep(ctx, id, { kind: 'approved', on: input.approvedOn! })
  await ctx.db
    .updateTable('contract')
    .set((eb) => ({
      title: input.title,
      amount_fen: amountFen,
      responsible_id: responsibleId,
      ...(news.includes('prolonged') ? { ends_on: endsOn } : {}),
      ...(isApproved ? { approved_at: at(knownAt(ctx, input.approvedOn!)) } : {}),
      updated_at: at(ctx.tick),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  if (isApproved) await planPayments(ctx, id)
}

async function insertContract(ctx: WriteCtx, { input, responsibleId }: ContractPlan): Promise<string> {
  const id = newId(ctx.now)
  const since = input.signedOn ?? input.effectiveOn ?? dayOf(ctx.now)
  await ctx.db
    .insertInto('contract')
    .values({
      org_id: ctx.orgId,
      id,
      number: input.number,
      customer_id: input.customerId,
      deal_id: input.dealId,
      title: input.title,
      amount_fen: input.amountFen,
      currency: input.currency,
      signed_on: input.signedOn,
      effective_on: input.effectiveOn,
      ends_on: input.endsOn,
      status: 'open',
      approved_at: atOrNull(input.approvedOn ? knownAt(ctx, input.approvedOn) : null),
      responsible_id: responsibleId,
      remark: input.remark ?? '',
      known_at: at(knownAt(ctx, since)),
      recorded_at: at(ctx.tick),
      updated_at: at(ctx.tick),
      batch_id: ctx.source?.batchId ?? null,
    })
    .execute()
  const { amountFen, endsOn } = input
  await addStep(ctx, id, { kind: 'recorded', on: since, endsOn, amountFen })
  if (input.approvedOn) await addStep(ctx, id, { kind: 'approved', on: input.approvedOn })
  const nodes = (input.nodes ?? []).map((node, seq) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    contract_id: id,
    seq,
    label: node.label,
    due_on: node.dueOn,
    amount_fen: node.amountFen,
  }))
  if (nodes.length > 0) await ctx.db.insertInto('contract_node').values(nodes).execute()
  return id
}

export type NewContractStep = {
  kind: ContractStepKind
  on: Day
  endsOn?: Day | null | undefined
  amountFen?: bigint | undefined
  reason?: string | null | undefined
}

export async function addStep(ctx: WriteCtx, contractId: string, step: NewContractStep): Promise<void> {
  await ctx.db
    .insertInto('contract_step')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      contract_id: contractId,
      kind: step.kind,
      ends_on: step.endsOn ?? null,
      amount_fen: step.amountFen ?? null,
      reason: step.reason ?? null,
      occurred_on: step.on,
      known_at: at(knownAt(ctx, step.on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    })
    .execute()
}
