import { type InsertObject, sql } from 'kysely'
import type { Day } from '../../../core/calendar.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { invalid } from '../../platform/errors.ts'
import { touch } from '../../platform/events.ts'
import { refreshStates } from '../customers/index.ts'
import { loadStages, type StageRow } from './pipelines.ts'

export type DealStep = {
  /** key of a stage of the pipeline */
  stage: string
  occurredOn: Day
  amountFen?: bigint | null | undefined
  lostReason?: string | null | undefined
  competitor?: string | null | undefined
}

export type DealInput = {
  externalCode?: string | null | undefined
  customerId?: string | null | undefined
  title: string
  amountFen?: bigint | null | undefined
  currency?: string | undefined
  product?: string | null | undefined
  responsibleId?: string | null | undefined
  pipelineId?: string | undefined
  expectedCloseOn?: Day | null | undefined
  /** stage moves in order of time; empty: the deal has no date and stands outside every as-of figure */
  history: readonly DealStep[]
  /** stage of an undated deal */
  undatedStage?: string | undefined
}

export type SavedDeal = { id: string; outcome: 'new' | 'changed' | 'same' }

/**
 * Creates or changes deals with their stage history (C034): matched by external code. A step that is already there
 * is kept; a history that differs is corrected by voiding the old steps and adding the new ones.
 */
export async function saveDeals(ctx: WriteCtx, inputs: readonly DealInput[]): Promise<SavedDeal[]> {
  if (inputs.length === 0) return []
  const stages = await loadStages(ctx)
  const known = await findExisting(ctx, inputs)
  const outcome: SavedDeal[] = []
  const deals: InsertObject<DB, 'deal'>[] = []
  const steps: InsertObject<DB, 'stage_change'>[] = []
  const customers = new Set<string>()
  for (const input of inputs) {
    const plan = planDeal(stages, input)
    const existing = input.externalCode ? known.get(input.externalCode) : undefined
    if (existing === 'new') {
      outcome.push({ id: '', outcome: 'same' })
      continue
    }
    if (existing && isSame(existing, plan, input)) {
      outcome.push({ id: existing.id, outcome: 'same' })
      continue
    }
    const id = existing?.id ?? newId(ctx.now)
    if (existing) await changeDeal(ctx, existing, plan, input)
    else deals.push(newDeal(ctx, id, plan, input))
    if (!existing || !sameSteps(existing.steps, plan)) steps.push(...newSteps(ctx, id, plan, input))
    if (input.externalCode && !existing) known.set(input.externalCode, 'new')
    if (input.customerId) customers.add(input.customerId)
    outcome.push({ id, outcome: existing ? 'changed' : 'new' })
  }
  if (deals.length > 0) await ctx.db.insertInto('deal').values(deals).execute()
  if (steps.length > 0) await ctx.db.insertInto('stage_change').values(steps).execute()
  await refreshStates(ctx, [...customers])
  const saved = outcome.filter((row) => row.outcome !== 'same').map((row) => ({ kind: 'deal', id: row.id }))
  const reps = [...new Set(inputs.flatMap((input) => (input.responsibleId ? [input.responsibleId] : [])))]
  await touch(ctx, [
    ...saved,
    ...[...customers].map((id) => ({ kind: 'customer', id })),
    ...reps.map((id) => ({ kind: 'rep', id })),
  ])
  return outcome
}

type Plan = {
  pipelineId: string
  stages: StageRow[]
  steps: { stage: StageRow; step: DealStep }[]
  last: StageRow
}

function planDeal(stages: readonly StageRow[], input: DealInput): Plan {
  const pipelineId = input.pipelineId ?? stages[0]?.pipelineId
  const own = stages.filter((stage) => stage.pipelineId === pipelineId)
  const find = (key: string) => {
    const stage = own.find((candidate) => candidate.key === key)
    if (!stage) throw invalid('stage_unknown', { stage: key })
    return stage
  }
  const steps = input.history.map((step) => ({ stage: find(step.stage), step }))
  const last = steps.at(-1)?.stage ?? find(input.undatedStage ?? own[0]!.key)
  return { pipelineId: pipelineId!, stages: own, steps, last }
}

type StoredStep = { stage_id: string; occurred_on: Day; amount_fen: string | null }
type Existing = {
  id: string
  version: number
  external_code: string
  title: string
  customer_id: string | null
  product: string | null
  amount_fen: bigint | null
  responsible_id: string | null
  expected_close_on: Day | null
  steps: StoredStep[]
}

async function findExisting(
  ctx: WriteCtx,
  inputs: readonly DealInput[],
): Promise<Map<string, Existing | 'new'>> {
  const codes = inputs.flatMap((input) => (input.externalCode ? [input.externalCode] : []))
  if (codes.length === 0) return new Map()
  const { rows } = await sql<Existing>`
    select d.id, d.version, d.external_code, d.title, d.customer_id, d.product, d.amount_fen, d.responsible_id, d.expected_close_on,
      coalesce((select jsonb_agg(jsonb_build_object('stage_id', s.to_stage_id, 'occurred_on', s.occurred_on, 'amount_fen', s.amount_fen::text)
        order by s.occurred_on, s.position) from stage_change s where s.org_id = d.org_id and s.deal_id = d.id and s.voided_at is null), '[]') as steps
    from deal d where d.org_id = ${ctx.orgId} and d.external_code = any(${codes}) and d.voided_at is null`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.external_code, row]))
}

function isSame(existing: Existing, plan: Plan, input: DealInput): boolean {
  return (
    existing.title === input.title &&
    (input.customerId === undefined || existing.customer_id === input.customerId) &&
    (input.product === undefined || existing.product === input.product) &&
    (input.amountFen === undefined || existing.amount_fen === input.amountFen) &&
    (input.responsibleId === undefined || existing.responsible_id === input.responsibleId) &&
    (input.expectedCloseOn === undefined || existing.expected_close_on === input.expectedCloseOn) &&
    sameSteps(existing.steps, plan)
  )
}

function sameSteps(stored: readonly StoredStep[], plan: Plan): boolean {
  return (
    stored.length === plan.steps.length &&
    stored.every((step, index) => {
      const other = plan.steps[index]!
      const amount = other.step.amountFen?.toString() ?? null
      return (
        step.stage_id === other.stage.id &&
        step.occurred_on === other.step.occurredOn &&
        step.amount_fen === amount
      )
    })
  )
}

function currentColumns(plan: Plan) {
  const first = plan.steps[0]
  const last = plan.steps.at(-1)
  const closed = last !== undefined && last.stage.kind !== 'open'
  return {
    stage_id: plan.last.id,
    stage_since: last?.step.occurredOn ?? null,
    created_on: first?.step.occurredOn ?? null,
    closed_on: closed ? last.step.occurredOn : null,
    outcome: last === undefined ? 'undated' : last.stage.kind,
    lost_reason: last?.step.lostReason ?? null,
    competitor: last?.step.competitor ?? null,
  }
}

function newDeal(ctx: WriteCtx, id: string, plan: Plan, input: DealInput): InsertObject<DB, 'deal'> {
  const first = plan.steps[0]?.step.occurredOn
  return {
    org_id: ctx.orgId,
    id,
    external_code: input.externalCode ?? null,
    customer_id: input.customerId ?? null,
    pipeline_id: plan.pipelineId,
    title: input.title,
    product: input.product ?? null,
    amount_fen: input.amountFen ?? null,
    currency: input.currency ?? 'CNY',
    responsible_id: input.responsibleId ?? null,
    expected_close_on: input.expectedCloseOn ?? null,
    ...currentColumns(plan),
    known_at: at(first ? knownAt(ctx, first) : ctx.tick),
    recorded_at: at(ctx.tick),
    updated_at: at(ctx.tick),
    batch_id: ctx.source?.batchId ?? null,
  }
}

async function changeDeal(ctx: WriteCtx, existing: Existing, plan: Plan, input: DealInput): Promise<void> {
  await ctx.db
    .updateTable('deal')
    .set({
      title: input.title,
      ...(input.customerId === undefined ? {} : { customer_id: input.customerId }),
      ...(input.product === undefined ? {} : { product: input.product }),
      ...(input.amountFen === undefined ? {} : { amount_fen: input.amountFen }),
      ...(input.responsibleId === undefined ? {} : { responsible_id: input.responsibleId }),
      ...(input.expectedCloseOn === undefined ? {} : { expected_close_on: input.expectedCloseOn }),
      ...currentColumns(plan),
      version: existing.version + 1,
      updated_at: at(ctx.tick),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', existing.id)
    .execute()
  if (sameSteps(existing.steps, plan)) return
  await ctx.db
    .updateTable('stage_change')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('deal_id', '=', existing.id)
    .where('voided_at', 'is', null)
    .execute()
}

function newSteps(
  ctx: WriteCtx,
  dealId: string,
  plan: Plan,
  input: DealInput,
): InsertObject<DB, 'stage_change'>[] {
  return plan.steps.map(({ stage, step }, index) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    deal_id: dealId,
    from_stage_id: plan.steps[index - 1]?.stage.id ?? null,
    to_stage_id: stage.id,
    amount_fen: step.amountFen ?? null,
    responsible_id: input.responsibleId ?? null,
    lost_reason: step.lostReason ?? null,
    competitor: step.competitor ?? null,
    position: index,
    occurred_on: step.occurredOn,
    known_at: at(knownAt(ctx, step.occurredOn)),
    recorded_at: at(ctx.tick),
    actor: ctx.actor.userId,
    batch_id: ctx.source?.batchId ?? null,
  }))
}
