import { type Day, dayOf } from '../../../core/calendar.ts'
import { decideMove, type MoveDecision } from '../../../core/deal/stages.ts'
import { type Booked, bookAmount } from '../../../core/exchange/rate.ts'
import { openingOf } from '../../../core/workdays.ts'
import { newId } from '../../platform/clock.ts'
import { expectVersion, knownAt, type WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent, type Subject, touch } from '../../platform/events.ts'
import { refreshStates } from '../customers/index.ts'
import { loadCalendar } from '../identity/index.ts'
import { followDeals } from '../quotes/index.ts'
import { getRateNow, rateColumns, rateIn } from '../rates/index.ts'
import { refuseUnchecked } from './checks.ts'
import { getDealRow } from './deal-rows.ts'
import { loadStages, type StageRow } from './pipelines.ts'
import { amountColumns } from './save-deals.ts'

export type MoveInput = {
  stageId: string
  occurredOn?: Day | undefined
  reason?: string | null | undefined
  competitor?: string | null | undefined
  /** in the deal's currency */
  amountFen?: bigint | null | undefined
}

/**
 * Moves a deal to a stage: load → decide (core) → save, with one stage change and event, the dirty subjects.
 */
export async function moveDeal(
  ctx: WriteCtx,
  id: string,
  input: MoveInput,
): Promise<{ id: string; version: number }> {
  const deal = await getDealRow(ctx, id, 'deal.write')
  expectVersion(ctx, deal.version)
  const today = dayOf(ctx.now)
  const occurredOn = input.occurredOn ?? today
  const stages = await loadStages(ctx, deal.pipeline_id)
  const decided = decideMove(
    stages,
    { stageId: deal.stage_id, since: deal.stage_since },
    { toStageId: input.stageId, occurredOn, reason: input.reason ?? null },
    today,
  )
  if (!decided.ok) throw refused(decided)
  const { from, to, back } = decided.value
  await refuseUnchecked(ctx, deal, { from, to, stages })
  const told = input.amountFen ?? deal.original_minor ?? deal.amount_fen
  const isOtherAmount = told !== (deal.original_minor ?? deal.amount_fen)
  const rate = isOtherAmount ? await getRateNow(ctx, deal, deal.created_on ?? today) : rateIn(deal)
  const amount = told === null ? null : bookAmount(told, deal.currency, rate)
  await writeChange(ctx, deal, { decided: decided.value, occurredOn, amount: amount?.fen ?? null, input })
  await ctx.db
    .updateTable('deal')
    .set({
      stage_id: to.id,
      stage_since: occurredOn,
      created_on: deal.created_on ?? occurredOn,
      outcome: to.kind,
      closed_on: to.kind === 'open' ? null : occurredOn,
      lost_reason: to.kind === 'lost' ? (input.reason ?? null) : null,
      competitor: to.kind === 'lost' ? (input.competitor ?? null) : null,
      ...amountColumns(amount),
      ...rateColumns(rate),
      updated_at: at(ctx.tick),
      version: deal.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await tellQuotes(
    ctx,
    { ...deal, ...rateColumns(rate) },
    {
      decided: decided.value,
      stages,
      input: { ...input, occurredOn, amount },
    },
  )
  if (deal.customer_id) await refreshStates(ctx, [deal.customer_id])
  await recordEvent(ctx, {
    kind: to.kind === 'open' ? 'deal.moved' : `deal.${to.kind}`,
    subject: { kind: 'deal', id },
    customerId: deal.customer_id,
    summary: { from: from.key, to: to.key, back, title: deal.title },
  })
  await touch(ctx, subjectsOf(deal))
  return { id, version: deal.version + 1 }
}

type Change = { decided: MoveDecision; occurredOn: Day; amount: bigint | null; input: MoveInput }

async function writeChange(
  ctx: WriteCtx,
  deal: Awaited<ReturnType<typeof getDealRow>>,
  { decided: { from, to }, occurredOn, amount, input }: Change,
): Promise<void> {
  await ctx.db
    .insertInto('stage_change')
    .values({
      org_id: ctx.orgId,
      id: newId(ctx.now),
      deal_id: deal.id,
      from_stage_id: from.id,
      to_stage_id: to.id,
      amount_fen: amount,
      responsible_id: deal.responsible_id,
      lost_reason: input.reason ?? null,
      competitor: input.competitor ?? null,
      position: await nextPosition(ctx, deal.id),
      occurred_on: occurredOn,
      known_at: at(knownAt(ctx, occurredOn)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
}

function subjectsOf(deal: Awaited<ReturnType<typeof getDealRow>>): Subject[] {
  return [
    { kind: 'deal', id: deal.id },
    ...(deal.customer_id ? [{ kind: 'customer', id: deal.customer_id }] : []),
    ...(deal.responsible_id ? [{ kind: 'rep', id: deal.responsible_id }] : []),
  ]
}

type Moved = {
  decided: MoveDecision
  stages: readonly StageRow[]
  input: MoveInput & { occurredOn: Day; amount: Booked | null }
}

/** A move of today happened now; of an earlier day only the day is known. */
async function tellQuotes(
  ctx: WriteCtx,
  deal: Awaited<ReturnType<typeof getDealRow>>,
  { decided, stages, input }: Moved,
): Promise<void> {
  const isToday = input.occurredOn === dayOf(ctx.now)
  const { to, back } = decided
  await followDeals(ctx, [
    {
      dealId: deal.id,
      customerId: deal.customer_id,
      title: deal.title,
      responsibleId: deal.responsible_id,
      amount: input.amount,
      currency: deal.currency,
      rate: rateIn(deal),
      to: { kind: to.kind, asksQuote: stages.find(({ id }) => id === to.id)?.asksQuote ?? false },
      back,
      at: isToday ? ctx.now : openingOf(await loadCalendar(ctx), input.occurredOn),
      reason: input.reason ?? null,
      competitor: input.competitor ?? null,
    },
  ])
}

async function nextPosition(ctx: WriteCtx, dealId: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('stage_change')
    .select((eb) => eb.fn.max('position').as('last'))
    .where('org_id', '=', ctx.orgId)
    .where('deal_id', '=', dealId)
    .executeTakeFirst()
  return (row?.last ?? -1) + 1
}
