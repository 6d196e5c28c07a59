import { type Insertable, sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { type Booked, type BookedRate, bookAmount, COMPANY_CURRENCY } from '../../../core/exchange/rate.ts'
import { isSameValues } from '../../../core/fields/check-values.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { openingOf } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import type { DB } from '../../platform/db-types.ts'
import { invalid } from '../../platform/errors.ts'
import { touch } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { refreshStates } from '../customers/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { followDeals } from '../quotes/index.ts'
import {
  type Booking,
  bookedColumns,
  bookingsOf,
  rateColumns,
  rateIn,
  rateOf,
  requireBookings,
} from '../rates/index.ts'
import { loadStages, type StageRow } from './pipelines.ts'
import {
  compareSteps,
  type DealStep,
  type Difference,
  type PlannedStep,
  type StoredStep,
  withReasons,
} from './stored-steps.ts'

export type DealInput = {
  externalCode?: string | null | undefined
  customerId?: string | null | undefined
  title: string
  /** in the currency of the deal, like those of its history */
  amountFen?: bigint | null | undefined
  /** left out: the one it has, yuan for a new one */
  currency?: string | undefined
  /** what a file says it was booked at */
  toldRate?: BookedRate | null | undefined
  product?: string | null | undefined
  responsibleId?: string | null | undefined
  pipelineId?: string | undefined
  expectedCloseOn?: Day | null | undefined
  /** own fields, checked already; what is not named stays */
  custom?: CustomValues | undefined
  /** stage moves in order of time; empty: the deal has no date and stands outside every as-of figure */
  history: readonly DealStep[]
  /** stage of an undated deal */
  undatedStage?: string | undefined
}

export type SavedDeal = { id: string; outcome: 'new' | 'changed' | 'same' }

/**
 * Creates or changes deals with their stage history (C034): matched by external code. Steps that are
 * already there are kept, further ones added; a history that differs is corrected by voiding the old steps
 * from the first difference on. A file that has not heard of what people moved since leaves their moves
 * alone.
 */
export async function saveDeals(ctx: WriteCtx, inputs: readonly DealInput[]): Promise<SavedDeal[]> {
  if (inputs.length === 0) return []
  const stages = await loadStages(ctx)
  const known = await findExisting(ctx, inputs)
  const bookings = await bookDeals(ctx, { known, stages }, inputs)
  requireBookings(bookings)
  const fresh = new Map<string, string>()
  const outcome: SavedDeal[] = []
  const deals: Insertable<DB['deal']>[] = []
  const steps: Insertable<DB['stage_change']>[] = []
  const customers = new Set<string | null | undefined>()
  const placed: Placed[] = []
  for (const [index, input] of inputs.entries()) {
    const told = planDeal(stages, input, { ...currencyOf(known, input), rate: rateOf(bookings[index]!) })
    const twin = input.externalCode ? fresh.get(input.externalCode) : undefined
    if (twin !== undefined) {
      outcome.push({ id: twin, outcome: 'same' })
      continue
    }
    const existing = input.externalCode ? known.get(input.externalCode) : undefined
    const plan = { ...told, steps: withReasons(told.steps, existing?.steps ?? []) }
    const id = existing?.id ?? newId(ctx.now)
    if (input.externalCode) fresh.set(input.externalCode, id)
    const difference = existing ? compareSteps(ctx, existing.steps, plan) : null
    if (existing && difference === null && isSame(existing, input)) {
      outcome.push({ id, outcome: 'same' })
      continue
    }
    if (existing) await changeDeal(ctx, existing, { plan, input, difference })
    else deals.push(newDeal(ctx, id, plan, input))
    if (!existing || difference) steps.push(...newSteps(ctx, { id, plan, input, difference }))
    if (!existing || difference) placed.push({ id, plan, input, existing: existing ?? null })
    customers.add(input.customerId).add(existing?.customer_id)
    outcome.push({ id, outcome: existing ? 'changed' : 'new' })
  }
  await Promise.all([insertRows(ctx.db, 'deal', deals), insertRows(ctx.db, 'stage_change', steps)])
  await tellQuotes(ctx, placed)
  await tellOthers(ctx, { inputs, outcome, customers: [...customers].filter((id) => id != null) })
  return outcome
}

type Placed = { id: string; plan: Plan; input: DealInput; existing: Existing | null }

/**
 * Deals that came to stand in a stage that asks for a quotation start its clock; those that went on end it
 * (C058). Of a new deal only the present counts: what became of its earlier quotes nobody has said.
 */
async function tellQuotes(ctx: WriteCtx, placed: readonly Placed[]): Promise<void> {
  const asking = placed.filter(
    ({ plan, existing }) => plan.steps.length > 0 && (existing !== null || plan.last.asksQuote),
  )
  if (asking.length === 0) return
  const calendar = await loadCalendar(ctx)
  await followDeals(
    ctx,
    asking.map(({ id, plan, input, existing }) => {
      const { step } = plan.steps.at(-1)!
      return {
        dealId: id,
        customerId: input.customerId ?? existing?.customer_id ?? null,
        title: input.title,
        responsibleId: input.responsibleId ?? existing?.responsible_id ?? null,
        amount: plan.book(step.amountFen ?? input.amountFen ?? null),
        currency: plan.currency,
        rate: plan.rate,
        to: { kind: plan.last.kind, asksQuote: plan.last.asksQuote },
        back: false,
        at: Math.min(openingOf(calendar, step.occurredOn), ctx.now),
        reason: step.lostReason ?? null,
        competitor: step.competitor ?? null,
      }
    }),
  )
}

async function tellOthers(
  ctx: WriteCtx,
  { inputs, outcome, customers }: { inputs: readonly DealInput[]; outcome: SavedDeal[]; customers: string[] },
): Promise<void> {
  await refreshStates(ctx, customers)
  const saved = outcome.filter((row) => row.outcome !== 'same').map((row) => ({ kind: 'deal', id: row.id }))
  const reps = [...new Set(inputs.flatMap((input) => (input.responsibleId ? [input.responsibleId] : [])))]
  await touch(ctx, [
    ...saved,
    ...customers.map((id) => ({ kind: 'customer', id })),
    ...reps.map((id) => ({ kind: 'rep', id })),
  ])
}

type Plan = {
  pipelineId: string
  stages: StageRow[]
  steps: PlannedStep[]
  last: StageRow
  currency: string
  rate: BookedRate | null
  book: (amount: bigint | null | undefined) => Booked | null
}

function planDeal(
  stages: readonly StageRow[],
  input: DealInput,
  { currency, rate }: Pick<Plan, 'currency' | 'rate'>,
): Plan {
  const pipelineId = input.pipelineId ?? stages[0]?.pipelineId
  const own = stages.filter((stage) => stage.pipelineId === pipelineId)
  const find = (key: string) => {
    const stage = own.find((candidate) => candidate.key === key)
    if (!stage) throw invalid('stage_unknown', { stage: key })
    return stage
  }
  const steps = input.history.map((step) => ({ stage: find(step.stage), step }))
  const last = steps.at(-1)?.stage ?? find(input.undatedStage ?? own[0]!.key)
  const book = (amount: bigint | null | undefined) =>
    amount == null ? null : bookAmount(amount, currency, rate)
  return { pipelineId: pipelineId!, stages: own, steps, last, currency, rate, book }
}

type Existing = {
  id: string
  version: number
  external_code: string
  title: string
  customer_id: string | null
  product: string | null
  /** in its own currency */
  amount: bigint | null
  currency: string
  rate: BookedRate | null
  responsible_id: string | null
  expected_close_on: Day | null
  custom: CustomValues
  steps: StoredStep[]
}

async function findExisting(ctx: WriteCtx, inputs: readonly DealInput[]): Promise<Map<string, Existing>> {
  const codes = inputs.flatMap((input) => (input.externalCode ? [input.externalCode] : []))
  if (codes.length === 0) return new Map()
  const { rows } = await sql<Omit<Existing, 'rate'> & Parameters<typeof rateIn>[0]>`
    select d.id, d.version, d.external_code, d.title, d.customer_id, d.product, coalesce(d.original_minor, d.amount_fen) as amount,
      d.currency, d.rate_micro, d.rate_per, d.rate_day, d.responsible_id, d.expected_close_on, d.custom,
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'stage_id', s.to_stage_id,
          'occurred_on', s.occurred_on, 'amount_fen', s.amount_fen::text, 'position', s.position,
          'lost_reason', s.lost_reason, 'competitor', s.competitor, 'imported', s.batch_id is not null)
        order by s.occurred_on, s.position) from stage_change s where s.org_id = d.org_id and s.deal_id = d.id and s.voided_at is null), '[]') as steps
    from deal d where d.org_id = ${ctx.orgId} and d.external_code = any(${codes}) and d.voided_at is null`.execute(
    ctx.db,
  )
  return new Map(rows.map((row) => [row.external_code, { ...row, rate: rateIn(row) }]))
}

function currencyOf(known: ReadonlyMap<string, Existing>, { externalCode, currency }: DealInput) {
  const stored = externalCode ? known.get(externalCode) : undefined
  return { currency: currency ?? stored?.currency ?? COMPANY_CURRENCY }
}

/** For a file, which refuses its rows one by one: what each of these would be booked at, or why it cannot. */
export async function dealBookings(ctx: WriteCtx, inputs: readonly DealInput[]): Promise<Booking[]> {
  const [known, stages] = [await findExisting(ctx, inputs), await loadStages(ctx)]
  return bookDeals(ctx, { known, stages }, inputs)
}

/** A deal is booked at the rate of the day it begins, one that is there at the rate it has (0018). */
function bookDeals(
  ctx: WriteCtx,
  { known, stages }: { known: ReadonlyMap<string, Existing>; stages: readonly StageRow[] },
  inputs: readonly DealInput[],
): Promise<Booking[]> {
  const isAsStored = (input: DealInput) => {
    const stored = input.externalCode ? known.get(input.externalCode) : undefined
    if (!stored || !isSame(stored, input)) return false
    const plan = planDeal(stages, input, stored)
    return compareSteps(ctx, stored.steps, { ...plan, steps: withReasons(plan.steps, stored.steps) }) === null
  }
  return bookingsOf(
    ctx,
    inputs.map((input) => ({
      number: input.title,
      ...currencyOf(known, input),
      day: input.history[0]?.occurredOn ?? dayOf(ctx.now),
      stored: (input.externalCode && known.get(input.externalCode)) || null,
      isAsStored: isAsStored(input),
      told: input.toldRate,
    })),
  )
}

/** A deal may have no amount yet. */
export function amountColumns(amount: Booked | null) {
  return amount === null ? { amount_fen: null, original_minor: null } : bookedColumns(amount)
}

function isSame(existing: Existing, input: DealInput): boolean {
  return (
    existing.title === input.title &&
    (input.customerId === undefined || existing.customer_id === input.customerId) &&
    (input.product === undefined || existing.product === input.product) &&
    (input.amountFen === undefined || existing.amount === input.amountFen) &&
    (input.responsibleId === undefined || existing.responsible_id === input.responsibleId) &&
    (input.expectedCloseOn === undefined || existing.expected_close_on === input.expectedCloseOn) &&
    isSameValues(existing.custom, { ...existing.custom, ...input.custom })
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

function newDeal(ctx: WriteCtx, id: string, plan: Plan, input: DealInput): Insertable<DB['deal']> {
  const first = plan.steps[0]?.step.occurredOn
  return {
    org_id: ctx.orgId,
    id,
    external_code: input.externalCode ?? null,
    customer_id: input.customerId ?? null,
    pipeline_id: plan.pipelineId,
    title: input.title,
    product: input.product ?? null,
    ...amountColumns(plan.book(input.amountFen)),
    ...rateColumns(plan.rate),
    currency: plan.currency,
    responsible_id: input.responsibleId ?? null,
    expected_close_on: input.expectedCloseOn ?? null,
    custom: input.custom ?? {},
    ...currentColumns(plan),
    known_at: first ? knownAt(ctx, first) : ctx.tick,
    recorded_at: ctx.tick,
    updated_at: ctx.tick,
    batch_id: ctx.source?.batchId ?? null,
  }
}

type Change = { plan: Plan; input: DealInput; difference: Difference | null }

async function changeDeal(
  ctx: WriteCtx,
  existing: Existing,
  { plan, input, difference }: Change,
): Promise<void> {
  await ctx.db
    .updateTable('deal')
    .set({
      title: input.title,
      ...(input.customerId === undefined ? {} : { customer_id: input.customerId }),
      ...(input.product === undefined ? {} : { product: input.product }),
      ...(input.amountFen === undefined
        ? {}
        : { ...amountColumns(plan.book(input.amountFen)), ...rateColumns(plan.rate) }),
      ...(input.responsibleId === undefined ? {} : { responsible_id: input.responsibleId }),
      ...(input.expectedCloseOn === undefined ? {} : { expected_close_on: input.expectedCloseOn }),
      ...(input.custom ? { custom: json({ ...existing.custom, ...input.custom }) } : {}),
      ...(difference === null ? {} : currentColumns(plan)),
      version: existing.version + 1,
      updated_at: at(ctx.tick),
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', existing.id)
    .execute()
  const ids = difference?.voided.map((step) => step.id) ?? []
  if (ids.length === 0) return
  await ctx.db
    .updateTable('stage_change')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', 'in', ids)
    .execute()
}

function newSteps(
  ctx: WriteCtx,
  { id, plan, input, difference }: Change & { id: string },
): Insertable<DB['stage_change']>[] {
  const known = difference && difference.voided.length > 0 ? correctionKnownAt : knownAt
  const kept = difference?.kept ?? 0
  return plan.steps
    .map(({ stage, step }, index) => ({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      deal_id: id,
      from_stage_id: plan.steps[index - 1]?.stage.id ?? null,
      to_stage_id: stage.id,
      amount_fen: plan.book(step.amountFen)?.fen ?? null,
      responsible_id: input.responsibleId ?? null,
      lost_reason: step.lostReason ?? null,
      competitor: step.competitor ?? null,
      position: index - kept + (difference?.nextPosition ?? 0),
      occurred_on: step.occurredOn,
      known_at: known(ctx, step.occurredOn),
      recorded_at: ctx.tick,
      actor: ctx.actor.userId,
      batch_id: ctx.source?.batchId ?? null,
    }))
    .slice(kept)
}
