import { dayOf } from '../../../core/calendar.ts'
import { leavingOut } from '../../../core/contract/change.ts'
import { newId } from '../../platform/clock.ts'
import { knownAt, type WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { touch } from '../../platform/events.ts'
import { bringOwn } from '../custom-fields/index.ts'
import { bookedColumns, rateColumns, rateOf, requireBookings } from '../rates/index.ts'
import { addStep } from './add-step.ts'
import { type Agreed, inYuan } from './agreed-amount.ts'
import { termsInForce } from './agreed-terms.ts'
import { namedChanges } from './change-rows.ts'
import { type ContractInput, contentOf } from './content-of.ts'
import { type ContractPlan, planContracts } from './plan-contracts.ts'
import { columnsOf, putInForce, type Release, replaceNodes } from './put-in-force.ts'
import { touchCustomersOf } from './touch-orders.ts'
import { type ContractVersion, newestVersion, writeVersion } from './version-rows.ts'

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
  requireBookings(plans.map(({ booking }) => booking))
  const fresh = new Map<string, string>()
  const saved: SavedContract[] = []
  for (const plan of plans) {
    const { number } = plan.input
    const id = plan.existing?.id ?? fresh.get(number) ?? (await insertContract(ctx, plan))
    if (!plan.existing) fresh.set(number, id)
    if (plan.outcome === 'changed') await bringUp(ctx, id, plan)
    saved.push({ id, outcome: plan.outcome })
  }
  const ids = saved.filter(({ outcome }) => outcome !== 'same').map(({ id }) => id)
  await touch(
    ctx,
    ids.map((id) => ({ kind: 'contract', id })),
  )
  await touchCustomersOf(ctx, ids)
  return bringOwn(ctx, 'contract', saved, inputs)
}

/** What a file says of a known contract: a version of its own, in force where its importer may say so. */
async function bringUp(ctx: WriteCtx, id: string, plan: ContractPlan): Promise<void> {
  const { input, news, responsibleId } = plan
  const rate = rateOf(plan.booking)
  const existing = { ...plan.existing!, rate, isBookedNow: plan.existing!.rate === null && rate !== null }
  const newest = await newestVersion(ctx, id)
  // What a file prolongs is what holds: a draft that waits beside it is not put in force with it.
  const { versionId: _, ...base } = (await termsInForce(ctx, id)) ?? { versionId: null, ...newest.content }
  // Another amount is nobody's confirmed change: it waits until the next version takes it in again (0031).
  const { waiting, gone } = await namedChanges(ctx, id, base)
  const content = {
    ...leavingOut(base, news.includes('amended') ? [...waiting, ...gone] : gone),
    title: input.title,
    amountFen: input.amountFen,
    endsOn: news.includes('prolonged') ? input.endsOn : base.endsOn,
    // Parts that no longer sum to the whole are nobody's agreement.
    ...(news.includes('amended') ? { lines: [], nodes: [] } : {}),
  }
  await ctx.db
    .updateTable('contract')
    .set((eb) => ({
      responsible_id: responsibleId,
      updated_at: at(ctx.tick),
      version: eb('version', '+', 1),
    }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  const version = await writeVersion(ctx, existing, { number: newest.number + 1, content, deviationBp: 0 })
  if (news.includes('approved')) {
    return putInForce(ctx, { ...existing, id }, version, { basis: 'told', on: input.approvedOn! })
  }
  if (existing.isApproved && news.includes('prolonged')) {
    return putInForce(ctx, { ...existing, id }, version, authorityOrTold(ctx, responsibleId))
  }
  if (!existing.isApproved) await followDraft(ctx, { ...existing, id }, version)
}

/**
 * While nothing is in force, a contract's columns repeat its newest version, and amount and end are facts
 * from then on, so that alerts show the money and the day that hold.
 */
export async function followDraft(
  ctx: WriteCtx,
  { id, amountFen, currency, endsOn, rate, isBookedNow }: Agreed & { id: string },
  version: Pick<ContractVersion, 'id' | 'content'>,
): Promise<void> {
  const on = dayOf(ctx.now)
  const { content } = version
  if (content.amountFen !== amountFen || content.currency !== currency || isBookedNow) {
    await addStep(ctx, id, { kind: 'amended', on, amount: inYuan(content, rate) })
  }
  if (content.endsOn !== null && content.endsOn !== endsOn) {
    await addStep(ctx, id, { kind: 'prolonged', on, endsOn: content.endsOn })
  }
  await ctx.db
    .updateTable('contract')
    .set((eb) => ({ ...columnsOf(version, rate), updated_at: at(ctx.tick), version: eb('version', '+', 1) }))
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
  await replaceNodes(ctx, id, version)
}

function authorityOrTold(ctx: WriteCtx, responsibleId: string | null): Release {
  return { basis: ctx.actor.userId !== null && ctx.actor.userId !== responsibleId ? 'authority' : 'told' }
}

async function insertContract(
  ctx: WriteCtx,
  { input, responsibleId, booking }: ContractPlan,
): Promise<string> {
  const id = newId(ctx.now)
  const since = input.signedOn ?? input.effectiveOn ?? dayOf(ctx.now)
  const content = contentOf(input)
  const { amountFen, currency, endsOn } = content
  const rate = rateOf(booking)
  const amount = inYuan(content, rate)
  await ctx.db
    .insertInto('contract')
    .values({
      org_id: ctx.orgId,
      id,
      number: input.number,
      customer_id: input.customerId,
      deal_id: input.dealId,
      quote_id: input.quoteId ?? null,
      title: content.title,
      ...bookedColumns(amount),
      ...rateColumns(rate),
      currency,
      signed_on: input.signedOn,
      effective_on: content.effectiveOn,
      ends_on: endsOn,
      status: 'open',
      responsible_id: responsibleId,
      remark: input.remark ?? '',
      custom: json(input.custom ?? {}),
      known_at: at(knownAt(ctx, since)),
      recorded_at: at(ctx.tick),
      updated_at: at(ctx.tick),
      batch_id: ctx.source?.batchId ?? null,
    })
    .execute()
  const { customerId, deviationBp = 0 } = input
  const version = await writeVersion(ctx, { id, customerId }, { number: 1, content, deviationBp })
  await addStep(ctx, id, { kind: 'recorded', on: since, endsOn, amount })
  if (!input.approvedOn) await followDraft(ctx, { id, amountFen, currency, endsOn, rate }, version)
  else {
    const before = { id, isApproved: false, amountFen, currency, endsOn, rate }
    await putInForce(ctx, before, version, { basis: 'told', on: input.approvedOn })
  }
  return id
}
