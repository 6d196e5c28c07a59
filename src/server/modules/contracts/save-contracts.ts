import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import type { ContractStepKind } from '../../../core/contract/course.ts'
import { sumFen } from '../../../core/money.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, atOrNull } from '../../platform/db.ts'
import { invalid } from '../../platform/errors.ts'
import { touch } from '../../platform/events.ts'

export type ContractInput = {
  number: string
  customerId: string
  dealId: string | null
  title: string
  amountFen: bigint
  currency: string
  signedOn: Day | null
  effectiveOn: Day | null
  endsOn: Day | null
  /** approved elsewhere before it came here */
  approvedOn?: Day | null | undefined
  responsibleId: string | null
  remark?: string | undefined
  nodes?: readonly { label: string; dueOn: Day; amountFen: bigint }[] | undefined
}

export type SavedContract = { id: string; outcome: 'new' | 'changed' | 'same' }

type Existing = {
  id: string
  number: string
  ends: Day | null
  approved: boolean
  fen: bigint
  title: string
}

/**
 * Creates contracts or brings known ones (by number) up to what is told: a later end prolongs, an approval
 * that was not there is added; nothing that people noted is taken back (C065 light, C075).
 */
export async function saveContracts(
  ctx: WriteCtx,
  inputs: readonly ContractInput[],
): Promise<SavedContract[]> {
  if (inputs.length === 0) return []
  for (const input of inputs) checkContract(input)
  const known = await findExisting(
    ctx,
    inputs.map(({ number }) => number),
  )
  const outcomes: SavedContract[] = []
  for (const input of inputs) {
    const existing = known.get(input.number)
    const outcome = existing ? await bringUp(ctx, existing, input) : 'new'
    const id = existing?.id ?? (await insertContract(ctx, input))
    if (!existing) {
      known.set(input.number, {
        id,
        number: input.number,
        ends: input.endsOn,
        approved: Boolean(input.approvedOn),
        fen: input.amountFen,
        title: input.title,
      })
    }
    outcomes.push({ id, outcome })
  }
  await touch(
    ctx,
    outcomes.filter(({ outcome }) => outcome !== 'same').map(({ id }) => ({ kind: 'contract', id })),
  )
  return outcomes
}

function checkContract(input: ContractInput): void {
  if (input.amountFen <= 0n) throw invalid('amount_not_positive')
  if (input.endsOn && input.effectiveOn && input.endsOn < input.effectiveOn) throw invalid('dates_reversed')
  if (!input.nodes || input.nodes.length === 0) return
  const parts = sumFen(input.nodes.map(({ amountFen }) => amountFen))
  if (parts !== input.amountFen) {
    throw invalid('parts_do_not_sum', { partsFen: Number(parts), totalFen: Number(input.amountFen) })
  }
}

async function findExisting(ctx: WriteCtx, numbers: readonly string[]): Promise<Map<string, Existing>> {
  const { rows } = await sql<Existing>`
    select k.id, k.number, k.ends_on as ends, k.approved_at is not null as approved, k.amount_fen as fen, k.title
    from contract k where k.org_id = ${ctx.orgId} and k.number = any(${numbers}) and k.voided_at is null for update`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.number, row]))
}

async function bringUp(ctx: WriteCtx, existing: Existing, input: ContractInput): Promise<'changed' | 'same'> {
  const prolongs = input.endsOn !== null && (existing.ends === null || input.endsOn > existing.ends)
  const approves = Boolean(input.approvedOn) && !existing.approved
  const differs = existing.fen !== input.amountFen || existing.title !== input.title
  if (!prolongs && !approves && !differs) return 'same'
  const today = dayOf(ctx.now)
  if (prolongs) await addStep(ctx, existing.id, { kind: 'prolonged', on: today, endsOn: input.endsOn })
  if (approves) await addStep(ctx, existing.id, { kind: 'approved', on: input.approvedOn! })
  await ctx.db
    .updateTable('contract')
    .set((eb) => ({
      title: input.title,
      amount_fen: input.amountFen,
      ...(prolongs ? { ends_on: input.endsOn } : {}),
      ...(approves ? { approved_at: at(knownAt(ctx, input.approvedOn!)) } : {}),
      updated_at: at(ctx.tick),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', existing.id)
    .execute()
  return 'changed'
}

async function insertContract(ctx: WriteCtx, input: ContractInput): Promise<string> {
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
      responsible_id: input.responsibleId,
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
