import { dayOf } from '../../../core/calendar.ts'
import { type BookedRate, bookAmount } from '../../../core/exchange/rate.ts'
import type { CustomValues } from '../../../core/fields/custom-field.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import { correctionKnownAt, expectVersion, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { checkGiven } from '../custom-fields/index.ts'
import { refreshStates, requireCustomer } from '../customers/index.ts'
import { getRate, rateColumns, rateIn } from '../rates/index.ts'
import { refuseUnscreened } from './checks.ts'
import { getDealRow } from './deal-rows.ts'
import { passHelp } from './help.ts'
import { loadStages } from './pipelines.ts'
import { amountColumns, saveDeals } from './save-deals.ts'

export type DealForm = {
  title: string
  customerId?: string | null | undefined
  product?: string | null | undefined
  amountFen?: bigint | null | undefined
  currency: string
  expectedCloseOn?: string | null | undefined
  responsibleId?: string | null | undefined
  custom?: Readonly<Record<string, unknown>> | undefined
}

export async function createDeal(
  ctx: WriteCtx,
  form: DealForm & { pipelineId?: string | undefined },
): Promise<{ id: string; version: number }> {
  if (form.customerId) await requireCustomer(ctx, form.customerId, 'deal.write')
  const stages = await loadStages(ctx, form.pipelineId)
  const first = stages.find((stage) => stage.kind === 'open')
  if (!first) throw notFound('pipeline')
  const custom = await checkGiven(ctx, 'deal', {}, form.custom ?? {})
  const responsibleId = mayAssign(ctx, form.responsibleId) ? form.responsibleId : ctx.actor.userId
  const [saved] = await saveDeals(ctx, [
    {
      ...form,
      custom,
      responsibleId,
      history: [{ stage: first.key, occurredOn: dayOf(ctx.now), amountFen: form.amountFen }],
    },
  ])
  await recordEvent(ctx, {
    kind: 'deal.created',
    subject: { kind: 'deal', id: saved!.id },
    customerId: form.customerId ?? null,
    summary: { title: form.title, amountFen: form.amountFen ?? null, currency: form.currency },
  })
  return { id: saved!.id, version: 1 }
}

/** Edits everything but the stage; the responsible person changes only for those who may assign. */
export async function updateDeal(
  ctx: WriteCtx,
  id: string,
  form: DealForm,
): Promise<{ id: string; version: number }> {
  const deal = await getDealRow(ctx, id, 'deal.write')
  expectVersion(ctx, deal.version)
  if (form.customerId !== undefined && form.customerId !== deal.customer_id) {
    if (form.customerId) await requireCustomer(ctx, form.customerId, 'deal.write')
    await refuseUnscreened(ctx, id, form.customerId)
  }
  const custom = form.custom && (await checkGiven(ctx, 'deal', deal.custom as CustomValues, form.custom))
  const { currency } = form
  const rate = await rateFor(ctx, deal, form)
  const amount = form.amountFen == null ? null : bookAmount(form.amountFen, currency, rate)
  await ctx.db
    .updateTable('deal')
    .set({
      title: form.title,
      product: form.product ?? null,
      ...amountColumns(amount),
      ...rateColumns(rate),
      currency,
      expected_close_on: form.expectedCloseOn ?? null,
      ...(custom ? { custom: json(custom) } : {}),
      ...(form.customerId === undefined ? {} : { customer_id: form.customerId }),
      ...(mayAssign(ctx, form.responsibleId) ? { responsible_id: form.responsibleId! } : {}),
      updated_at: at(ctx.tick),
      version: deal.version + 1,
    })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  if (mayAssign(ctx, form.responsibleId) && form.responsibleId !== deal.responsible_id)
    await passHelp(ctx, [id], form.responsibleId!)
  if ((amount?.fen ?? null) !== deal.amount_fen) await correctAmount(ctx, id, amount?.fen ?? null)
  const customers = [deal.customer_id, form.customerId].filter((customerId) => customerId != null)
  await refreshStates(ctx, customers)
  await recordEvent(ctx, {
    kind: 'deal.updated',
    subject: { kind: 'deal', id },
    customerId: deal.customer_id,
    summary: { title: form.title },
  })
  await touch(ctx, [
    { kind: 'deal', id },
    ...customers.map((customerId) => ({ kind: 'customer', id: customerId })),
  ])
  return { id, version: deal.version + 1 }
}

/**
 * The rate a deal has, as long as its currency is the same. Another currency, or another amount of foreign
 * money from before rates were kept, is booked now: the figure is another one from now on, and stays what it
 * was before.
 */
function rateFor(
  ctx: WriteCtx,
  deal: DealRow,
  { currency, amountFen = null }: DealForm,
): Promise<BookedRate | null> {
  const rate = rateIn(deal)
  const isSameAmount = amountFen === (deal.original_minor ?? deal.amount_fen)
  if (deal.currency === currency && (rate !== null || isSameAmount)) return Promise.resolve(rate)
  return getRate(ctx, { currency, day: deal.created_on ?? dayOf(ctx.now) })
}

type DealRow = Awaited<ReturnType<typeof getDealRow>>

/**
 * The funnel reads the amount of the last stage change, so a new amount corrects that change: the old row
 * is voided at this tick and a copy with the new amount is known from it. The stage keeps its day, and
 * board and funnel agree.
 */
async function correctAmount(ctx: WriteCtx, dealId: string, amountFen: bigint | null): Promise<void> {
  const last = await ctx.db
    .selectFrom('stage_change')
    .selectAll()
    .where('org_id', '=', ctx.orgId)
    .where('deal_id', '=', dealId)
    .where('voided_at', 'is', null)
    .orderBy('occurred_on', 'desc')
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!last) return
  await ctx.db
    .updateTable('stage_change')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', last.id)
    .execute()
  await ctx.db
    .insertInto('stage_change')
    .values({
      ...last,
      id: newId(ctx.now),
      amount_fen: amountFen,
      known_at: at(correctionKnownAt(ctx, last.occurred_on)),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
      batch_id: null,
    })
    .execute()
}

function mayAssign(ctx: WriteCtx, responsibleId: string | null | undefined): boolean {
  return (
    responsibleId != null && (responsibleId === ctx.actor.userId || may(ctx.actor.roles, 'customer.assign'))
  )
}
