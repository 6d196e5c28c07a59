import { sql } from 'kysely'
import { type Day, endOfDay } from '../../../core/calendar.ts'
import type { ProvisionMethod, Segment } from '../../../core/receivable/loss-matrix.ts'
import { checkRates, DEFAULT_LOSS_RATES, type LossRate } from '../../../core/receivable/provision.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at, json } from '../../platform/db.ts'
import { refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { pastMoment } from '../../platform/then.ts'
import { peopleThen } from '../identity/index.ts'
import type { Reading } from './reading.ts'

export type RatesVersion = {
  rates: readonly LossRate[]
  method: ProvisionMethod
  /** by what the matrix is told apart; of percentages as typed: not at all */
  segment: Segment
  forwardBp: number
  validFrom: Day | null
  reason: string
  by: string | null
}

const SHIPPED: RatesVersion = {
  ...{ rates: DEFAULT_LOSS_RATES, method: 'ageing', segment: 'none', forwardBp: 10_000 },
  ...{ validFrom: null, reason: '', by: null },
}

/** The percentages as they were typed for a day; those that ship until a company has set its own. */
export async function typedRatesOn(ctx: ReadCtx, asOf: Day, reading: Reading): Promise<RatesVersion> {
  const known = reading === 'known' ? sql`and r.recorded_at <= ${at(endOfDay(asOf))}` : sql``
  const { rows } = await sql<RatesVersion & { rates: LossRate[] }>`
    select r.rates, r.method, r.segment, r.forward_bp as "forwardBp", r.starts_on as "validFrom", r.reason, u.name as by from provision_rates r
    left join ${peopleThen(ctx, pastMoment(ctx, asOf))} u on u.org_id = r.org_id and u.id = r.actor
    where r.org_id = ${ctx.orgId} and r.starts_on <= ${asOf} ${known}
    order by r.starts_on desc, r.recorded_at desc limit 1`.execute(ctx.db)
  return rows[0] ?? SHIPPED
}

export async function saveRates(
  ctx: WriteCtx,
  form: {
    rates: readonly LossRate[]
    method: ProvisionMethod
    segment: Segment
    forwardBp: number
    validFrom: Day
    reason: string
  },
): Promise<{ id: string }> {
  const checked = checkRates(form.rates)
  if (!checked.ok) throw refused(checked, 400)
  const segment = form.method === 'matrix' ? form.segment : 'none'
  const id = newId(ctx.now)
  await ctx.db
    .insertInto('provision_rates')
    .values({
      org_id: ctx.orgId,
      id,
      starts_on: form.validFrom,
      rates: json(form.rates),
      method: form.method,
      segment,
      forward_bp: form.forwardBp,
      reason: form.reason,
      recorded_at: at(ctx.tick),
      actor: ctx.actor.userId,
    })
    .execute()
  await recordEvent(ctx, {
    kind: 'provision.rates',
    subject: { kind: 'provision_rates', id },
    summary: { validFrom: form.validFrom, method: form.method, segment, reason: form.reason },
  })
  return { id }
}
