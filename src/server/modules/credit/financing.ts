import { sql } from 'kysely'
import { type Day, dayOf, endOfDay } from '../../../core/calendar.ts'
import {
  capacityWithin,
  type Financing,
  type FinancingKind,
  isOver,
  WITHIN_DAYS,
} from '../../../core/credit/financing.ts'
import { may } from '../../../core/permission.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'

type Form = Financing & { kind: FinancingKind; provider: string; costBp: number | null; terms: string }

/** Ways to money by what was known at the end of a day, the fastest first (C031). */
export async function readFinancing(ctx: ReadCtx, asOfDay?: Day) {
  const asOf = asOfDay ?? dayOf(ctx.now)
  const end = at(endOfDay(asOf))
  const { rows } = await sql<Form & { id: string; recordedOn: Day; by: string | null }>`
    select f.id, f.kind, f.provider, f.capacity_fen as "capacityFen", f.lead_days as "leadDays", f.cost_bp as "costBp",
      f.terms, f.until_on as "untilOn", f.occurred_on as "recordedOn", u.name as by
    from credit_financing f left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = f.org_id and u.id = f.actor
    where f.org_id = ${ctx.orgId} and f.known_at <= ${end} and (f.voided_at is null or f.voided_at > ${end})
    order by f.lead_days, f.id`.execute(ctx.db)
  return {
    items: rows.map((row) => ({ ...row, isOver: isOver(row, asOf) })),
    within: WITHIN_DAYS.map((days) => ({ days, fen: capacityWithin(rows, days, asOf) })),
    can: { record: may(ctx.actor.roles, 'cash.write') || ('forbidden' as const) },
  }
}

export async function recordFinancing(ctx: WriteCtx, form: Form): Promise<{ id: string }> {
  if (form.capacityFen <= 0n) throw invalid('amount_not_positive')
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('credit_financing')
    .values({
      org_id: ctx.orgId,
      id,
      kind: form.kind,
      provider: form.provider,
      capacity_fen: form.capacityFen,
      lead_days: form.leadDays,
      cost_bp: form.costBp,
      terms: form.terms,
      until_on: form.untilOn,
      occurred_on: dayOf(ctx.now),
      known_at: at(ctx.tick),
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await tell(ctx, 'credit.financing_noted', id, form.provider)
  return { id }
}

export async function voidFinancing(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const { rows } = await sql<{ provider: string }>`
    update credit_financing set voided_at = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and id = ${id} and voided_at is null returning provider`.execute(ctx.db)
  if (!rows[0]) throw notFound('credit_financing')
  await tell(ctx, 'credit.financing_dropped', id, rows[0].provider)
  return { ok: true }
}

async function tell(ctx: WriteCtx, kind: string, id: string, provider: string): Promise<void> {
  await recordEvent(ctx, { kind, subject: { kind: 'credit_financing', id }, summary: { provider } })
}
