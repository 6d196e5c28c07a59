import { sql } from 'kysely'
import { type Day, dayOf } from '../../../core/calendar.ts'
import { checkRates, isSameRate, oldestRateDay, type RateInput } from '../../../core/exchange/rate.ts'
import { newId } from '../../platform/clock.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import { at } from '../../platform/db.ts'
import { invalid, notFound, refused } from '../../platform/errors.ts'
import { recordEvent } from '../../platform/events.ts'
import { insertRows } from '../../platform/insert-rows.ts'
import { type RateRow, ratesInForce } from './rate-rows.ts'

export type NewRate = RateInput & { source: string }
export type RateOutcome = 'new' | 'changed' | 'same'

type Planned = {
  stored: RateRow | null
  outcome: RateOutcome
  checked: ReturnType<typeof checkRates>[number]
}

/** What recording these would do and what stands against it, without writing. */
export async function planRates(
  ctx: ReadCtx,
  inputs: readonly NewRate[],
  { isConfirmed } = { isConfirmed: false },
): Promise<Planned[]> {
  if (inputs.length === 0) return []
  const days = inputs.map(({ day }) => day).sort()
  const known = await ratesInForce(ctx, [...new Set(inputs.map(({ currency }) => currency))], {
    from: oldestRateDay(days[0]!),
    to: days.at(-1)!,
  })
  const checked = checkRates(inputs, known, { today: dayOf(ctx.now), isConfirmed })
  const byDay = new Map(known.map((rate) => [`${rate.currency}|${rate.day}`, rate]))
  return inputs.map((input, index) => {
    const stored = byDay.get(`${input.currency}|${input.day}`) ?? null
    const outcome = stored === null ? 'new' : isSameRate(stored, input) ? 'same' : 'changed'
    return { stored, outcome, checked: checked[index]! }
  })
}

/**
 * Quotations of days, all or none. What is there already stays; another quotation of the same day takes its
 * place from now on, and documents that were booked at the former keep it (decision 0018).
 */
export async function recordRates(
  ctx: WriteCtx,
  inputs: readonly NewRate[],
  { isConfirmed }: { isConfirmed: boolean },
): Promise<RateOutcome[]> {
  const keys = new Set(inputs.map(({ currency, day }) => `${currency}|${day}`))
  if (keys.size < inputs.length) throw invalid('rate_twice')
  const plans = await planRates(ctx, inputs, { isConfirmed })
  for (const { checked } of plans) {
    if (!checked.ok) throw refused(checked, checked.code === 'rate_jump' ? 409 : 400)
  }
  const changed = plans.flatMap((plan, index) =>
    plan.outcome === 'same' ? [] : [{ ...plan, input: inputs[index]! }],
  )
  await withdraw(
    ctx,
    changed.flatMap(({ stored }) => (stored ? [stored.id] : [])),
  )
  const rows = changed.map(({ input }) => ({
    org_id: ctx.orgId,
    id: newId(ctx.now),
    currency: input.currency,
    occurred_on: input.day,
    quoted_micro: input.micro,
    per: input.per,
    source: input.source,
    known_at: ctx.tick,
    recorded_at: ctx.tick,
    actor: ctx.actor.userId,
    batch_id: ctx.source?.batchId ?? null,
  }))
  await insertRows(ctx.db, 'exchange_rate', rows)
  if (rows.length > 0) {
    await recordEvent(ctx, {
      kind: 'rates.recorded',
      subject: { kind: 'exchange_rate', id: rows[0]!.id },
      summary: { n: rows.length, currencies: [...new Set(rows.map(({ currency }) => currency))] },
    })
  }
  return plans.map(({ outcome }) => outcome)
}

/** For what was typed by mistake: nothing is booked at it any more; what was booked keeps its figure. */
export async function withdrawRate(ctx: WriteCtx, id: string): Promise<{ ok: true }> {
  const [row] = await withdraw(ctx, [id])
  if (!row) throw notFound('exchange_rate')
  await recordEvent(ctx, {
    kind: 'rates.withdrawn',
    subject: { kind: 'exchange_rate', id },
    summary: { currency: row.currency, day: row.day },
  })
  return { ok: true }
}

async function withdraw(ctx: WriteCtx, ids: readonly string[]) {
  if (ids.length === 0) return []
  const { rows } = await sql<{ currency: string; day: Day }>`
    update exchange_rate set voided_at = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and id = any(${[...ids]}::uuid[]) and voided_at is null
    returning currency, occurred_on as day`.execute(ctx.db)
  return rows
}

/**
 * After an import has been taken back: what it brought is withdrawn, what it had replaced holds again. What a
 * later quotation has replaced since passes what it had replaced on to that one, so that files may be taken
 * back in any order; and no quotation of a file that is taken back comes to life by it.
 */
export async function takeBackRates(ctx: WriteCtx, batchId: string, ticks: readonly number[]): Promise<void> {
  await sql`
    update exchange_rate f set voided_at = r.voided_at
    from exchange_rate r
    where r.org_id = ${ctx.orgId} and r.batch_id = ${batchId} and f.org_id = r.org_id and f.currency = r.currency
      and f.occurred_on = r.occurred_on and f.id <> r.id and f.voided_at = r.recorded_at
      and exists (select 1 from exchange_rate n where n.org_id = r.org_id and n.currency = r.currency
        and n.occurred_on = r.occurred_on and n.id <> r.id and n.recorded_at = r.voided_at)`.execute(ctx.db)
  await sql`
    update exchange_rate set voided_at = ${at(ctx.tick)}
    where org_id = ${ctx.orgId} and batch_id = ${batchId} and voided_at is null`.execute(ctx.db)
  await sql`
    update exchange_rate r set voided_at = null
    where r.org_id = ${ctx.orgId} and r.batch_id is distinct from ${batchId} and r.voided_at in (
        select to_timestamp(t / 1000)::timestamptz(3) from unnest(${ticks as number[]}::double precision[]) as t)
      and not exists (select 1 from import_batch b where b.org_id = r.org_id and b.id = r.batch_id and b.undone_at is not null)
      and not exists (select 1 from exchange_rate o where o.org_id = r.org_id and o.currency = r.currency
        and o.occurred_on = r.occurred_on and o.voided_at is null)`.execute(ctx.db)
}
