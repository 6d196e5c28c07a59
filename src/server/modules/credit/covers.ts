import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { type CoverKind, checkCover, checkCoverEnd, type DatedCover } from '../../../core/credit/cover.ts'
import { newId } from '../../platform/clock.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { conflict, notFound, refused } from '../../platform/errors.ts'
import { recordEvent, touch } from '../../platform/events.ts'
import { capsOf, owingTogether, requireRelease, withHolds } from './cover-holds.ts'
import { readPolicy } from './policy.ts'
import { getCustomerHead } from './scope.ts'

export type CoverForm = DatedCover & {
  kind: CoverKind
  provider: string
  policyNo: string
  exclusions: string
}
type Stored = CoverForm & { id: string; customerId: string }

/**
 * Records an insurance policy or a guarantee (C032). It is known from now on, whatever day it begins: no
 * gate of the past would have counted it. Orders that wait are asked again. One that begins later was
 * within the authority of whoever recorded it, and the nightly rating asks again once it has begun.
 */
export async function recordCover(
  ctx: WriteCtx,
  customerId: string,
  form: CoverForm,
): Promise<{ id: string }> {
  await getCustomerHead(ctx, customerId, 'credit.policy')
  const checked = checkCover(form)
  if (!checked.ok) throw refused(checked, 400)
  await refuseTwice(ctx, customerId, form)
  const { policy } = await readPolicy(ctx)
  if (policy.countsCover && form.untilOn >= dayOf(ctx.now)) {
    const { fromOn, untilOn } = form
    const customerIds = await owingTogether(ctx, [customerId])
    const caps = await capsOf(ctx, { customerIds, fromOn, untilOn })
    await requireRelease(ctx, caps.set(customerId, (caps.get(customerId) ?? 0n) + form.capFen))
  }
  return withHolds(ctx, [customerId], async () => {
    const id = await insert(ctx, { ...form, customerId })
    await tell(ctx, 'credit.covered', { ...form, id, customerId })
    return { id }
  })
}

/** The row that did not know the end stays for readings of the past as known. */
export async function endCover(ctx: WriteCtx, id: string, untilOn: Day): Promise<{ id: string }> {
  const before = await getCover(ctx, id)
  const checked = checkCoverEnd(before, untilOn)
  if (!checked.ok) throw refused(checked, 400)
  return withHolds(ctx, [before.customerId], async () => {
    await voidRow(ctx, id)
    const ended = { ...before, untilOn }
    const next = await insert(ctx, ended)
    await tell(ctx, 'credit.cover_ended', { ...ended, id: next })
    return { id: next }
  })
}

/** For what was typed by mistake. */
export async function voidCover(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const before = await getCover(ctx, id)
  return withHolds(ctx, [before.customerId], async () => {
    await voidRow(ctx, id)
    await tell(ctx, 'credit.cover_voided', before)
    return { ok: true } as const
  })
}

/** One policy typed twice would pay twice. Writes of a company come one after the other. */
async function refuseTwice(ctx: WriteCtx, customerId: string, form: CoverForm): Promise<void> {
  if (form.policyNo === '') return
  const there = await ctx.db
    .selectFrom('credit_cover')
    .select('id')
    .where('org_id', '=', ctx.orgId)
    .where('customer_id', '=', customerId)
    .where('provider', '=', form.provider)
    .where('policy_no', '=', form.policyNo)
    .where('from_on', '=', form.fromOn)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (there) throw conflict('cover_recorded_already', { policyNo: form.policyNo })
}

/** Locked, in scope and not taken back; anything else is not there. */
async function getCover(ctx: WriteCtx, id: string): Promise<Stored> {
  const { rows } = await sql<Stored>`
    select h.id, h.customer_id as "customerId", h.kind, h.provider, h.policy_no as "policyNo", h.cap_fen as "capFen",
      h.share_bp as "shareBp", h.deductible_fen as "deductibleFen", h.from_on as "fromOn", h.until_on as "untilOn", h.exclusions,
      h.whole_group as "wholeGroup"
    from credit_cover h where h.org_id = ${ctx.orgId} and h.id = ${id} and h.voided_at is null for update`.execute(
    ctx.db,
  )
  const found = rows[0]
  if (!found) throw notFound('credit_cover')
  await getCustomerHead(ctx, found.customerId, 'credit.policy')
  return found
}

async function insert(ctx: WriteCtx, form: CoverForm & { customerId: string }): Promise<string> {
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('credit_cover')
    .values({
      org_id: ctx.orgId,
      id,
      customer_id: form.customerId,
      kind: form.kind,
      provider: form.provider,
      policy_no: form.policyNo,
      cap_fen: form.capFen,
      share_bp: form.shareBp,
      deductible_fen: form.deductibleFen,
      from_on: form.fromOn,
      until_on: form.untilOn,
      whole_group: form.wholeGroup ?? false,
      exclusions: form.exclusions,
      occurred_on: dayOf(ctx.now),
      known_at: at(ctx.tick),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  return id
}

async function voidRow(ctx: WriteCtx, id: string): Promise<void> {
  await ctx.db
    .updateTable('credit_cover')
    .set({ voided_at: at(ctx.tick) })
    .where('org_id', '=', ctx.orgId)
    .where('id', '=', id)
    .execute()
}

async function tell(
  ctx: WriteCtx,
  kind: string,
  { id, customerId, provider, untilOn }: Stored,
): Promise<void> {
  await recordEvent(ctx, {
    kind,
    subject: { kind: 'credit_cover', id },
    customerId,
    summary: { provider, untilOn },
  })
  await touch(ctx, [{ kind: 'customer', id: customerId }])
}
